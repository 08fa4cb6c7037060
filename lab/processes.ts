import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Environment variable that marks a process as part of a rehearsal; its value is the rehearsal's folder. */
export const REHEARSAL_MARK = 'REPRISE_REHEARSAL';

const SIGKILL_PATIENCE_MILLISECONDS = 10_000;

/**
 * Starts a process of a rehearsal. It leads its own process group (Ctrl-C in the terminal reaches only the rehearsal, which then ends
 * everything in order) and it and all its descendants carry the rehearsal's mark, by which they are found again even after the rehearsal
 * itself was killed. A mark cannot be reused by chance, as a process id can.
 */
export function spawnRegistered(folder: string, command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const env = { ...(options.env ?? process.env), [REHEARSAL_MARK]: folder };
  return spawn(command, args, { ...options, env, detached: true });
}

/** Process ids of a rehearsal, or of all that have their folders in this one, that are alive now, whoever their parent is. */
export function processesOf(folder: string): number[] {
  return processIds().filter((pid) => pid !== process.pid && (isMarked(pid, folder) || isServerIn(pid, folder)) && isAlive(pid));
}

/** Living processes that were started with this variable in their environment. */
export function processesWith(variable: string, value: string): number[] {
  return processIds().filter((pid) => pid !== process.pid && hasVariable(pid, variable, value) && isAlive(pid));
}

/**
 * Ends every process of a rehearsal with SIGKILL and looks again until none is left.
 *
 * @throws when processes are still there after 10 s; names them
 */
export async function killProcessesOf(folder: string): Promise<void> {
  const deadline = Date.now() + SIGKILL_PATIENCE_MILLISECONDS;
  for (let left = processesOf(folder); left.length > 0; left = processesOf(folder)) {
    if (Date.now() > deadline) throw new Error(`processes of ${folder} survive SIGKILL: ${left.join(', ')}; end them by hand`);
    for (const pid of left) kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Sends a signal; a process that is gone already is no error. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A zombie is not alive: it runs nothing and holds nothing. */
export function isAlive(pid: number): boolean {
  const stat = readOrNothing(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat !== undefined && !/^[ZX]$/.test(stat.slice(stat.lastIndexOf(')') + 2).charAt(0));
}

/** Ids of all processes of this computer. */
export function processIds(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^[0-9]+$/.test(name) ? [Number(name)] : []));
}

/** Folder a process works in, or nothing when it is gone or not ours. */
export function workingFolderOf(pid: number): string | undefined {
  return readOrNothing(() => readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, ''));
}

function isMarked(pid: number, folder: string): boolean {
  const marks = variablesOf(pid).filter((one) => one.startsWith(`${REHEARSAL_MARK}=`));
  return marks.some((one) => `${one}/`.startsWith(`${REHEARSAL_MARK}=${folder}/`));
}

function hasVariable(pid: number, variable: string, value: string): boolean {
  return variablesOf(pid).includes(`${variable}=${value}`);
}

function variablesOf(pid: number): string[] {
  return readOrNothing(() => readFileSync(`/proc/${pid}/environ`, 'latin1'))?.split('\0') ?? [];
}

/** PostgreSQL's backends write their title over their environment, and with it over the mark; they work in their data directory. */
function isServerIn(pid: number, folder: string): boolean {
  if (!workingFolderOf(pid)?.startsWith(`${folder}/`)) return false;
  return basename(readOrNothing(() => readlinkSync(`/proc/${pid}/exe`)) ?? '').startsWith('postgres');
}

function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
