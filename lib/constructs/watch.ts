import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DATABASE_FAILOVER, NOT_READY, PRIMARY_NOT_WRITABLE, PROBE_BLIND } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { HealthAlarm, type HealthAlarmProps } from './health-alarm.ts';
import { probeMetric } from './probe-metric.ts';
import { replicationAlarms } from './replication-alarms.ts';

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
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
    const alarm: Alarm = (condition, rest) => {
      new HealthAlarm(this, condition, {
        plan,
        scenario: DATABASE_FAILOVER,
        condition,
        runbook: DATABASE_FAILOVER,
        comparisonOperator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        periods: 1,
        treatMissingData: NOT_BREACHING,
        tells,
        ...rest,
      });
    };
    this.#probeAlarms(alarm, plan);
    for (const one of replicationAlarms(this, plan)) alarm(one.condition, one);
    machineAlarms(alarm, machine, FAILOVER_WORDS);
    alarm('MachineNotStarted', {
      means: 'The alarm PrimaryNotWritable could not start the database failover machine; start it by hand.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Events',
        metricName: 'FailedInvocations',
        dimensionsMap: { RuleName: onAlarm.ruleName },
        ...EVERY_MINUTE,
      }),
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

export const EVERY_MINUTE = { period: Duration.minutes(1), statistic: cloudwatch.Stats.SUM };

/** An alarm of one scenario: what they all have in common is filled in. */
export type Alarm = (condition: string, rest: Pick<HealthAlarmProps, 'means' | 'metric'> & Partial<HealthAlarmProps>) => void;

/** What it means, for the person who is woken. */
export type MachineWords = { failed: string; timedOut: string; throttled: string; aborted: string };

const FAILOVER_WORDS: MachineWords = {
  failed:
    'A database failover ended without recovering (held for a person, stopped or failed), or a second start found one running: the error AlreadyRunning needs nothing.',
  timedOut: 'A database failover did not end within its slowest path; nobody was told how it left the database. Start it again.',
  throttled:
    'The account enters more states a second than AWS lets it in this region, so a database failover under way waits before its next state.',
  aborted: 'Somebody aborted a database failover under way.',
};

/** Who watches a machine: each way in which an execution does not end well. */
export function machineAlarms(alarm: Alarm, machine: sfn.StateMachine, words: MachineWords): void {
  alarm('MachineFailed', { means: words.failed, metric: machine.metricFailed(EVERY_MINUTE) });
  alarm('MachineTimedOut', { means: words.timedOut, metric: machine.metricTimedOut(EVERY_MINUTE) });
  alarm('MachineThrottled', { means: words.throttled, metric: machine.metricThrottled(EVERY_MINUTE) });
  alarm('MachineAborted', { means: words.aborted, metric: machine.metricAborted(EVERY_MINUTE) });
}
