import { CloudWatchClient, PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { cloudWatchAlarmControl } from '../../../../lambdas/adapters/aws/alarm-control.ts';
import { ec2InstanceControl } from '../../../../lambdas/adapters/aws/instance-control.ts';
import { cloudWatchMetricSink } from '../../../../lambdas/adapters/aws/metric-sink.ts';
import { asciiSubject, snsNotifier } from '../../../../lambdas/adapters/aws/notifier.ts';
import { ssmParameters } from '../../../../lambdas/adapters/aws/parameters.ts';
import { s3ReportStore } from '../../../../lambdas/adapters/aws/report-store.ts';
import { planOf } from '../../../support/ports/builders.ts';

const plan = planOf();
const REGION = 'eu-west-3';
const refusal = (name: string, status = 400) => Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

describe('subjects', () => {
  test.each([
    ['Bascule terminée — base rétablie', 'Bascule terminee - base retablie'],
    ['deux\nlignes\t ici', 'deux lignes ici'],
    ['« cœur » 100 €', '" coeur " 100 ?'],
    ['', 'Reprise'],
  ])('%j is told as %j', (subject, told) => expect(asciiSubject(subject)).toBe(told));

  test('always fit the channel', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (subject) => {
        expect(asciiSubject(subject)).toMatch(/^[\x21-\x7e]([\x20-\x7e]{0,97}[\x21-\x7e])?$/);
      }),
    );
  });
});

test('a message goes to the topic of its audience in the own region, to telephones only its subject', async () => {
  const sns = mockClient(SNSClient);
  sns.on(PublishCommand).resolves({});
  const topic = await snsNotifier(plan, REGION).publish('on-call', { subject: 'Bascule terminée', body: 'Corps à lire' });
  expect(topic).toBe('arn:aws:sns:eu-west-3:111122223333:reprise-taxcollector-on-call');
  expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
    TopicArn: topic,
    Subject: 'Bascule terminee',
    Message: '{"default":"Corps à lire","sms":"Bascule terminee"}',
    MessageStructure: 'json',
  });
});

test.each([
  ['P1 TaxCollector : base rétablie [42]', 'P1 TaxCollector : base retablie (42)'],
  ['x'.repeat(200), `${'x'.repeat(157)}...`],
  ['', 'Bascule (P1)'],
])('telephones get the text that was written for them, within one SMS: %j', async (sms, told) => {
  const sns = mockClient(SNSClient);
  sns.on(PublishCommand).resolves({});
  await snsNotifier(plan, REGION).publish('on-call', { subject: 'Bascule [P1]', body: 'Corps', sms });
  const { Message = '' } = sns.commandCalls(PublishCommand)[0]?.args[0].input ?? {};
  expect(JSON.parse(Message)).toEqual({ default: 'Corps', sms: told });
});

test('a topic that cannot be reached is named', async () => {
  mockClient(SNSClient).on(PublishCommand).rejects(refusal('NotFound', 404));
  const publishing = snsNotifier(plan, REGION).publish('cto', { subject: 's', body: 'b' });
  await expect(publishing).rejects.toMatchObject({
    name: 'DependencyUnavailable',
    message: expect.stringContaining('reprise-taxcollector-cto'),
  });
});

test('a report is readable JSON in the bucket of the own region', async () => {
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).resolves({});
  await s3ReportStore(plan, REGION).save('database-failover/inc-1/1-held.json', { a: 1 });
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'reprise-taxcollector-reports-111122223333-eu-west-3',
    Key: 'database-failover/inc-1/1-held.json',
    Body: '{\n  "a": 1\n}\n',
    ContentType: 'application/json',
  });
});

test('metrics are high-resolution; only those of a node or of a dependency carry it', async () => {
  const cloudwatch = mockClient(CloudWatchClient);
  cloudwatch.on(PutMetricDataCommand).resolves({});
  const at = new Date('2026-11-23T10:00:00Z');
  const metrics = [
    { name: 'PrimaryWritable', value: 0, unit: 'None' as const },
    { name: 'ReplicationLagBytes', value: 7, unit: 'Bytes' as const, node: 'db-2' },
    { name: 'DependencyAvailable', value: 1, unit: 'None' as const, dependency: 'mvola' },
  ];
  await cloudWatchMetricSink(plan, REGION).publish(metrics, at);
  expect(cloudwatch.commandCalls(PutMetricDataCommand)[0]?.args[0].input).toEqual({
    Namespace: 'Reprise/taxcollector',
    MetricData: [
      {
        MetricName: 'PrimaryWritable',
        Dimensions: [{ Name: 'Vantage', Value: REGION }],
        Timestamp: at,
        Value: 0,
        Unit: 'None',
        StorageResolution: 1,
      },
      {
        MetricName: 'ReplicationLagBytes',
        Dimensions: [
          { Name: 'Vantage', Value: REGION },
          { Name: 'Node', Value: 'db-2' },
        ],
        Timestamp: at,
        Value: 7,
        Unit: 'Bytes',
        StorageResolution: 1,
      },
      {
        MetricName: 'DependencyAvailable',
        Dimensions: [
          { Name: 'Vantage', Value: REGION },
          { Name: 'Dependency', Value: 'mvola' },
        ],
        Timestamp: at,
        Value: 1,
        Unit: 'None',
        StorageResolution: 1,
      },
    ],
  });
});

