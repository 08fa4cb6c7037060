import type { Properties } from '../services.ts';
import type { MetricName, Statistic } from './metric-store.ts';

export type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';
export type ComparisonOperator = keyof typeof COMPARISONS;

/** One metric alarm as its template describes it. */
export type AlarmDefinition = {
  name: string;
  description: string;
  metric: MetricName;
  statistic: Statistic;
  unit?: string;
  /** Seconds. */
  period: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  threshold: number;
  comparison: ComparisonOperator;
  treatMissingData: TreatMissingData;
  actionsEnabled: boolean;
  actions: Readonly<Record<'OK' | 'ALARM' | 'INSUFFICIENT_DATA', readonly string[]>>;
};

export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;
const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];
const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'];
const KNOWN = new Set([
  ...['AlarmName', 'AlarmDescription', 'Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Unit', 'Period', 'EvaluationPeriods'],
  ...['DatapointsToAlarm', 'Threshold', 'ComparisonOperator', 'TreatMissingData', 'ActionsEnabled', 'AlarmActions', 'OKActions'],
  ...['InsufficientDataActions', 'Tags'],
]);

/**
 * Reads the properties of AWS::CloudWatch::Alarm.
 *
 * @throws Error on metric math, percentiles, anomaly detection and whatever else would be evaluated differently from what was deployed
 */
export function readAlarm(properties: Properties): AlarmDefinition {
  const evaluationPeriods = Number(properties.EvaluationPeriods);
  const definition: AlarmDefinition = {
    name: String(properties.AlarmName ?? ''),
    description: String(properties.AlarmDescription ?? ''),
    metric: metricOf(properties),
    statistic: properties.Statistic as Statistic,
    ...(properties.Unit !== undefined && { unit: String(properties.Unit) }),
    period: Number(properties.Period),
    evaluationPeriods,
    datapointsToAlarm: Number(properties.DatapointsToAlarm ?? evaluationPeriods),
    threshold: Number(properties.Threshold ?? Number.NaN),
    comparison: properties.ComparisonOperator as ComparisonOperator,
    treatMissingData: (properties.TreatMissingData ?? 'missing') as TreatMissingData,
    actionsEnabled: properties.ActionsEnabled !== false && properties.ActionsEnabled !== 'false',
    actions: {
      OK: (properties.OKActions ?? []) as string[],
      ALARM: (properties.AlarmActions ?? []) as string[],
      INSUFFICIENT_DATA: (properties.InsufficientDataActions ?? []) as string[],
    },
  };
  const problem = unknownProperties(properties) ?? problemOf(definition);
  if (problem) throw new Error(`alarm ${definition.name}: ${problem}`);
  return definition;
}

function unknownProperties(properties: Properties): string | undefined {
  const unknown = Object.keys(properties).filter((property) => !KNOWN.has(property));
  return unknown.length > 0 ? `${unknown.join(', ')} can't be rehearsed` : undefined;
}

function problemOf(alarm: AlarmDefinition): string | undefined {
  const { period, evaluationPeriods, datapointsToAlarm, actions } = alarm;
  if (alarm.name === '') return 'AlarmName is missing';
  if (![10, 20, 30].includes(period) && !(period > 0 && period % 60 === 0)) return `Period ${period} is not 10, 20, 30 or a multiple of 60`;
  if (!(datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods)) return 'DatapointsToAlarm is not 1 to EvaluationPeriods';
  if (!STATISTICS.includes(alarm.statistic)) return `statistic ${alarm.statistic} can't be rehearsed`;
  if (!Object.hasOwn(COMPARISONS, alarm.comparison)) return `comparison ${alarm.comparison} can't be rehearsed`;
  if (!Number.isFinite(alarm.threshold)) return 'Threshold is missing';
  if (!TREATMENTS.includes(alarm.treatMissingData))
    return `TreatMissingData ${alarm.treatMissingData} is not one of ${TREATMENTS.join(', ')}`;
  const action = Object.values(actions)
    .flat()
    .find((arn) => !arn.startsWith('arn:aws:sns:'));
  return action === undefined ? undefined : `action ${action} can't be rehearsed, only topics`;
}

function metricOf(properties: Properties): MetricName {
  const dimensions = (properties.Dimensions ?? []) as { Name: string; Value: string }[];
  return {
    namespace: String(properties.Namespace),
    name: String(properties.MetricName),
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}
