import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const CHUNK = Buffer.alloc(64 * 1024);
const LAST_CHUNK = Buffer.alloc(1024);

/** Makes a folder a file system of its own that holds no more than this. In memory: gone when it is unmounted, at the latest with the computer. */
export function mountSmallDisk(folder: string, megabytes: number): void {
  const run = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'reprise-rehearsal', folder], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`a file system of ${megabytes} MB could not be mounted at ${folder}: ${said(run)}`);
}

/** Why no file system can be mounted on this computer: found out by mounting one. */
export function mountObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'it mounts a file system of limited size, which only root may; run it as root';
  const folder = mkdtempSync(join(tmpdir(), 'reprise-mount-'));
  try {
    mountSmallDisk(folder, 1);
    return undefined;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; a container needs the capability SYS_ADMIN for it`;
  } finally {
    unmountBelow(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Unmounts this folder and everything in it, also what a crashed rehearsal left. Nothing may work there any more. */
export function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const points = mounts.map((line) => unescaped(line.split(' ')[1] ?? '')).filter((point) => `${point}/`.startsWith(`${folder}/`));
  for (const point of points.reverse()) {
    const run = spawnSync('umount', [point], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`${point} could not be unmounted: ${said(run)}; unmount it by hand`);
  }
}

/** Writes a file into a small disk until not a kilobyte is left. @throws for a folder that is no file system of its own: that disk is yours */
export function fill(folder: string): void {
  if (statSync(folder).dev === statSync(dirname(folder)).dev) throw new Error(`${folder} is no file system of its own; it is not filled`);
  const out = openSync(join(folder, 'filler'), 'a');
  try {
    for (const chunk of [CHUNK, LAST_CHUNK]) while (fits(out, chunk));
  } finally {
    closeSync(out);
  }
}

function fits(out: number, chunk: Buffer): boolean {
  try {
    return writeSync(out, chunk) === chunk.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

const said = (run: { error?: Error; stderr: string | null }) => (run.error?.message ?? run.stderr ?? '').trim();

/** Spaces and the like are octal numbers in /proc/self/mounts. */
const unescaped = (path: string) => path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
