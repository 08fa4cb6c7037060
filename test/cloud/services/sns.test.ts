import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Sns } from '../../../lab/cloud/services.ts';
import { createSns } from '../../../lab/cloud/sns/create-sns.ts';
import { ACCOUNT, credentials, errorOf, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';

const TopicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:reprise-on-call`;
let surroundings: Surroundings;
let sns: Sns;
let served: Served;
let client: SNSClient;

beforeEach(async () => {
  surroundings = new Surroundings();
  sns = await createSns(surroundings.context);
  await sns.createTopic({ TopicName: 'reprise-on-call', DisplayName: 'On call' });
  served = await serve(sns, surroundings);
  client = new SNSClient({ endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await served.stop();
});

test('a published message becomes a notification of the topic', async () => {
  const answer = await client.send(new PublishCommand({ TopicArn, Subject: 'P1 started', Message: 'Bascule démarrée & suivie' }));
  expect(answer.MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(surroundings.eventsOf('notification')).toEqual([
    expect.objectContaining({ region: REGION, topic: TopicArn, subject: 'P1 started', message: 'Bascule démarrée & suivie' }),
  ]);
  expect(surroundings.authorized).toEqual([{ action: 'sns:Publish', resource: TopicArn }]);
});

test.each([
  ['a line break', 'two\nlines'],
  ['a sign that is not ASCII', 'démarrée'],
  ['more than 99 characters', 'x'.repeat(100)],
])('refuses a subject with %s, as SNS does', async (_case, Subject) => {
  const error = await errorOf(client.send(new PublishCommand({ TopicArn, Subject, Message: 'm' })));
  expect(error).toMatchObject({ name: 'InvalidParameterException', message: 'Invalid parameter: Subject' });
  expect(surroundings.eventsOf('notification')).toEqual([]);
});

test('an unknown topic, an unknown operation and a denied call are refused', async () => {
  const nowhere = client.send(new PublishCommand({ TopicArn: `${TopicArn}-nowhere`, Message: 'm' }));
  expect(await errorOf(nowhere)).toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
  expect(await errorOf(client.send(new ListTopicsCommand({})))).toMatchObject({ name: 'InvalidAction' });
  expect(surroundings.eventsOf('refused')).toHaveLength(1);
  surroundings.denied.add('sns:Publish');
  const denied = client.send(new PublishCommand({ TopicArn, Message: 'm' }));
  expect(await errorOf(denied)).toMatchObject({ name: 'AuthorizationErrorException', $metadata: { httpStatusCode: 403 } });
  expect(surroundings.eventsOf('notification')).toEqual([]);
});

test('an encrypted topic needs its key as well', async () => {
  const key = `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-0000-4000-8000-000000000000`;
  await sns.createTopic({ TopicName: 'encrypted', KmsMasterKeyId: key });
  const publish = () => client.send(new PublishCommand({ TopicArn: TopicArn.replace('reprise-on-call', 'encrypted'), Message: 'm' }));
  await publish();
  expect(surroundings.authorized.slice(1)).toEqual([
    { action: 'kms:GenerateDataKey', resource: key },
    { action: 'kms:Decrypt', resource: key },
  ]);
  surroundings.denied.add('kms:GenerateDataKey');
  expect(await errorOf(publish())).toMatchObject({ name: 'KMSAccessDeniedException' });
  expect(surroundings.eventsOf('notification')).toHaveLength(1);
});

test('an alarm action is told, and one to a missing topic is an error', () => {
  sns.publish(TopicArn, 'ALARM: x', '{}');
  expect(surroundings.eventsOf('notification')).toHaveLength(1);
  expect(() => sns.publish(`${TopicArn}-nowhere`, 'ALARM: x', '{}')).toThrow(/does not exist/);
});

test('a subscription needs its topic, and a property that is not carried out is refused', async () => {
  await sns.createSubscription({ TopicArn, Protocol: 'email', Endpoint: 'on-call@example.org' });
  await expect(sns.createSubscription({ TopicArn: 'arn:aws:sns:x:y:z' })).rejects.toThrow(/does not exist/);
  await expect(sns.createTopic({ TopicName: 'a.fifo', FifoTopic: true })).rejects.toThrow(/FifoTopic/);
});

test('a message for each protocol is told as its default, and refused without one', async () => {
  const publish = (Message: string) => client.send(new PublishCommand({ TopicArn, Message, MessageStructure: 'json' }));
  await publish('{"default":"in full","sms":"short"}');
  expect(surroundings.eventsOf('notification')).toEqual([expect.objectContaining({ message: 'in full', sms: 'short' })]);
  for (const [message, why] of [
    ['{"sms":"short"}', 'No default entry in JSON message body'],
    ['no JSON', 'JSON message body failed to parse'],
  ] as const)
    expect(await errorOf(publish(message))).toMatchObject({
      name: 'InvalidParameterException',
      message: `Invalid parameter: Message Structure - ${why}`,
    });
  expect(surroundings.eventsOf('notification')).toHaveLength(1);
});

test('a broken SNS takes no message of anybody who may publish, and says that it is the fault', async () => {
  sns.breakPublishing();
  const error = await errorOf(client.send(new PublishCommand({ TopicArn, Message: 'm' })));
  expect(error).toMatchObject({ name: 'InternalErrorException', $metadata: { httpStatusCode: 500 } });
  expect(surroundings.authorized).toHaveLength(1);
  expect(surroundings.eventsOf('notification')).toEqual([]);
  expect(surroundings.eventsOf('refused')).toMatchObject([{ service: 'sns', operation: `Publish to ${TopicArn}`, byFault: true }]);
});
