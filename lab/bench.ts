import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { named, parseWords, Usage } from './command-line.ts';
import { secondsIn, WORK_PHASES } from './phases.ts';
import type { Report } from './report/report.ts';

const HELP = `Measure: runs the same rehearsal several times and prints a distribution of every figure.

  npm run bench -- [scenario] [--runs N] [--fault NAME]   (defaults: database-failover, 5, the scenario's first fault)

Exit status: 0 every rehearsal passed; 1 one did not; 2 usage or set-up error.`;

type Figure = { name: string; values: number[] };

/** One rehearsal in a process of its own, as a person would start it. */
async function once(scenario: string, fault: string): Promise<{ report: Report; seconds: number }> {
  const out = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  try {
    const began = performance.now();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'rehearse.ts'), scenario, '--fault', fault, '--out', out], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    if (status !== 0 && status !== 1) throw new Error(`the rehearsal could not be carried out (exit status ${status})`);
    const seconds = (performance.now() - began) / 1_000;
    return { report: JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report, seconds };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function row({ name, values }: Figure): string {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  const cells = [sorted[0] ?? Number.NaN, median(sorted), quantile(0.95), sorted.at(-1) ?? Number.NaN].map((value) =>
    value.toFixed(2).padStart(9),
  );
  return `${name.padEnd(26)}${String(values.length).padStart(4)}${cells.join('')}`;
}

/** Mean of the middle two where there is no middle one. */
function median(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

async function bench(scenario: string, fault: string, runs: number): Promise<number> {
  const figures = new Map<string, number[]>();
  const note = (name: string, value: number | null | undefined) => {
    if (value !== null && value !== undefined) figures.set(name, [...(figures.get(name) ?? []), value]);
  };
  let failed = 0;
  for (let run = 1; run <= runs; run += 1) {
    const { report, seconds } = await once(scenario, fault);
    if (report.verdict !== 'passed') failed += 1;
    process.stderr.write(`run ${run}/${runs}: ${report.verdict}, ${seconds.toFixed(1)} s\n`);
    note('detection', report.measured.detectionSeconds);
    for (const phase of WORK_PHASES) note(phase, secondsIn(phase, report.states));
    note('recovery time', report.measured.recoveryTimeSeconds);
    note('write outage', report.measured.writeOutageSeconds);
    note('whole rehearsal', seconds);
  }
  process.stdout.write(
    `${scenario}, fault ${fault}; ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}\n`,
  );
  process.stdout.write(
    `${'seconds'.padEnd(26)}${'n'.padStart(4)}${['min', 'median', 'p95', 'max'].map((name) => name.padStart(9)).join('')}\n`,
  );
  for (const [name, values] of figures) process.stdout.write(`${row({ name, values })}\n`);
  if (failed > 0) process.stdout.write(`${failed} of ${runs} rehearsals FAILED\n`);
  return failed === 0 ? 0 : 1;
}

const OPTIONS = {
  runs: { type: 'string', default: '5' },
  fault: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws Usage naming the bad word and the valid ones */
function readWords(args: string[]): { scenario: string; fault: string; runs: number } | undefined {
  const { values, positionals } = parseWords(args, OPTIONS);
  const { scenario, fault } = named(positionals, values.fault);
  if (!/^[1-9][0-9]{0,2}$/.test(values.runs)) throw new Usage(`--runs ${values.runs}; required a whole number from 1 to 999`);
  return values.help ? undefined : { scenario, fault, runs: Number(values.runs) };
}

async function main(args: string[]): Promise<number> {
  try {
    const words = readWords(args);
    if (words !== undefined) return await bench(words.scenario, words.fault, words.runs);
    process.stdout.write(`${HELP}\n`);
    return 0;
  } catch (failure) {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\nnpm run bench -- --help shows all options\n`);
    return 2;
  }
}

process.exit(await main(process.argv.slice(2)));
