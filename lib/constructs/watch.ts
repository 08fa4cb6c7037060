import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DATABASE_FAILOVER, NOT_READY, PRIMARY_NOT_WRITABLE, PROBE_BLIND } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { HealthAlarm } from './health-alarm.ts';
import { probeMetric } from './probe-metric.ts';
import { replicationAlarms } from './replication-alarms.ts';
import { type Alarm, alarmsOf, couldNotStart, type MachineWords, machineAlarms } from './scenario-alarms.ts';

const { LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;

/**
 * The alarm that starts database failover. The greatest value of a period counts: one acknowledged write in it means that the primary is
 * writable. Missing data never triggers a failover. It tells people by itself too: the rule that starts the machine may be disabled.
 */
export function primaryNotWritable(scope: Construct, plan: Plan, tells: sns.ITopic): cloudwatch.Alarm {
  const { period, periods } = plan.failover.alarm;
  return new HealthAlarm(scope, PRIMARY_NOT_WRITABLE, {
    plan,
    scenario: DATABASE_FAILOVER,
    condition: PRIMARY_NOT_WRITABLE,
    means: 'No write of the probe was acknowledged by the primary of this region; the database failover machine starts by itself.',
    runbook: PRIMARY_NOT_WRITABLE,
    metric: probeMetric(scope, plan, 'PrimaryWritable', Duration.seconds(period), cloudwatch.Stats.MAXIMUM),
    comparisonOperator: LESS_THAN_THRESHOLD,
    threshold: 1,
    periods,
    treatMissingData: NOT_BREACHING,
    tells,
  }).alarm;
}

export type WatchProps = {
  readonly plan: Plan;
  readonly machine: sfn.StateMachine;
  readonly onAlarm: events.Rule;
  readonly tells: sns.ITopic;
};

/**
 * What tells people on an ordinary day and starts nothing: a failover would lose more, or find less, than the plan says; and who watches the
 * watchers: a probe that stopped, a machine that did not end well, a trigger that did not start it.
 */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, { plan, machine, onAlarm, tells }: WatchProps) {
    super(scope, id);
    const alarm = alarmsOf(this, { plan, scenario: DATABASE_FAILOVER, tells });
    this.#probeAlarms(alarm, plan);
    for (const one of replicationAlarms(this, plan)) alarm(one.condition, one);
    machineAlarms(alarm, machine, FAILOVER_WORDS);
    alarm('MachineNotStarted', {
      means: 'The alarm PrimaryNotWritable could not start the database failover machine; start it by hand.',
      metric: couldNotStart(onAlarm),
    });
  }

  #probeAlarms(alarm: Alarm, plan: Plan): void {
    alarm(PROBE_BLIND, {
      means: 'The probe of this region has not ticked for three minutes: nobody watches the primary, and no failover would start.',
      runbook: PROBE_BLIND,
      metric: probeMetric(this, plan, 'ProbeTick', Duration.minutes(1), cloudwatch.Stats.SUM),
      comparisonOperator: LESS_THAN_THRESHOLD,
      periods: 3,
      treatMissingData: BREACHING,
    });
    alarm(NOT_READY, {
      means: 'A database node lacks a right or a setting that a failover needs; the log of the probe names node and finding.',
      runbook: NOT_READY,
      metric: probeMetric(this, plan, 'NotReady', Duration.minutes(5), cloudwatch.Stats.MAXIMUM),
    });
  }
}

const FAILOVER_WORDS: MachineWords = {
  failed:
    'A database failover ended without recovering (held for a person, stopped or failed), or a second start found one running: the error AlreadyRunning needs nothing.',
  timedOut: 'A database failover did not end within its slowest path; nobody was told how it left the database. Start it again.',
  throttled:
    'The account enters more states a second than AWS lets it in this region, so a database failover under way waits before its next state.',
  aborted: 'Somebody aborted a database failover under way.',
};
