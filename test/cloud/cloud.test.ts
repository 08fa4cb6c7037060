import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Cloud, CloudEvent } from '../../lab/cloud/cloud.ts';
import type { BusEvent } from '../../lab/cloud/service.ts';
import { ACCOUNT, ALARM, anything, DUBLIN, MACHINE, PARIS } from '../support/cloud/app.ts';
import { executionsOf, rehearsedCloud } from '../support/cloud/rehearsed-cloud.ts';
import { eventually } from '../support/eventually.ts';

let cloud: Cloud;
let events: CloudEvent[];
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ cloud, events, stop } = await rehearsedCloud('127.203'));
  await cloud.deploy();
});
afterAll(() => stop());
beforeEach(() => void events.splice(0));

/** Has the probe of Paris make a call, and waits until it succeeded or failed. */
async function probeCalls(detail: object): Promise<Extract<CloudEvent, { kind: 'function' }>> {
  events.splice(0);
  await cloud.putEvent(PARIS, { source: 'test.probe', detail });
  return eventually(() =>
    events.find((event) => event.kind === 'function' && event.function === 'probe' && event.phase !== 'started'),
  ) as never;
}

const metric = (region: string, Namespace = 'Reprise/test') => ({
  region,
  operation: 'PutMetricData',
  input: { Namespace, MetricData: [{ MetricName: 'PrimaryWritable', Value: 1 }] },
});

/** Settings of an SDK client that calls as the probe of Paris, once, at the endpoint of Paris. */
async function asProbe(region: string) {
  const accessKeyId = await eventually(() => /eu-west-3 probe access key (\w+)/.exec(cloud.functionLogs().join('\n'))?.[1]);
  return { region, endpoint: cloud.endpoint(PARIS), credentials: { accessKeyId, secretAccessKey: 'x' }, maxAttempts: 1 };
}

test('a person starts the machine, and its function sees the input', async () => {
  const execution = await cloud.startExecution(PARIS, MACHINE, { reason: 'by hand' });
  await eventually(() => executionsOf(cloud).find((one) => one.arn === execution.arn));
  const output = { look: { seen: { reason: 'by hand' } } };
  expect(execution).toMatchObject({ status: 'SUCCEEDED', region: PARIS, path: ['Look', 'Recovered'], output });
  expect(cloud.definitionSha256(PARIS, MACHINE)).toMatch(/^[0-9a-f]{64}$/);
  await expect(cloud.startExecution(PARIS, 'gone', {})).rejects.toThrow(`no machine gone in ${PARIS}`);
});

test('a function’s SDK reaches the region its client names, whatever endpoint it uses', async () => {
  expect(await probeCalls(metric(PARIS))).toMatchObject({ phase: 'succeeded' });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'metric', region: PARIS, name: 'PrimaryWritable', value: 1 }));
  expect(await probeCalls(metric(DUBLIN))).toMatchObject({ phase: 'succeeded' });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'metric', region: DUBLIN, name: 'PrimaryWritable' }));
});

test('a call the role does not allow fails in the function and in the report', async () => {
  const before = cloud.iam();
  const failed = await probeCalls(metric(PARIS, 'Reprise/other'));
  expect(failed.phase).toBe('failed');
  expect(failed.error).toMatch(/^AccessDenied.*is not authorized to perform: cloudwatch:PutMetricData/);
  const { denied, callsChecked } = cloud.iam();
  expect(denied.slice(before.denied.length)).toMatchObject([{ action: 'cloudwatch:PutMetricData', resource: '*' }]);
  expect(callsChecked).toBeGreaterThan(before.callsChecked);
});

test('an alarm starts the machine through the rule and its transformer, and the topic hears of it', async () => {
  const input = { AlarmName: ALARM, StateValue: 'ALARM', StateReason: 'the probe says "down"' };
  expect(await probeCalls({ region: PARIS, operation: 'SetAlarmState', input })).toMatchObject({ phase: 'succeeded' });
  const started = await eventually(() => events.find((event) => event.kind === 'execution-started'));
  expect(started).toMatchObject({ region: PARIS, machine: MACHINE, by: 'rule start-failover', input: { reason: 'the probe says "down"' } });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'notification', topic: `arn:aws:sns:${PARIS}:${ACCOUNT}:on-call` }));
  const onBus = () => cloud.busEvents(PARIS) as BusEvent[];
  const change = onBus().findLast((event) => event['detail-type'] === 'CloudWatch Alarm State Change');
  expect(change).toMatchObject({ resources: [expect.stringContaining(ALARM)], detail: { state: { value: 'ALARM' } } });
  const arn = started?.kind === 'execution-started' ? started.execution : '';
  const told = () => onBus().flatMap((event) => (event.resources?.includes(arn) ? [event.detail.status] : []));
  await eventually(() => told().length === 2);
  expect(told()).toEqual(['RUNNING', 'SUCCEEDED']);
  const [execution] = cloud.executions().slice(-1);
  await cloud.putEvent(PARIS, change);
  expect(cloud.executions().at(-1)?.input).toEqual(execution?.input);
  expect(cloud.executions().at(-1)?.arn).not.toBe(execution?.arn);
});

