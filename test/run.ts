import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(ROOT, 'node_modules/jest/bin/jest.js'),
  '--rootDir',
  ROOT,
];
const BESIDE_REHEARSALS = 19;
const LAB_FILES_AT_ONCE = 3;
/** Modules of finished test files stay in a worker's memory; beyond this it is replaced before the collector slows it down. */
const IDLE_MEMORY = '700MB';

type Ended = { passed: number; failed: number; skipped: number; ok: boolean };

/** Runs one project of jest.config.js. One that is not `live` runs beside another: at a lower priority, and what it prints is shown at its end. */
async function run(project: string, results: string, { live, workers }: { live: boolean; workers: number }): Promise<Ended> {
  const pace = workers === 1 ? ['--runInBand'] : [`--maxWorkers=${workers}`, `--workerIdleMemoryLimit=${IDLE_MEMORY}`];
  const args = [...JEST, '--selectProjects', project, ...pace, '--json', '--outputFile', results];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', live ? 'inherit' : 'pipe'] });
  if (!live && child.pid !== undefined) setPriority(child.pid, BESIDE_REHEARSALS);
  const printed: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  process.stderr.write(Buffer.concat(printed));
  if (!existsSync(results)) return { passed: 0, failed: 1, skipped: 0, ok: false };
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(readFileSync(results, 'utf8'));
  return {
    passed: numPassedTests,
    failed: Math.max(numFailedTests, numFailedTestSuites),
    skipped: numPendingTests,
    ok: status === 0 && numPassedTests > 0,
  };
}

/**
 * `npm test`: the rehearsals, one at a time, and beside them, at a lower priority, what needs no server: a rehearsal waits most of its time,
 * but must not wait for the processor. The tests of adapters and estate have deadlines of their own towards real servers, so they come last,
 * without either; they wait most of their time too, so three files of them run side by side, each with servers of its own. A missing
 * PostgreSQL fails loudly (or is installed, on a Debian or Ubuntu root shell). Only the look at the report in a browser is skipped where there
 * is none, and the last line counts it.
 */
const folder = mkdtempSync(join(tmpdir(), 'reprise-jest-'));
try {
  const file = (project: string) => join(folder, `${project}.json`);
  const [rehearsals, fast] = await Promise.all([
    run('rehearsals', file('rehearsals'), { live: true, workers: 1 }),
    run('fast', file('fast'), { live: false, workers: 2 }),
  ]);
  const lab = await run('lab', file('lab'), { live: true, workers: LAB_FILES_AT_ONCE });
  const all = [rehearsals, fast, lab];
  const sum = (of: (one: Ended) => number) => all.reduce((total, one) => total + of(one), 0);
  process.stdout.write(`${sum((one) => one.passed)} passed, ${sum((one) => one.failed)} failed, ${sum((one) => one.skipped)} skipped\n`);
  process.exitCode = all.every((one) => one.ok) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
