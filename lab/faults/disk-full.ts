import { mountObstacle } from '../estate/small-disk.ts';
import { firstPrimary } from '../estate/start-estate.ts';
import type { Fault } from './fault.ts';

/** A fresh data directory without its WAL is about 15 MB. */
const DISK_MEGABYTES = 64;

/**
 * The disk of the primary's data is full: it answers, and refuses what needs room ("could not extend file", 53100). Its WAL is on another
 * disk, as databases are set up. With the WAL on the full one the server does not answer any more: it ends with PANIC and cannot recover
 * until somebody makes room, which is `primary-killed`.
 */
export const diskFull: Fault = {
  name: 'disk-full',
  line: "the disk of the primary's data is full: it answers and cannot write",
  expected: {
    endState: 'Held for a person',
    promoted: false,
    notFenced: true,
    untouched: true,
    clientsRefused: 'the primary refuses what needs room, and only a person can make room',
  },
  patienceSeconds: 110,
  obstacle: mountObstacle,
  conditions: (plan) => ({ smallDisk: { node: firstPrimary(plan).id, megabytes: DISK_MEGABYTES } }),
  async inject({ primary, say }) {
    say(`the disk of ${primary.node} is filled up`);
    primary.fillDisk();
  },
};
