import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../lab/report/report.ts';

const ROOT = join(import.meta.dirname, '../../..');

export type Finished = { status: number | null; output: string; report: Report };

/** Runs `npm run rehearse -- database-failover --fault <fault>` as a person would, and reads the report it leaves. */
export async function runRehearsal(fault: string): Promise<Finished> {
  const out = mkdtempSync(join(tmpdir(), 'reprise-report-'));
  try {
    const child = spawn(process.execPath, [join(ROOT, 'lab/rehearse.ts'), 'database-failover', '--fault', fault, '--out', out], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    child.stdout.on('data', (chunk) => output.push(String(chunk)));
    child.stderr.on('data', (chunk) => output.push(String(chunk)));
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    const text = output.join('');
    return { status, output: text, report: readReport(join(out, 'report.json'), text) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function readReport(file: string, output: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch (error) {
    throw new Error(`the rehearsal left no report; it printed:\n${output}`, { cause: error });
  }
}
