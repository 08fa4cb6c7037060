import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesOf } from '../../../../lab/processes.ts';
import { eventually } from '../../../support/eventually.ts';

const DOOMED = join(import.meta.dirname, '../../../support/lab/doomed-rehearsal.ts');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-janitor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function rehearsal(how: 'remove' | 'keep'): Promise<ChildProcess> {
  const child = spawn(process.execPath, [DOOMED, folder, how], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  expect(processesOf(folder).length).toBeGreaterThanOrEqual(2);
  return child;
}

const nothingLeft = () => processesOf(folder).length === 0 && !existsSync(folder);

test('a rehearsal that is killed with SIGKILL leaves no process and no folder', async () => {
  (await rehearsal('remove')).kill('SIGKILL');
  await eventually(nothingLeft);
});

test('Ctrl-C returns only when everything is gone, with the status of an interrupted program', async () => {
  const child = await rehearsal('remove');
  child.kill('SIGINT');
  const [status] = await once(child, 'exit');
  expect(status).toBe(130);
  expect(nothingLeft()).toBe(true);
});

test('a rehearsal that crashes leaves no process and no folder', async () => {
  const child = await rehearsal('remove');
  child.kill('SIGUSR2');
  const [status] = await once(child, 'exit');
  expect(status).not.toBe(0);
  await eventually(nothingLeft);
});

test('a kept folder stays, its processes do not', async () => {
  (await rehearsal('keep')).kill('SIGKILL');
  await eventually(() => processesOf(folder).length === 0);
  expect(existsSync(folder)).toBe(true);
});
