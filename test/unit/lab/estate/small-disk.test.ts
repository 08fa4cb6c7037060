import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanUp } from '../../../../lab/estate/janitor.ts';
import { fill, mountObstacle, mountSmallDisk } from '../../../../lab/estate/small-disk.ts';

const obstacle = mountObstacle();
if (obstacle !== undefined) process.stderr.write(`SKIPPED: a disk that is full cannot be made here: ${obstacle}\n`);
const mountable = obstacle === undefined ? test : test.skip;

mountable('a small disk takes no more than it holds, and cleaning up takes it away with everything on it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise disk-'));
  try {
    const disk = join(folder, 'data');
    mkdirSync(disk);
    mountSmallDisk(disk, 1);
    expect(statSync(disk).dev).not.toBe(statSync(folder).dev);
    fill(disk);
    expect(() => writeFileSync(join(disk, 'more'), 'x'.repeat(5_000))).toThrow('ENOSPC');
    await cleanUp(folder, false);
    expect(existsSync(folder)).toBe(false);
  } finally {
    if (existsSync(folder)) await cleanUp(folder, false);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a disk that is not a small one is never filled', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-disk-'));
  try {
    mkdirSync(join(folder, 'data'));
    expect(() => fill(join(folder, 'data'))).toThrow('no file system of its own');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what cannot be mounted says why', () => {
  expect(() => mountSmallDisk('/nowhere/at/all', 1)).toThrow(/could not be mounted at \/nowhere\/at\/all: ./);
});
