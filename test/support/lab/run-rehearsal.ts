import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Details } from '../../../lab/report/details.ts';
import type { Report } from '../../../lab/report/report.ts';

const ROOT = join(import.meta.dirname, '../../..');

export type Ended = { status: number | null; output: string };
export type Finished = Ended & { report: Report; details: Details; markdown: string; html: string };

/** `npm run rehearse -- <args>` as a person would type it; `output` grows while it runs. */
export function startRehearsal(...args: string[]): { child: ChildProcess; output(): string; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(ROOT, 'lab/rehearse.ts'), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, output: output.join('') })));
  return { child, output: () => output.join(''), ended };
}

/** Runs one rehearsal of database failover to its end and reads the report it leaves. */
export async function runRehearsal(fault: string, ...more: string[]): Promise<Finished> {
  const out = mkdtempSync(join(tmpdir(), 'reprise-report-'));
  try {
    const ended = await startRehearsal('database-failover', '--fault', fault, '--out', out, ...more).ended;
    const file = join(out, 'report.json');
    if (!existsSync(file)) throw new Error(`the rehearsal left no report; it printed:\n${ended.output}`);
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const details = JSON.parse(readFileSync(join(out, 'details.json'), 'utf8')) as Details;
    const [markdown, html] = ['report.md', 'report.html'].map((name) => readFileSync(join(out, name), 'utf8')) as [string, string];
    return { ...ended, report, details, markdown, html };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