test('the alarm is set by its name, with a reason CloudWatch takes', async () => {
  const cloudwatch = mockClient(CloudWatchClient);
  cloudwatch.on(SetAlarmStateCommand).resolves({});
  await cloudWatchAlarmControl(plan, REGION).raisePrimaryNotWritable('x'.repeat(2000));
  const { input } = cloudwatch.commandCalls(SetAlarmStateCommand)[0]?.args[0] ?? {};
  expect(input).toMatchObject({ AlarmName: 'reprise-taxcollector/database-failover/PrimaryNotWritable', StateValue: 'ALARM' });
  expect(input?.StateReason).toHaveLength(1023);
});

describe('the power switch', () => {
  const target = { instance: 'i-0a1b2c3d4e5f60101', region: REGION, address: '10.40.21.10' };

  test('cuts the power without waiting for the operating system', async () => {
    const ec2 = mockClient(EC2Client);
    ec2.on(StopInstancesCommand).resolves({ StoppingInstances: [{ InstanceId: target.instance, CurrentState: { Name: 'stopping' } }] });
    expect(await ec2InstanceControl().stop(target)).toBe('stopping');
    expect(ec2.commandCalls(StopInstancesCommand)[0]?.args[0].input).toEqual({
      InstanceIds: [target.instance],
      Force: true,
      SkipOsShutdown: true,
    });
  });

  test('an answer without the instance is an unknown state, never a stopped one', async () => {
    const ec2 = mockClient(EC2Client);
    ec2.on(StopInstancesCommand).resolves({});
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-other', State: { Name: 'stopped' } }] }] });
    expect(await ec2InstanceControl().stop(target)).toBe('unknown');
    expect(await ec2InstanceControl().state(target)).toBe('unknown');
  });

  test.each([
    ['with the address of the node', target.address, 'stopped'],
    ['with another address, so it is not the machine to be fenced', '10.40.21.99', 'unknown'],
    ['without an address', undefined, 'unknown'],
  ])('a stopped instance %s', async (_, PrivateIpAddress, expected) => {
    const instance = { InstanceId: target.instance, PrivateIpAddress, State: { Name: 'stopped' as const } };
    mockClient(EC2Client)
      .on(DescribeInstancesCommand)
      .resolves({ Reservations: [{ Instances: [instance] }] });
    expect(await ec2InstanceControl().state(target)).toBe(expected);
  });

  test.each([
    ['UnauthorizedOperation', 403, 'EffectRefused'],
    ['IncorrectInstanceState', 400, 'EffectRefused'],
    ['RequestLimitExceeded', 503, 'DependencyUnavailable'],
    ['InternalError', 500, 'DependencyUnavailable'],
  ])('%s is %s %s', async (name, status, expected) => {
    mockClient(EC2Client).on(StopInstancesCommand).rejects(refusal(name, status));
    await expect(ec2InstanceControl().stop(target)).rejects.toMatchObject({ name: expected });
  });
});

describe('parameters', () => {
  test('are read once, and again only after a failure', async () => {
    const ssm = mockClient(SSMClient);
    ssm
      .on(GetParameterCommand)
      .rejectsOnce(refusal('InternalServerError', 500))
      .resolves({ Parameter: { Value: 'secret' } });
    const parameters = ssmParameters(REGION);
    await expect(parameters('/password')).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    expect(await Promise.all([parameters('/password'), parameters('/password')])).toEqual(['secret', 'secret']);
    expect(ssm.commandCalls(GetParameterCommand)).toHaveLength(2);
    expect(ssm.commandCalls(GetParameterCommand)[0]?.args[0].input).toEqual({ Name: '/password', WithDecryption: true });
  });
});
