import { randomUUID } from 'node:crypto';
import type { BusEvent, ServiceContext } from '../service.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { AlarmState } from './evaluate-alarm.ts';

export type StateView = { value: AlarmState; reason: string; reasonData?: string; at: Date };

const COMPARED = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;

export const alarmArn = ({ region, account }: ServiceContext, name: string): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

/** The reason an evaluation gives, in CloudWatch's sentence. */
export function reasonOf(definition: AlarmDefinition, value: AlarmState, periods: readonly (number | undefined)[]): string {
  const { evaluationPeriods, datapointsToAlarm, threshold, treatMissingData } = definition;
  const real = periods.filter((one) => one !== undefined).slice(0, evaluationPeriods);
  if (value === 'INSUFFICIENT_DATA') return `Insufficient Data: ${evaluationPeriods - real.length} datapoints were unknown.`;
  if (real.length === 0)
    return `Threshold Crossed: no datapoints were received for ${evaluationPeriods} periods and ${evaluationPeriods} missing datapoints were treated as [${treatMissingData}].`;
  const compared = COMPARED[definition.comparison];
  const verb = value === 'ALARM' ? 'were' : 'were not';
  const transition = value === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  const minimum = value === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  return `Threshold Crossed: ${real.length} out of the last ${evaluationPeriods} datapoints [${real.join(', ')}] ${verb} ${compared} the threshold (${threshold}) (minimum ${minimum} datapoint${minimum === 1 ? '' : 's'} for ${transition} transition).`;
}

/** The machine-readable half of a reason. */
export function reasonDataOf(definition: AlarmDefinition, periods: readonly (number | undefined)[], at: Date): string {
  const { period, statistic, threshold, evaluationPeriods } = definition;
  const recentDatapoints = periods
    .filter((one) => one !== undefined)
    .slice(0, evaluationPeriods)
    .reverse();
  return JSON.stringify({ version: '1.0', queryDate: timestamp(at), statistic, period, recentDatapoints, threshold });
}

/** "CloudWatch Alarm State Change" as documented for EventBridge. */
export function stateChangeEvent(context: ServiceContext, definition: AlarmDefinition, previous: StateView, current: StateView): BusEvent {
  const { name, metric, period, statistic } = definition;
  const metricStat = { metric: { dimensions: metric.dimensions, name: metric.name, namespace: metric.namespace }, period, stat: statistic };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: context.account,
    time: current.at.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: context.region,
    resources: [alarmArn(context, name)],
    detail: {
      alarmName: name,
      configuration: { description: definition.description, metrics: [{ id: randomUUID(), metricStat, returnData: true }] },
      previousState: detailOf(previous),
      state: detailOf(current),
    },
  };
}

/** What CloudWatch publishes to a topic on a state change. */
export function actionMessage(context: ServiceContext, definition: AlarmDefinition, previous: StateView, current: StateView) {
  const { name, metric, actions } = definition;
  const message = {
    AlarmName: name,
    AlarmDescription: definition.description,
    AWSAccountId: context.account,
    NewStateValue: current.value,
    NewStateReason: current.reason,
    StateChangeTime: timestamp(current.at),
    Region: context.region,
    AlarmArn: alarmArn(context, name),
    OldStateValue: previous.value,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    Trigger: {
      MetricName: metric.name,
      Namespace: metric.namespace,
      Statistic: definition.statistic,
      Dimensions: Object.entries(metric.dimensions).map(([key, value]) => ({ name: key, value })),
      Period: definition.period,
      EvaluationPeriods: definition.evaluationPeriods,
      DatapointsToAlarm: definition.datapointsToAlarm,
      ComparisonOperator: definition.comparison,
      Threshold: definition.threshold,
      TreatMissingData: definition.treatMissingData,
    },
  };
  return { subject: `${current.value}: "${name}" in ${context.region}`.slice(0, 100), message: JSON.stringify(message) };
}

function detailOf({ value, reason, reasonData, at }: StateView): Record<string, unknown> {
  return { reason, ...(reasonData !== undefined && { reasonData }), timestamp: timestamp(at), value };
}

/** CloudWatch writes the zone as +0000. */
const timestamp = (at: Date) => at.toISOString().replace('Z', '+0000');
