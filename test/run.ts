import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(ROOT, 'node_modules/jest/bin/jest.js'),
  '--rootDir',
  ROOT,
];

/**
 * `npm test`: first everything that needs only Node, then, one file at a time, what starts real PostgreSQL servers.
 * A missing PostgreSQL fails the second part loudly (or is installed, on a Debian or Ubuntu root shell); nothing is skipped.
 */
function runProject(project: string, args: string[]): { passed: number; failed: number; ok: boolean } {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-jest-'));
  try {
    const results = join(folder, 'results.json');
    const run = spawnSync(process.execPath, [...JEST, '--selectProjects', project, '--json', '--outputFile', results, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(results, 'utf8'));
    return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites), ok: run.status === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const fast = runProject('fast', ['--maxWorkers=2']);
const lab = runProject('lab', ['--runInBand']);
const passed = fast.passed + lab.passed;
const failed = fast.failed + lab.failed;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(fast.ok && lab.ok && passed > 0 ? 0 : 1);
