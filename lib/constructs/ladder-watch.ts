import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ESCALATION } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { HealthAlarm } from './health-alarm.ts';

export type LadderWatchProps = {
  readonly plan: Plan;
  readonly ladder: sfn.StateMachine;
  readonly onFailure: events.Rule;
  readonly tells: sns.ITopic;
};

type Alarm = (condition: string, means: string, metric: cloudwatch.IMetric) => void;

const EVERY_MINUTE = { period: Duration.minutes(1), statistic: cloudwatch.Stats.SUM };

/** Who tells people that the machine that tells people does not: CloudWatch, by a way of its own. */
export class LadderWatch extends Construct {
  constructor(scope: Construct, id: string, { plan, ladder, onFailure, tells }: LadderWatchProps) {
    super(scope, id);
    const alarm: Alarm = (condition, means, metric) => {
      new HealthAlarm(this, condition, {
        plan,
        scenario: ESCALATION,
        condition,
        means,
        runbook: ESCALATION,
        metric,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        periods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
        tells,
      });
    };
    ladderAlarms(alarm, ladder, onFailure);
  }
}

function ladderAlarms(alarm: Alarm, ladder: sfn.StateMachine, onFailure: events.Rule): void {
  alarm(
    'LadderFailed',
    'The ladder of an incident broke off: nobody above is told any more. Put it back up.',
    ladder.metricFailed(EVERY_MINUTE),
  );
  alarm(
    'LadderTimedOut',
    'The ladder of an incident was up for three weeks; resolve the incident or put it back up.',
    ladder.metricTimedOut(EVERY_MINUTE),
  );
  alarm('LadderAborted', 'Somebody aborted the ladder of an incident: nobody above is told any more.', ladder.metricAborted(EVERY_MINUTE));
  alarm(
    'LadderNotStarted',
    'A recovery failed and the rule could not start the ladder of its incident; start it by hand.',
    new cloudwatch.Metric({
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensionsMap: { RuleName: onFailure.ruleName },
      ...EVERY_MINUTE,
    }),
  );
}
