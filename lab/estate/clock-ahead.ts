import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = '/usr/lib';
const NAME = 'faketime/libfaketime.so.1';

/** Library that gives a process another time of day, or nothing. */
export function findFaketime(): string | undefined {
  const folders = [LIBRARIES, '/usr/lib64', ...entries(LIBRARIES).map((entry) => join(LIBRARIES, entry))];
  return folders.map((folder) => join(folder, NAME)).find(existsSync);
}

/** Why hosts' clocks cannot be set on this computer. */
export function clockObstacle(): string | undefined {
  return findFaketime() === undefined
    ? 'libfaketime is not installed; install it: apt-get install -y --no-install-recommends faketime'
    : undefined;
}

/** Environment of a process whose clock is ahead. Only the time of day: time-outs go by the monotonic clock, which no host sets. */
export function clockAhead(seconds: number | undefined): NodeJS.ProcessEnv {
  if (seconds === undefined || seconds === 0) return {};
  const library = findFaketime();
  if (library === undefined) throw new Error(clockObstacle());
  return { LD_PRELOAD: library, FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
