import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';

export type HealthAlarmProps = {
  readonly plan: Plan;
  readonly scenario: string;
  /** Name of the condition that holds while the alarm rings; part of the alarm's name. */
  readonly condition: string;
  /** What the condition is about, where there are several alarms of it. @default nothing: there is one */
  readonly of?: string;
  /** One sentence for the person who is woken: what it means. */
  readonly means: string;
  /** Page in docs/runbooks. A condition with a page of its own is the page; otherwise it is a section `Alarm <condition>` of it. */
  readonly runbook: string;
  readonly metric: cloudwatch.IMetric;
  readonly comparisonOperator: cloudwatch.ComparisonOperator;
  readonly threshold: number;
  /** Consecutive periods that must be breaching, all of them. */
  readonly periods: number;
  /** A decision, never a default: does silence mean trouble? */
  readonly treatMissingData: cloudwatch.TreatMissingData;
  /** Who hears of it. @default nobody: something else reacts to its state */
  readonly tells?: sns.ITopic;
};

/** An alarm with a name that is contract, a meaning and a page that says what to do. */
export class HealthAlarm extends Construct {
  readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: HealthAlarmProps) {
    super(scope, id);
    const { plan, scenario, condition, metric, threshold, comparisonOperator, periods, treatMissingData } = props;
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      alarmName: names.alarm(plan, scenario, props.of === undefined ? condition : `${condition}-${props.of}`),
      alarmDescription: `${props.means} Runbook: ${plan.notices.runbookUrl.replace(/\/$/, '')}/${props.runbook}${section(props)}`,
      metric,
      threshold,
      comparisonOperator,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData,
    });
    if (props.tells !== undefined) this.alarm.addAlarmAction(new SnsAction(props.tells));
  }
}

/** Anchor as Markdown renderers make it of a heading. */
const section = ({ runbook, condition }: HealthAlarmProps) => (runbook === condition ? '' : `#alarm-${condition.toLowerCase()}`);
