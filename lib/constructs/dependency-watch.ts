import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmPeriods } from '../plan/dependency-budget.ts';
import { DEPENDENCY_OUT, DEPENDENCY_OUTAGE, DEPENDENCY_PROBE_BLIND, names } from '../plan/names.ts';
import type { Dependency, Plan } from '../plan/schema.ts';
import { PROBE_DEPENDENCIES } from '../plan/steps.ts';
import { HealthAlarm } from './health-alarm.ts';
import { probeMetric } from './probe-metric.ts';
import { alarmsOf, couldNotStart, machineAlarms } from './scenario-alarms.ts';
import { alarmInput } from './triggers.ts';

const { LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
/** Seconds between two starts by the clock, at least (EventBridge, `rate`); below it the probe itself keeps the beat. */
const SHORTEST_RATE = 60;
/** Seconds after which nobody has looked for too long, at least. */
const BLIND_AFTER = 180;

export type DependencyWatchProps = {
  readonly plan: Plan;
  readonly machine: sfn.StateMachine;
  readonly probe: lambda.IFunction;
  /** Who hears that nobody watches, or that the machine did not end well. */
  readonly tells: sns.ITopic;
};

/** Everything around the machine for external dependencies: who looks, an alarm for each, the rule that starts the machine, and who watches those. */
export class DependencyWatch extends Construct {
  constructor(scope: Construct, id: string, { plan, machine, probe, tells }: DependencyWatchProps) {
    super(scope, id);
    const alarms = plan.dependencies.map((dependency) => this.#out(plan, dependency));
    this.#clock(plan, probe);
    const onAlarm = this.#onAlarm(plan, alarms, machine);
    const alarm = alarmsOf(this, { plan, scenario: DEPENDENCY_OUTAGE, tells });
    const { period, periods } = alarmPeriods({ every: plan.dependencyWatch.every, failAfter: BLIND_AFTER });
    alarm(DEPENDENCY_PROBE_BLIND, {
      means:
        'No external dependency answers from this region, or nobody looks at them from there: nothing is switched. Look at NAT, routes and DNS.',
      metric: probeMetric(this, plan, DEPENDENCY_PROBE_BLIND, Duration.seconds(period), cloudwatch.Stats.MINIMUM),
      periods,
      treatMissingData: BREACHING,
    });
    machineAlarms(alarm, machine, WORDS);
    alarm('MachineNotStarted', {
      means: 'The alarm of an external dependency could not start its machine; start it by hand.',
      metric: couldNotStart(onAlarm),
    });
  }

  /** The greatest value of a period counts: one look in it that was well means that it is there. Tells nobody by itself, the machine does. */
  #out(plan: Plan, { id, name, failAfter }: Dependency): cloudwatch.Alarm {
    const { period, periods } = alarmPeriods({ every: plan.dependencyWatch.every, failAfter });
    return new HealthAlarm(this, `${DEPENDENCY_OUT} ${id}`, {
      ...{ plan, scenario: DEPENDENCY_OUTAGE, condition: DEPENDENCY_OUT, of: id, runbook: DEPENDENCY_OUTAGE },
      means: `${name} has not answered this region for ${failAfter} s; its machine looks again, and switches the application to its fallback.`,
      metric: new cloudwatch.Metric({
        namespace: names.metricNamespace(plan),
        metricName: 'DependencyAvailable',
        dimensionsMap: { Dependency: id, Vantage: Stack.of(this).region },
        period: Duration.seconds(period),
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      ...{ comparisonOperator: LESS_THAN_THRESHOLD, threshold: 1, periods, treatMissingData: NOT_BREACHING },
    }).alarm;
  }

  #clock(plan: Plan, probe: lambda.IFunction): void {
    const rate = Math.max(SHORTEST_RATE, plan.dependencyWatch.every) / 60;
    new events.Rule(this, 'Clock', {
      ruleName: names.rule(plan, PROBE_DEPENDENCIES),
      description: 'Starts the look at the external dependencies',
      schedule: events.Schedule.rate(Duration.minutes(rate)),
      targets: [new targets.LambdaFunction(probe, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }

  #onAlarm(plan: Plan, alarms: readonly cloudwatch.Alarm[], machine: sfn.IStateMachine): events.Rule {
    return new events.Rule(this, 'OnAlarm', {
      ruleName: names.rule(plan, 'dependency-out'),
      description: `Starts ${DEPENDENCY_OUTAGE} of ${plan.title} when an external dependency goes into ALARM`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [new targets.SfnStateMachine(machine, { input: alarmInput(), retryAttempts: 30, maxEventAge: Duration.minutes(15) })],
    });
  }
}

const WORDS = {
  failed:
    'Handling an external dependency did not end well: it stays on the fallback, somebody set another value, nothing is seen from here, or a step failed.',
  timedOut: 'Handling an external dependency did not end in time; nobody was told how it left the application. Start it again.',
  throttled: 'The account enters more states a second than AWS lets it in this region, so the handling of an external dependency waits.',
  aborted: 'Somebody aborted the handling of an external dependency; the application may stay on its fallback.',
};
