import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startJanitor } from '../../../lab/estate/janitor.ts';
import { spawnRegistered } from '../../../lab/processes.ts';

/** Starts a process with a child of its own in another process group, says so, and then waits for its end; SIGUSR2 makes it crash. */
const [folder = '', keep] = process.argv.slice(2);
mkdirSync(join(folder, 'hosts'), { recursive: true });
startJanitor(folder, { keep: keep === 'keep' });
const child = spawnRegistered(folder, '/bin/bash', ['-c', 'setsid sleep 300 & echo started; wait'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'ignore'],
});
child.stdout?.once('data', () => process.stdout.write('ready\n'));
process.once('SIGUSR2', () => void Promise.reject(new Error('a bug in the rehearsal')));
