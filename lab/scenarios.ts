import { commitStalled } from './faults/commit-stalled.ts';
import { duplicateTrigger } from './faults/duplicate-trigger.ts';
import type { Fault } from './faults/fault.ts';
import { hostLost } from './faults/host-lost.ts';
import { networkSplit } from './faults/network-split.ts';
import { primaryKilled } from './faults/primary-killed.ts';
import { primaryRestarts } from './faults/primary-restarts.ts';

export type Scenario = { name: string; line: string; faults: readonly Fault[] };

/** What can be rehearsed; the first fault of a scenario is its default. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'database-failover',
    line: 'the PostgreSQL primary is lost; a standby takes over',
    faults: [primaryKilled, hostLost, primaryRestarts, networkSplit, duplicateTrigger, commitStalled],
  },
];
