import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Plan } from '../plan/schema.ts';
import { HealthAlarm, type HealthAlarmProps } from './health-alarm.ts';

/** How executions that did not end well are counted. */
export const EVERY_MINUTE = { period: Duration.minutes(1), statistic: cloudwatch.Stats.SUM };

/** An alarm of one scenario: what they all have in common is filled in. */
export type Alarm = (condition: string, rest: Pick<HealthAlarmProps, 'means' | 'metric'> & Partial<HealthAlarmProps>) => void;

/** What it means, for the person who is woken. */
export type MachineWords = { failed: string; timedOut: string; throttled: string; aborted: string };

/** Alarms of a scenario, created in the scope: once in a period is enough, and silence is no trouble, unless one says otherwise. */
export function alarmsOf(scope: Construct, about: { plan: Plan; scenario: string; tells: sns.ITopic }): Alarm {
  return (condition, rest) => {
    new HealthAlarm(scope, condition, {
      ...about,
      condition,
      runbook: about.scenario,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      periods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...rest,
    });
  };
}

/** That a rule fired and its target did not take the event. */
export function couldNotStart(rule: events.Rule): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName: 'FailedInvocations',
    dimensionsMap: { RuleName: rule.ruleName },
    ...EVERY_MINUTE,
  });
}

/** Who watches a machine: each way in which an execution does not end well. */
export function machineAlarms(alarm: Alarm, machine: sfn.StateMachine, words: MachineWords): void {
  alarm('MachineFailed', { means: words.failed, metric: machine.metricFailed(EVERY_MINUTE) });
  alarm('MachineTimedOut', { means: words.timedOut, metric: machine.metricTimedOut(EVERY_MINUTE) });
  alarm('MachineThrottled', { means: words.throttled, metric: machine.metricThrottled(EVERY_MINUTE) });
  alarm('MachineAborted', { means: words.aborted, metric: machine.metricAborted(EVERY_MINUTE) });
}