test('a schedule invokes its function; a drill’s calendar only gets a line in the log', async () => {
  const before = cloud.executions().length;
  cloud.startSchedules();
  for (const region of [PARIS, DUBLIN]) {
    await eventually(() => events.find((event) => event.kind === 'function' && event.region === region && event.phase === 'succeeded'));
  }
  expect(cloud.functionLogs().filter((line) => line.includes('does not fire in a rehearsal'))).toHaveLength(2);
  expect(cloud.executions()).toHaveLength(before);
});

test('grants that nobody used are listed with their role', () => {
  const resource = `arn:aws:lambda:${DUBLIN}:${ACCOUNT}:function:look`;
  expect(cloud.iam().unusedGrants).toContainEqual(expect.objectContaining({ action: 'lambda:InvokeFunction', resource }));
  const used = resource.replace(DUBLIN, PARIS);
  expect(cloud.iam().unusedGrants).not.toContainEqual(expect.objectContaining({ action: 'lambda:InvokeFunction', resource: used }));
});

type Settings = Awaited<ReturnType<typeof asProbe>>;
test.each<[string, (settings: Settings) => Promise<unknown>]>([
  ['AWS JSON', (settings) => new SSMClient(settings).send(new GetParameterCommand({ Name: '/x' }))],
  ['AWS JSON 1.0', (settings) => new DynamoDBClient(settings).send(new DescribeTableCommand({ TableName: 'x' }))],
  ['the query protocol', (settings) => new SNSClient(settings).send(new PublishCommand({ TopicArn: 'x', Message: 'x' }))],
  ['EC2’s query protocol', (settings) => new EC2Client(settings).send(new DescribeInstancesCommand({}))],
  ['CloudWatch’s protocol', (settings) => new CloudWatchClient(settings).send(new ListMetricsCommand({}))],
  ['REST-XML', (settings) => new Route53Client(settings).send(new ListHostedZonesCommand({}))],
  ['S3’s REST-XML', (settings) => new S3Client({ ...settings, forcePathStyle: true }).send(new ListObjectsV2Command({ Bucket: 'x' }))],
])('a service of a region that is not rehearsed is refused in %s, and the SDK reads it', async (_, send) => {
  const error = await send(await asProbe('eu-central-1')).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'UnknownOperationException', $metadata: { httpStatusCode: 400 } });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'refused', reason: expect.stringContaining('eu-central-1') }));
});

test('nobody without a role’s access key is let in', async () => {
  const settings = { ...(await asProbe(PARIS)), credentials: { accessKeyId: 'ASIA0000000000000000', secretAccessKey: 'x' } };
  const error = await new SSMClient(settings).send(new GetParameterCommand({ Name: '/x' })).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'UnrecognizedClientException' });
  const unsigned = await fetch(`${cloud.endpoint(PARIS)}/anything`);
  expect([unsigned.status, await unsigned.text()]).toEqual([403, expect.stringContaining('MissingAuthenticationToken')]);
});

test('hosts reach the channel of their own region without a signature', async () => {
  const poll = await fetch(`${cloud.endpoint(DUBLIN)}/host-agent/poll`, {
    method: 'POST',
    body: JSON.stringify({ instance: 'i-0a1b2c3d4e5f60104' }),
  });
  expect(poll.status).toBe(204);
});

test('zones, parameters and names of a region are there before any stack', async () => {
  cloud.putZone(PARIS, 'Z0123456789PRIMARY0', [{ name: 'primary.db.internal.', type: 'A', ttl: 5, values: ['127.203.1.1'] }]);
  expect(cloud.records('Z0123456789PRIMARY0')).toEqual([{ name: 'primary.db.internal', type: 'A', ttl: 5, values: ['127.203.1.1'] }]);
  expect(cloud.functionAddresses(PARIS)).not.toEqual(cloud.functionAddresses(DUBLIN));
  expect(() => cloud.endpoint('us-west-2')).toThrow('the rehearsed cloud has no region us-west-2');
});

test('a template with a resource the lab cannot emulate is not deployed', async () => {
  const other = await rehearsedCloud('127.204', anything('AWS::RDS::DBCluster'));
  try {
    await expect(other.cloud.deploy()).rejects.toThrow(`the lab cannot emulate AWS::RDS::DBCluster (test-${PARIS}, Anything)`);
  } finally {
    await other.stop();
  }
});

test('a function that lets nobody invoke it is not invoked by a rule', async () => {
  const other = await rehearsedCloud('127.205', (stack) => {
    for (const child of stack.node.findAll())
      if (child.node.id.startsWith('AllowEventRule')) child.node.scope?.node.tryRemoveChild(child.node.id);
  });
  try {
    await other.cloud.deploy();
    await other.cloud.putEvent(PARIS, { source: 'test.probe', detail: {} });
    expect(other.cloud.iam().denied).toMatchObject([{ caller: 'events.amazonaws.com (rule call-probe)', action: 'lambda:InvokeFunction' }]);
    expect(other.events.filter((event) => event.kind === 'function')).toEqual([]);
  } finally {
    await other.stop();
  }
});
