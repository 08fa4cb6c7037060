import { Alarm } from '../../../lab/cloud/cloudwatch/alarm.ts';
import { readAlarm } from '../../../lab/cloud/cloudwatch/alarm-definition.ts';
import { MetricStore } from '../../../lab/cloud/cloudwatch/metric-store.ts';
import { readMetricData } from '../../../lab/cloud/cloudwatch/put-metric-data.ts';
import { ACCOUNT, REGION, Surroundings } from '../../support/cloud/serve.ts';

const Namespace = 'Reprise/test';
const NAME = 'reprise-test/database-failover/PrimaryNotWritable';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:on-call`;
/** A moment on the boundary of a minute. */
const END = Date.parse('2026-03-01T12:00:00Z');
const Dimensions = [{ Name: 'Vantage', Value: REGION }];
const properties = {
  AlarmName: NAME,
  AlarmDescription: 'The primary takes no writes.',
  Namespace,
  MetricName: 'PrimaryWritable',
  Dimensions,
  Statistic: 'Maximum',
  Period: 10,
  EvaluationPeriods: 3,
  Threshold: 1,
  ComparisonOperator: 'LessThanThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [TOPIC],
};

function setup(more: object = {}) {
  const surroundings = new Surroundings();
  const store = new MetricStore();
  const actions: { arn: string; subject: string; message: string }[] = [];
  const onAction = (arn: string, subject: string, message: string) => {
    actions.push({ arn, subject, message });
  };
  const alarm = new Alarm(readAlarm({ ...properties, ...more }), surroundings.context, store, onAction);
  const publish = (secondsBefore: number, Value: number, extra: object = {}) => {
    const MetricData = [
      { MetricName: 'PrimaryWritable', Dimensions, Value, StorageResolution: 1, Timestamp: END / 1_000 - secondsBefore, ...extra },
    ];
    for (const { metric, datapoint } of readMetricData({ Namespace, MetricData }, END)) store.add(metric, datapoint);
  };
  return { surroundings, alarm, publish, actions, evaluate: () => alarm.evaluate(END, new Date(END)) };
}

test('three breaching periods raise the alarm, with event and action', () => {
  const { surroundings, publish, actions, evaluate } = setup();
  for (const secondsBefore of [35, 25, 15, 5]) publish(secondsBefore, 0);
  evaluate();
  evaluate();
  expect(surroundings.eventsOf('alarm')).toEqual([
    expect.objectContaining({ name: NAME, from: 'INSUFFICIENT_DATA', to: 'ALARM', by: 'evaluation' }),
  ]);
  const [event] = surroundings.busEvents;
  expect(event).toMatchObject({
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: ACCOUNT,
    region: REGION,
    time: '2026-03-01T12:00:00Z',
    resources: [`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${NAME}`],
    detail: {
      alarmName: NAME,
      state: {
        value: 'ALARM',
        timestamp: '2026-03-01T12:00:00.000+0000',
        reason:
          'Threshold Crossed: 3 out of the last 3 datapoints [0, 0, 0] were less than the threshold (1) (minimum 3 datapoints for OK -> ALARM transition).',
      },
      previousState: { value: 'INSUFFICIENT_DATA' },
      configuration: {
        description: 'The primary takes no writes.',
        metrics: [
          {
            metricStat: {
              metric: { namespace: Namespace, name: 'PrimaryWritable', dimensions: { Vantage: REGION } },
              period: 10,
              stat: 'Maximum',
            },
            returnData: true,
          },
        ],
      },
    },
  });
  expect(actions).toEqual([
    { arn: TOPIC, subject: `ALARM: "${NAME}" in ${REGION}`, message: expect.stringContaining('"NewStateValue":"ALARM"') },
  ]);
});

test('one good second in a period keeps it good for Maximum, not for Minimum', () => {
  for (const [Statistic, expected] of [
    ['Maximum', 'OK'],
    ['Minimum', 'ALARM'],
  ]) {
    const { alarm, publish, evaluate } = setup({ Statistic });
    for (const secondsBefore of [29, 25, 15, 11, 5, 1]) publish(secondsBefore, secondsBefore === 25 ? 1 : 0);
    evaluate();
    expect(alarm.state.value).toBe(expected);
  }
});

test('sample count, sum and average are taken over the period', () => {
  for (const [Statistic, Threshold] of [
    ['SampleCount', 2],
    ['Sum', 6],
    ['Average', 3],
  ]) {
    const more = { Statistic, Threshold, EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' };
    const reached = setup(more);
    const above = setup({ ...more, ComparisonOperator: 'GreaterThanThreshold' });
    for (const { publish, evaluate } of [reached, above]) {
      publish(10, 2);
      publish(1, 4);
      publish(0, 100);
      evaluate();
    }
    expect([reached.alarm.state.value, above.alarm.state.value]).toEqual(['ALARM', 'OK']);
  }
});

test('data of standard resolution counts for the start of its minute, so a 10 s alarm does not see its last seconds', () => {
  const standard = setup({ EvaluationPeriods: 1, TreatMissingData: 'missing' });
  standard.publish(5, 0, { StorageResolution: 60 });
  standard.evaluate();
  expect(standard.alarm.state.value).toBe('INSUFFICIENT_DATA');
  const high = setup({ EvaluationPeriods: 1, TreatMissingData: 'missing' });
  high.publish(5, 0);
  high.evaluate();
  expect(high.alarm.state.value).toBe('ALARM');
});

test('other dimensions are another metric', () => {
  const { alarm, publish, evaluate } = setup({ EvaluationPeriods: 1, TreatMissingData: 'missing' });
  publish(5, 0, { Dimensions: [] });
  publish(5, 0, { Dimensions: [...Dimensions, { Name: 'Node', Value: 'db-1' }] });
  evaluate();
  expect(alarm.state.value).toBe('INSUFFICIENT_DATA');
});

test('missing data never raises an alarm that treats it as not breaching', () => {
  const { alarm, publish, evaluate } = setup();
  publish(25, 0);
  publish(15, 0);
  evaluate();
  expect(alarm.state.value).toBe('OK');
});
