import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { killProcessesOf } from '../processes.ts';
import { emptyFiles } from './empty-files.ts';
import { unmountBelow } from './small-disk.ts';

export type Janitor = {
  /** Ends every process of the rehearsal and removes its folder (unless it is kept). */
  stop(): Promise<void>;
};

/**
 * Sees to it that a rehearsal leaves nothing behind, however it ends. A detached watcher holds the end of a pipe to this process: the
 * kernel closes the pipe also after a crash or `kill -9`, and the watcher then does what `stop` would have done. Ctrl-C and SIGTERM end the
 * rehearsal at once and wait until everything is gone, so that the shell's prompt comes back to a clean computer.
 */
export function startJanitor(folder: string, { keep }: { keep: boolean }): Janitor {
  const watcher = startWatcher(folder, keep);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= cleanUp(folder, keep).finally(() => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
      watcher.stdin?.end();
    });
    return stopping;
  };
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => [signal, () => void interrupted(signal, stop)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return { stop };
}

const SIGNAL_NUMBER = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

async function interrupted(signal: keyof typeof SIGNAL_NUMBER, stop: () => Promise<void>): Promise<void> {
  process.stderr.write(`\n${signal}: stopping servers and removing the rehearsal folder\n`);
  await stop().catch((error) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`));
  process.exit(128 + SIGNAL_NUMBER[signal]);
}

/** Ends every process of one rehearsal of several; its emptied folder goes with that of all of them (unless it is kept, as it is). */
export async function endRehearsal(folder: string, keep: boolean): Promise<void> {
  await endProcesses(folder);
  if (!keep) emptyFiles(folder);
}

/** Used by the janitor and, after the rehearsal's death, by its watcher. */
export async function cleanUp(folder: string, keep: boolean): Promise<void> {
  await endProcesses(folder);
  if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function endProcesses(folder: string): Promise<void> {
  await killProcessesOf(folder);
  unmountBelow(folder);
}

function startWatcher(folder: string, keep: boolean): ChildProcess {
  const watcher = spawn(process.execPath, [join(import.meta.dirname, 'watcher.ts'), folder, keep ? 'keep' : 'remove'], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  (watcher.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return watcher;
}
