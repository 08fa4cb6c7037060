import { type AlarmDefinition, COMPARISONS } from './alarm-definition.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type Rules = Pick<AlarmDefinition, 'evaluationPeriods' | 'datapointsToAlarm' | 'threshold' | 'comparison' | 'treatMissingData'>;

/**
 * State of an alarm after one look at its periods, newest first; `undefined` in `periods` is missing data. `retain`: the state stays as it is.
 *
 * More periods are given than are evaluated (the evaluation range): when enough of them hold data, the newest of those decide and the treatment
 * of missing data plays no part; otherwise missing ones are filled in, as few as possible.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html (both tables are the test)
 */
export function evaluateAlarm(rules: Rules, periods: readonly (number | undefined)[]): AlarmState | 'retain' {
  const { evaluationPeriods, datapointsToAlarm, threshold, comparison, treatMissingData } = rules;
  const real = periods.flatMap((value, age) =>
    value === undefined ? [] : [{ age, breaching: COMPARISONS[comparison](value, threshold) }],
  );
  const judged = real.slice(0, evaluationPeriods);
  const breaching = judged.filter((one) => one.breaching).length;
  const filled = treatMissingData === 'breaching' ? evaluationPeriods - judged.length : 0;
  if (breaching + filled >= datapointsToAlarm) return 'ALARM';
  const enough = judged.length === evaluationPeriods || treatMissingData === 'breaching' || treatMissingData === 'notBreaching';
  if (enough || judged.some((one) => !one.breaching)) return 'OK';
  if (treatMissingData === 'ignore') return 'retain';
  const oldest = judged.at(-1);
  return oldest && isPrematureAlarm(oldest.age, datapointsToAlarm) ? 'ALARM' : 'INSUFFICIENT_DATA';
}

/** "Avoiding premature transitions": old enough, and all that came after it is breaching or missing. */
const isPrematureAlarm = (age: number, datapointsToAlarm: number): boolean => age + 1 >= datapointsToAlarm;
