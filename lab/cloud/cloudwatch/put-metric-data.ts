import { AwsError } from '../service.ts';
import type { Datapoint, MetricName } from './metric-store.ts';

const TWO_WEEKS = 14 * 86_400_000;
const TWO_HOURS = 7_200_000;
const MINUTE = 60_000;

type Datum = {
  MetricName?: string;
  Dimensions?: { Name: string; Value: string }[];
  Timestamp?: number;
  Value?: number | string;
  Values?: (number | string)[];
  Counts?: number[];
  StatisticValues?: { SampleCount: number; Sum: number; Minimum: number; Maximum: number };
  Unit?: string;
  StorageResolution?: number;
};
export type PutMetricDataInput = { Namespace?: string; MetricData?: Datum[]; EntityMetricData?: unknown[] };
export type Published = { metric: MetricName; datapoint: Datapoint };

const invalid = (message: string) => new AwsError(400, 'InvalidParameterValueException', message);

/**
 * Datapoints of a PutMetricData call. Data of standard resolution counts for the start of its minute, as CloudWatch keeps it:
 * an alarm of 10 s needs metrics of storage resolution 1.
 *
 * @throws AwsError when one is invalid; then none is kept
 */
export function readMetricData(input: PutMetricDataInput, now: number): Published[] {
  const namespace = input.Namespace ?? '';
  if (namespace === '' || namespace.length > 255 || /^(:|AWS\/)/.test(namespace))
    throw invalid(`The value ${namespace} for parameter Namespace is invalid.`);
  if (input.EntityMetricData) throw invalid('EntityMetricData is not implemented by the rehearsed CloudWatch.');
  const data = input.MetricData ?? [];
  if (data.length === 0 || data.length > 1000) throw invalid('The collection MetricData must hold 1 to 1000 values.');
  return data.map((datum) => readDatum(namespace, datum, now));
}

function readDatum(namespace: string, datum: Datum, now: number): Published {
  const name = datum.MetricName ?? '';
  if (!name) throw new AwsError(400, 'MissingRequiredParameterException', 'The parameter MetricName is required.');
  const resolution = datum.StorageResolution ?? 60;
  if (resolution !== 1 && resolution !== 60) throw invalid('StorageResolution is 1 or 60.');
  const dimensions = Object.fromEntries((datum.Dimensions ?? []).map((dimension) => [dimension.Name, dimension.Value]));
  if (Object.keys(dimensions).length > 30) throw invalid('A metric has up to 30 dimensions.');
  const at = datum.Timestamp === undefined ? now : datum.Timestamp * 1_000;
  if (at < now - TWO_WEEKS || at > now + TWO_HOURS)
    throw invalid('The parameter Timestamp must be within two weeks back and two hours ahead.');
  const kept = resolution === 1 ? Math.floor(at / 1_000) * 1_000 : Math.floor(at / MINUTE) * MINUTE;
  return { metric: { namespace, name, dimensions }, datapoint: { at: kept, unit: datum.Unit ?? 'None', ...statisticsOf(datum) } };
}

function statisticsOf(datum: Datum): Omit<Datapoint, 'at' | 'unit'> {
  const given = [datum.Value, datum.Values, datum.StatisticValues].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new AwsError(400, 'InvalidParameterCombinationException', 'Exactly one of Value, Values and StatisticValues is given.');
  const set = datum.StatisticValues;
  if (set) {
    if (!(set.SampleCount > 0)) throw invalid('SampleCount must be greater than 0.');
    return finite({ count: set.SampleCount, sum: set.Sum, minimum: set.Minimum, maximum: set.Maximum });
  }
  const values = (datum.Values ?? [datum.Value]).map(Number);
  const counts = datum.Counts ?? values.map(() => 1);
  if (values.length === 0 || values.length > 150 || counts.length !== values.length)
    throw invalid('Values and Counts hold 1 to 150 numbers each.');
  const sum = values.reduce((so, value, index) => so + value * (counts[index] ?? 1), 0);
  const count = counts.reduce((so, one) => so + one, 0);
  return finite({ count, sum, minimum: Math.min(...values), maximum: Math.max(...values) });
}

function finite<Statistics extends Record<string, number>>(statistics: Statistics): Statistics {
  const bad = Object.values(statistics).find((value) => !Number.isFinite(value) || Math.abs(value) > 2 ** 360);
  if (bad !== undefined) throw invalid(`The value ${bad} is not a number that CloudWatch takes.`);
  return statistics;
}
