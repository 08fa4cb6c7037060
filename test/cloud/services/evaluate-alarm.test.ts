import type { TreatMissingData } from '../../../lab/cloud/cloudwatch/alarm-definition.ts';
import { evaluateAlarm, type Rules } from '../../../lab/cloud/cloudwatch/evaluate-alarm.ts';

const TREATMENTS: TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** Datapoints as AWS's documentation draws them, oldest first: 0 within the threshold, X breaching, - missing. */
function evaluate(drawn: string, datapointsToAlarm: number, treatMissingData: TreatMissingData) {
  const values: Record<string, number | undefined> = { 0: 0, X: 1, '-': undefined };
  const periods = drawn.split(' ').map((one) => values[one]);
  const rules: Rules = {
    evaluationPeriods: 3,
    datapointsToAlarm,
    threshold: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    treatMissingData,
  };
  return evaluateAlarm(rules, periods.reverse());
}

test.each([
  ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', ['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']],
  ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', ['ALARM', 'retain', 'ALARM', 'OK']],
  ['X - - - -', ['ALARM', 'retain', 'ALARM', 'OK']],
  ['- - - - X', ['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']],
  ['0 0 X X X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['X X X X 0', ['OK', 'OK', 'OK', 'OK']],
])('3 of 3: %s is missing/ignore/breaching/notBreaching %j', (drawn, expected) => {
  expect(TREATMENTS.map((treatment) => evaluate(drawn, 3, treatment))).toEqual(expected);
});

test.each([
  ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - X -', ['ALARM', 'retain', 'ALARM', 'OK']],
  ['- - - - X', ['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']],
  ['0 0 X 0 0', ['OK', 'OK', 'OK', 'OK']],
])('2 of 3: %s is missing/ignore/breaching/notBreaching %j', (drawn, expected) => {
  expect(TREATMENTS.map((treatment) => evaluate(drawn, 2, treatment))).toEqual(expected);
});

test.each([
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['GreaterThanThreshold', [false, false, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
] as const)('%s compares below, at and above the threshold', (comparison, expected) => {
  const rules: Rules = { evaluationPeriods: 1, datapointsToAlarm: 1, threshold: 5, comparison, treatMissingData: 'notBreaching' };
  expect([4, 5, 6].map((value) => evaluateAlarm(rules, [value]) === 'ALARM')).toEqual(expected);
});
