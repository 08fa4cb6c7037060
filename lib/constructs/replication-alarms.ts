import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { QUORUM_NOT_MET, REPLICATION_LAGGING, STANDBY_NOT_STREAMING } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import type { HealthAlarmProps } from './health-alarm.ts';
import { probeMetric } from './probe-metric.ts';

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, GREATER_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
const { MAXIMUM, MINIMUM } = cloudwatch.Stats;

/** What promoting a standby might lose may grow to this part of the objective before people hear of it: the other part is their time to act. */
const PART_OF_RPO = 0.5;
/**
 * Heartbeats of lag that are no lag: one lies between two heartbeats, one is being written while the standbys are looked at, one was skipped
 * by a tick that overran; two more for a busy host. A plan with a smaller objective hears at this bound, or it would never stop to hear.
 */
const NO_LAG = 5;

/**
 * Minutes that show lag, one after the other; one look of it is enough for a minute, so three are a peak of more than one. After hours without
 * any heartbeat the first look shows all of them as lag, in one minute; a standby that lags shows it in each.
 */
const LAGGING = 3;
/**
 * Minutes without a standby. One minute is a restart, two are a failover, which re-points them all; a minute counts only when all its ticks
 * agree, so five are five to six of them. What is lost meanwhile is a place to fail over to, and no write.
 */
const NOT_STREAMING = 5;
/**
 * Minutes without the quorum. A commit that hangs for it rings PrimaryNotWritable within one and is relieved, or held, within two; who is
 * told in the third learns that it stayed so. Later would be long for acknowledged writes on one disk.
 */
const NOT_MET = 3;

export type ReplicationAlarm = { readonly condition: string } & Pick<
  HealthAlarmProps,
  'means' | 'runbook' | 'metric' | 'comparisonOperator' | 'threshold' | 'periods' | 'treatMissingData'
>;

/**
 * Alarms on how the standbys follow. Only the probe of the region that holds the primary publishes these metrics, and none while the primary
 * does not answer: so missing data is no trouble here, it rings in the other region, or as PrimaryNotWritable, or as ProbeBlind.
 */
export function replicationAlarms(scope: Construct, plan: Plan): ReplicationAlarm[] {
  const metric = (name: string, statistic: string) => probeMetric(scope, plan, name, Duration.minutes(1), statistic);
  const treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING;
  const threshold = Math.max(PART_OF_RPO * plan.objectives.rpo, NO_LAG * plan.failover.heartbeat);
  return [
    {
      condition: REPLICATION_LAGGING,
      means: `What a standby holds was more than ${threshold} s old in each of ${LAGGING} minutes; promoting it might lose as much, and the plan may lose ${plan.objectives.rpo} s.`,
      runbook: REPLICATION_LAGGING,
      // The greatest value: a tick in which the standby that lags does not answer shows the lag of the others only.
      metric: metric('WorstReplicationLagSeconds', MAXIMUM),
      comparisonOperator: GREATER_THAN_THRESHOLD,
      threshold,
      periods: LAGGING,
      treatMissingData,
    },
    {
      condition: STANDBY_NOT_STREAMING,
      means: `At least one standby of the plan has not streamed from the primary, or not answered the probe, for ${NOT_STREAMING} minutes; a failover would do without it.`,
      runbook: STANDBY_NOT_STREAMING,
      // The least value: one tick in which all of them stream is enough for the minute.
      metric: metric('StandbysNotStreaming', MINIMUM),
      comparisonOperator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      periods: NOT_STREAMING,
      treatMissingData,
    },
    {
      condition: QUORUM_NOT_MET,
      means: `For ${NOT_MET} minutes commits have waited for fewer synchronous standbys than the plan promises, or hung for want of them; the loss of the primary may lose acknowledged writes.`,
      runbook: QUORUM_NOT_MET,
      metric: metric('QuorumShort', MINIMUM),
      comparisonOperator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      periods: NOT_MET,
      treatMissingData,
    },
  ];
}
