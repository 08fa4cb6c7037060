import { allStandbysLost } from './faults/all-standbys-lost.ts';
import { clockSkew } from './faults/clock-skew.ts';
import { commitStalled } from './faults/commit-stalled.ts';
import { diskFull } from './faults/disk-full.ts';
import { duplicateTrigger } from './faults/duplicate-trigger.ts';
import type { Fault } from './faults/fault.ts';
import { fenceUnproven } from './faults/fence-unproven.ts';
import { hostLost } from './faults/host-lost.ts';
import { networkSplit } from './faults/network-split.ts';
import { oldPrimaryReturns } from './faults/old-primary-returns.ts';
import { primaryHung } from './faults/primary-hung.ts';
import { primaryKilled } from './faults/primary-killed.ts';
import { primaryRestarts } from './faults/primary-restarts.ts';
import { promotionUnconfirmed } from './faults/promotion-unconfirmed.ts';
import { recordMoved } from './faults/record-moved.ts';
import { slowNetwork } from './faults/slow-network.ts';
import { splitBrain } from './faults/split-brain.ts';
import { ssmPromotionFails } from './faults/ssm-promotion-fails.ts';
import { standbyLagging } from './faults/standby-lagging.ts';
import { standbyLost } from './faults/standby-lost.ts';

export type Scenario = { name: string; line: string; faults: readonly Fault[] };

/** What can be rehearsed; the first fault of a scenario is its default. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'database-failover',
    line: 'the PostgreSQL primary is lost; a standby takes over',
    faults: [
      primaryKilled,
      hostLost,
      primaryHung,
      primaryRestarts,
      networkSplit,
      duplicateTrigger,
      commitStalled,
      standbyLagging,
      standbyLost,
      allStandbysLost,
      fenceUnproven,
      promotionUnconfirmed,
      ssmPromotionFails,
      recordMoved,
      splitBrain,
      oldPrimaryReturns,
      slowNetwork,
      clockSkew,
      diskFull,
    ],
  },
];
