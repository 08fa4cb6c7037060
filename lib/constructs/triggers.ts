import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { names, PRIMARY_NOT_WRITABLE } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';

export type TriggersProps = {
  readonly plan: Plan;
  readonly alarm: cloudwatch.Alarm;
  readonly machine: sfn.IStateMachine;
  readonly probe: lambda.IFunction;
};

/** What starts things by itself: the alarm starts the machine, the clock starts the probe. */
export class Triggers extends Construct {
  /** A rule that could not start its target says so in its own metric. */
  readonly onAlarm: events.Rule;

  constructor(scope: Construct, id: string, { plan, alarm, machine, probe }: TriggersProps) {
    super(scope, id);
    this.onAlarm = new events.Rule(this, 'OnAlarm', {
      ruleName: names.rule(plan, 'primary-not-writable'),
      description: `Starts database failover of ${plan.title} when ${PRIMARY_NOT_WRITABLE} goes into ALARM`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [alarm.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
      // An event that is a quarter of an hour late tells of an outage that somebody has seen by then; the machine assesses again anyway.
      targets: [new targets.SfnStateMachine(machine, { input: alarmInput(), retryAttempts: 30, maxEventAge: Duration.minutes(15) })],
    });
    new events.Rule(this, 'EveryMinute', {
      ruleName: names.rule(plan, 'probe'),
      description: 'Starts the probe; it ticks every heartbeat until its successor has taken over',
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [new targets.LambdaFunction(probe, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}

/** Execution input exactly as lambdas/domain/request.ts reads it: four texts of the event, nothing else. */
export function alarmInput(): events.RuleTargetInput {
  return events.RuleTargetInput.fromObject({
    alarm: {
      name: events.EventField.fromPath('$.detail.alarmName'),
      state: events.EventField.fromPath('$.detail.state.value'),
      stateChangedAt: events.EventField.fromPath('$.detail.state.timestamp'),
      region: events.EventField.fromPath('$.region'),
    },
  });
}
