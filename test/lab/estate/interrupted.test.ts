import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { processesOf } from '../../../lab/processes.ts';
import { startRehearsal } from '../../support/lab/run-rehearsal.ts';

const BESIDE_OTHERS = 19;

/** One that leaves the processor to the tests beside it: what an interruption leaves behind does not depend on its pace. */
function startUnhurried(): ReturnType<typeof startRehearsal> {
  const started = startRehearsal('database-failover', '--out', '/tmp/reprise-never-written');
  if (started.child.pid !== undefined) setPriority(started.child.pid, BESIDE_OTHERS);
  return started;
}

/** Folder of the rehearsal, once it has printed something; when the fault has struck, everything a rehearsal starts is running. */
async function folderAfter(sight: string, output: () => string, ended: Promise<unknown>): Promise<string> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!output().includes(sight)) {
    if (over) throw new Error(`the rehearsal ended before ${sight}:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return /rehearsal folder (\S+),/.exec(output())?.[1] ?? '';
}

test('Ctrl-C in the middle of a rehearsal leaves no process and no folder', async () => {
  const { child, output, ended } = startUnhurried();
  const folder = await folderAfter('FAULT', output, ended);
  expect(processesOf(folder).length).toBeGreaterThan(5);
  child.kill('SIGINT');
  expect((await ended).status).toBe(130);
  expect(processesOf(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync('/tmp/reprise-never-written')).toBe(false);
});

test('kill -9 in the middle of a rehearsal leaves no process and no folder either', async () => {
  const { child, output, ended } = startUnhurried();
  const folder = await folderAfter('FAULT', output, ended);
  child.kill('SIGKILL');
  await ended;
  while (processesOf(folder).length > 0 || existsSync(folder)) await new Promise((resolve) => setTimeout(resolve, 100));
});

test('SIGTERM while it still synthesizes leaves nothing either: the functions are bundled in its own folder, not in the checkout', async () => {
  const { child, output, ended } = startUnhurried();
  const folder = await folderAfter('rehearsal folder', output, ended);
  const assembly = join(folder, 'cdk.out');
  const bundling = () => existsSync(assembly) && readdirSync(assembly).some((name) => name.startsWith('bundles-'));
  while (!bundling()) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGTERM');
  expect((await ended).status).toBe(143);
  expect(processesOf(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});
