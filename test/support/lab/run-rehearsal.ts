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
  return (await runRehearsals([fault], ...more)).of(fault);
}

export type Series = Ended & {
  /** What one of them left; @throws when it left no report, with what was printed. */
  of(fault: string): Finished;
};

/** Rehearses faults one after the other, in one process as a person would, and reads the reports they leave. */
export async function runRehearsals(faults: readonly string[], ...more: string[]): Promise<Series> {
  const out = mkdtempSync(join(tmpdir(), 'reprise-report-'));
  try {
    const words = faults.flatMap((fault) => ['--fault', fault]);
    const ended = await startRehearsal('database-failover', ...words, '--out', out, ...more).ended;
    const left = new Map(
      faults.flatMap((fault) => {
        const folder = faults.length === 1 ? out : join(out, fault);
        return existsSync(join(folder, 'report.json')) ? [[fault, readReports(folder)] as const] : [];
      }),
    );
    const of = (fault: string): Finished => {
      const reports = left.get(fault);
      const output = partAbout(fault, ended.output);
      if (reports === undefined) throw new Error(`the rehearsal of ${fault} left no report; it printed:\n${output}`);
      return { status: ended.status, output, ...reports };
    };
    return { ...ended, of };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function readReports(folder: string): Omit<Finished, keyof Ended> {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const [report, details] = [JSON.parse(read('report.json')) as Report, JSON.parse(read('details.json')) as Details];
  return { report, details, markdown: read('report.md'), html: read('report.html') };
}

/** What was printed between the headline of this rehearsal and the next one's; everything when it was the only one. */
function partAbout(fault: string, output: string): string {
  const parts = output.split(/^(?=[a-z-]+ \([0-9]+ of [0-9]+\): )/m);
  return parts.find((part) => part.startsWith(`${fault} (`)) ?? output;
}
