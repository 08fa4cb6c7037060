import { DEPENDENCY_OUTAGE, ESCALATION } from '../lib/plan/names.ts';
import { DEPENDENCY_FAULTS, type DependencyFault } from './dependencies/faults.ts';
import { allStandbysLost } from './faults/all-standbys-lost.ts';
import { clockSkew } from './faults/clock-skew.ts';
import { commitStalled } from './faults/commit-stalled.ts';
import { diskFull } from './faults/disk-full.ts';
import { duplicateTrigger } from './faults/duplicate-trigger.ts';
import type { Fault } from './faults/fault.ts';
import { fenceUnproven } from './faults/fence-unproven.ts';
import { hostLost } from './faults/host-lost.ts';
import { incidentTableThrottled } from './faults/incident-table-throttled.ts';
import { networkSplit } from './faults/network-split.ts';
import { oldPrimaryReturns } from './faults/old-primary-returns.ts';
import { primaryHung } from './faults/primary-hung.ts';
import { primaryKilled } from './faults/primary-killed.ts';
import { primaryRestarts } from './faults/primary-restarts.ts';
import { promotionUnconfirmed } from './faults/promotion-unconfirmed.ts';
import { recordMoved } from './faults/record-moved.ts';
import { reportsBucketDenied } from './faults/reports-bucket-denied.ts';
import { slowNetwork } from './faults/slow-network.ts';
import { snsDown } from './faults/sns-down.ts';
import { splitBrain } from './faults/split-brain.ts';
import { ssmPromotionFails } from './faults/ssm-promotion-fails.ts';
import { standbyLagging } from './faults/standby-lagging.ts';
import { standbyLost } from './faults/standby-lost.ts';
import { LADDER_COURSES, type LadderCourse } from './ladder/courses.ts';

/** What a scenario is rehearsed on decides how: its own faults, its own course, its own report. */
export type DatabaseScenario = { kind: 'database'; name: string; line: string; faults: readonly Fault[] };
export type DependencyScenario = { kind: 'dependency'; name: string; line: string; faults: readonly DependencyFault[] };
export type LadderScenario = { kind: 'ladder'; name: string; line: string; faults: readonly LadderCourse[] };
export type Scenario = DatabaseScenario | DependencyScenario | LadderScenario;

export const databaseFailover: DatabaseScenario = {
  kind: 'database',
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
    snsDown,
    incidentTableThrottled,
    reportsBucketDenied,
  ],
};

const dependencyOutage: DependencyScenario = {
  kind: 'dependency',
  name: DEPENDENCY_OUTAGE,
  line: 'an external dependency is out; the application is switched to its fallback, and back (--dependency NAME)',
  faults: DEPENDENCY_FAULTS,
};

const escalation: LadderScenario = {
  kind: 'ladder',
  name: ESCALATION,
  line: 'people are told of an incident, rung after rung, on a fast clock (--severity P1)',
  faults: LADDER_COURSES,
};

/** What can be rehearsed; the first fault of a scenario is its default. */
export const scenarios: readonly Scenario[] = [databaseFailover, dependencyOutage, escalation];
