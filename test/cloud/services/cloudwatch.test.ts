import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricDatum,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { createCloudWatch } from '../../../lab/cloud/cloudwatch/create-cloudwatch.ts';
import type { CloudWatch } from '../../../lab/cloud/services.ts';
import { ACCOUNT, credentials, errorOf, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';
import { eventually } from '../../support/eventually.ts';

const Namespace = 'Reprise/test';
const NAME = 'reprise-test/database-failover/PrimaryNotWritable';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:on-call`;
const properties = {
  AlarmName: NAME,
  AlarmDescription: 'The primary takes no writes.',
  Namespace,
  MetricName: 'PrimaryWritable',
  Dimensions: [{ Name: 'Vantage', Value: REGION }],
  Statistic: 'Maximum',
  Period: 10,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 3,
  Threshold: 1,
  ComparisonOperator: 'LessThanThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [TOPIC],
};
let surroundings: Surroundings;
let cloudwatch: CloudWatch;
let served: Served;
let client: CloudWatchClient;
let actions: { arn: string; subject: string; message: string }[];

beforeEach(async () => {
  surroundings = new Surroundings();
  actions = [];
  cloudwatch = createCloudWatch(surroundings.context, {
    onAction: (arn, subject, message) => actions.push({ arn, subject, message }),
    evaluationDelayMilliseconds: 50,
  });
  served = await serve(cloudwatch, surroundings);
  client = new CloudWatchClient({ endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await served.stop();
});

const datum = (more: Partial<MetricDatum>): MetricDatum => ({
  MetricName: 'PrimaryWritable',
  Dimensions: [{ Name: 'Vantage', Value: REGION }],
  StorageResolution: 1,
  Unit: 'None',
  ...more,
});
const put = (...MetricData: MetricDatum[]) => client.send(new PutMetricDataCommand({ Namespace, MetricData }));
const set = (StateValue: 'OK' | 'ALARM', AlarmName = NAME) =>
  client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'the evidence says down' }));
const states = () => surroundings.eventsOf('alarm').map(({ from, to, by }) => `${from} -> ${to} (${by})`);
test('every datapoint is an event, whichever way it is given', async () => {
  await put(
    datum({ Value: 0 }),
    datum({ Values: [1, 4], Counts: [3, 1] }),
    datum({ StatisticValues: { SampleCount: 4, Sum: 2, Minimum: 0, Maximum: 1 } }),
  );
  expect(surroundings.eventsOf('metric')).toEqual(
    [0, 1.75, 0.5].map((value) =>
      expect.objectContaining({ name: 'PrimaryWritable', value, region: REGION, dimensions: { Vantage: REGION } }),
    ),
  );
  expect(surroundings.authorized).toEqual([
    { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': Namespace } },
  ]);
});

test('a large request arrives although the SDK compresses it', async () => {
  await put(...Array.from({ length: 400 }, (_, index) => datum({ Value: index })));
  expect(surroundings.eventsOf('metric')).toHaveLength(400);
});

test('SetAlarmState raises at once and lasts until the next evaluation', async () => {
  cloudwatch.createAlarm(properties);
  await set('ALARM');
  await eventually(() => states().some((state) => state.endsWith('(evaluation)') && state.includes('ALARM -> OK')));
  expect(states().filter((state) => state.endsWith('ALARM (SetAlarmState)'))).toHaveLength(1);
  expect(actions.map((one) => one.subject)).toEqual([`ALARM: "${NAME}" in ${REGION}`]);
  expect(surroundings.authorized.at(-1)?.resource).toBe(`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${NAME}`);
});

test('a state set twice is one change, and disabled actions are not carried out', async () => {
  cloudwatch.createAlarm({ ...properties, TreatMissingData: 'ignore', ActionsEnabled: false });
  await set('ALARM');
  await set('ALARM');
  expect(states()).toEqual(['INSUFFICIENT_DATA -> ALARM (SetAlarmState)']);
  expect(surroundings.busEvents).toHaveLength(1);
  expect(actions).toEqual([]);
});

test.each([
  ['NaN', { Value: Number.NaN }, 'InvalidParameterValueException'],
  ['a time three hours ahead', { Value: 1, Timestamp: new Date(Date.now() + 3 * 3_600_000) }, 'InvalidParameterValueException'],
  ['a storage resolution of 10', { Value: 1, StorageResolution: 10 }, 'InvalidParameterValueException'],
  ['a value and a set', { Value: 1, Values: [1] }, 'InvalidParameterCombinationException'],
])('refuses %s and keeps nothing of the call', async (_case, more, name) => {
  expect(await errorOf(put(datum({ Value: 1 }), datum(more)))).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  expect(surroundings.eventsOf('metric')).toEqual([]);
});

test('a state that does not exist, or one without a reason, is refused', async () => {
  cloudwatch.createAlarm({ ...properties, TreatMissingData: 'ignore' });
  expect(await errorOf(set('BROKEN' as 'OK'))).toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
  const unsaid = new SetAlarmStateCommand({ AlarmName: NAME, StateValue: 'ALARM', StateReason: '' });
  expect(await errorOf(client.send(unsaid))).toMatchObject({ name: 'ValidationException' });
  expect(states().filter((one) => one.includes('SetAlarmState'))).toEqual([]);
});

test('answers an unknown alarm, an unknown operation and a denied call in AWS words', async () => {
  expect(await errorOf(set('ALARM', 'nowhere'))).toMatchObject({ name: 'ResourceNotFound', $metadata: { httpStatusCode: 404 } });
  expect(await errorOf(client.send(new DescribeAlarmsCommand({})))).toMatchObject({ name: 'UnknownOperationException' });
  expect(surroundings.eventsOf('refused').map((event) => event.operation)).toEqual(['DescribeAlarms']);
  surroundings.denied.add('cloudwatch:PutMetricData');
  expect(await errorOf(put(datum({ Value: 1 })))).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  expect(surroundings.eventsOf('metric')).toEqual([]);
});

test.each([
  ['metric math', { Metrics: [] }],
  ['percentiles', { Statistic: 'p99' }],
  ['a period of 15 s', { Period: 15 }],
  ['more datapoints than periods', { DatapointsToAlarm: 4 }],
  ['an action that is no topic', { AlarmActions: ['arn:aws:lambda:eu-west-3:123456789012:function:f'] }],
  ['no threshold', { Threshold: undefined }],
  ['a property of another kind of alarm', { ThresholdMetricId: 'ad1' }],
])('an alarm with %s is not created', (_case, more) => {
  expect(() => cloudwatch.createAlarm({ ...properties, ...more })).toThrow(new RegExp(`alarm ${NAME}`));
});
