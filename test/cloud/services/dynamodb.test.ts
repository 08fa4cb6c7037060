import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDb } from '../../../lab/cloud/dynamodb/create-dynamodb.ts';
import type { DynamoDb } from '../../../lab/cloud/services.ts';
import { ACCOUNT, credentials, errorOf, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';

const TableName = 'reprise-incidents';
const table = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
};
const key = { pk: 'incident', sk: 'lock' };
let surroundings: Surroundings;
let dynamodb: DynamoDb;
let served: Served;
let client: DynamoDBDocumentClient;

beforeEach(async () => {
  surroundings = new Surroundings();
  dynamodb = await createDynamoDb(surroundings.context);
  await dynamodb.createTable(table);
  served = await serve(dynamodb, surroundings);
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 }));
});

afterEach(async () => {
  client.destroy();
  await served.stop();
});

const take = (owner: string, extra: object = {}) =>
  client.send(
    new UpdateCommand({
      TableName,
      Key: key,
      UpdateExpression: 'SET #owner = :owner, #token = if_not_exists(#token, :zero) + :one',
      ConditionExpression: 'attribute_not_exists(#owner) OR #owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner', '#token': 'token' },
      ExpressionAttributeValues: { ':owner': owner, ':zero': 0, ':one': 1 },
      ReturnValues: 'ALL_NEW',
      ...extra,
    }),
  );

test('a conditional update takes the lock once and counts its token up', async () => {
  expect((await take('a')).Attributes).toEqual({ ...key, owner: 'a', token: 1 });
  expect((await take('a')).Attributes).toMatchObject({ token: 2 });
  expect(await errorOf(take('b'))).toMatchObject({ name: 'ConditionalCheckFailedException', $metadata: { httpStatusCode: 400 } });
  const { Item } = await client.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
  expect(Item).toEqual({ ...key, owner: 'a', token: 2 });
});

test('a failed condition shows the item that failed it, when asked for', async () => {
  await take('a');
  const error = await errorOf(take('b', { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
  expect(error).toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item: { pk: { S: 'incident' }, owner: { S: 'a' }, token: { N: '1' } },
  });
  expect(await errorOf(take('b'))).not.toHaveProperty('Item.owner');
});

test('many who try at once: one takes the lock', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => take(`execution-${index}`)));
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
});

test('writes, reads and queries entries, asking for the table by its ARN', async () => {
  for (const sk of ['entry#1', 'entry#2']) await client.send(new PutCommand({ TableName, Item: { pk: 'incident', sk, text: 'é' } }));
  const { Items } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': 'incident', ':sk': 'entry#' },
    }),
  );
  expect(Items?.map((item) => item.sk)).toEqual(['entry#1', 'entry#2']);
  const resource = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}`;
  expect(surroundings.authorized.at(-1)).toEqual({ action: 'dynamodb:Query', resource });
});

test('answers a missing table, an unknown operation and a denied call in AWS words', async () => {
  const nowhere = client.send(new GetCommand({ TableName: 'nowhere', Key: key }));
  expect(await errorOf(nowhere)).toMatchObject({ name: 'ResourceNotFoundException' });
  expect(await errorOf(client.send(new TransactWriteItemsCommand({ TransactItems: [] })))).toMatchObject({
    name: 'UnknownOperationException',
  });
  expect(surroundings.eventsOf('refused').map((event) => event.operation)).toEqual(['TransactWriteItems']);
  surroundings.denied.add('dynamodb:UpdateItem');
  expect(await errorOf(take('a'))).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
  expect((await client.send(new GetCommand({ TableName, Key: key }))).Item).toBeUndefined();
});

test('a table with what is not carried out is not created', async () => {
  await expect(dynamodb.createTable({ ...table, TableName: 't', StreamSpecification: {} })).rejects.toThrow(/StreamSpecification/);
  await expect(dynamodb.createTable({ ...table, TableName: 't', Replicas: [{ Region: 'eu-west-1' }] })).rejects.toThrow(/other regions/);
});

test('when it is stopped, what it works on is answered and what comes later is told that it is gone', async () => {
  const puts = Array.from({ length: 40 }, (_, index) =>
    client.send(new PutCommand({ TableName, Item: { ...key, sk: String(index) } })).then(
      () => 'put',
      (failure: Error) => failure.name,
    ),
  );
  await Promise.race(puts);
  await dynamodb.stop?.();
  const answers = await Promise.all(puts);
  expect(new Set(answers)).toEqual(new Set(['put', 'ServiceUnavailable']));
});
