import type * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ESCALATION } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { alarmsOf, couldNotStart, EVERY_MINUTE } from './scenario-alarms.ts';

export type LadderWatchProps = {
  readonly plan: Plan;
  readonly ladder: sfn.StateMachine;
  readonly onFailure: events.Rule;
  readonly tells: sns.ITopic;
};

/** Who tells people that the machine that tells people does not: CloudWatch, by a way of its own. */
export class LadderWatch extends Construct {
  constructor(scope: Construct, id: string, { plan, ladder, onFailure, tells }: LadderWatchProps) {
    super(scope, id);
    const alarm = alarmsOf(this, { plan, scenario: ESCALATION, tells });
    alarm('LadderFailed', {
      means: 'The ladder of an incident broke off: nobody above is told any more. Put it back up.',
      metric: ladder.metricFailed(EVERY_MINUTE),
    });
    alarm('LadderTimedOut', {
      means: 'The ladder of an incident was up for three weeks; resolve the incident or put it back up.',
      metric: ladder.metricTimedOut(EVERY_MINUTE),
    });
    alarm('LadderAborted', {
      means: 'Somebody aborted the ladder of an incident: nobody above is told any more.',
      metric: ladder.metricAborted(EVERY_MINUTE),
    });
    alarm('LadderNotStarted', {
      means: 'A recovery failed and the rule could not start the ladder of its incident; start it by hand.',
      metric: couldNotStart(onFailure),
    });
  }
}
