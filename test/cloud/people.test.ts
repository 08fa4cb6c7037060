import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { Aws, CfnOutput, aws_dynamodb as dynamodb, aws_kms as kms, aws_lambda as lambda, type Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Cloud, CloudEvent } from '../../lab/cloud/cloud.ts';
import { names } from '../../lib/plan/names.ts';
import { allow, DUBLIN, fn, PARIS, plan } from '../support/cloud/app.ts';
import { temporaryFolders } from '../support/cloud/bundle.ts';
import { bundled, rehearsedCloud } from '../support/cloud/rehearsed-cloud.ts';
import { errorOf } from '../support/cloud/serve.ts';

/** Answers what it is told to answer, or shows the event; beside it one that signs and calls services by name. */
const DOOR = `
export const handler = async (event) => {
  const told = event.queryStringParameters?.answer;
  if (told === 'throw') throw new Error('a secret of the inside');
  return told === undefined ? { statusCode: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, cookies: ['a=1', 'b=2'], body: JSON.stringify(event) } : JSON.parse(told);
};
`;
const SIGNER = `
import { KMSClient, GenerateMacCommand, VerifyMacCommand } from '@aws-sdk/client-kms';
import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
const kms = new KMSClient({ maxAttempts: 1 });
const s3 = new S3Client({ forcePathStyle: true, maxAttempts: 1 });
const dynamodb = new DynamoDBClient({ maxAttempts: 1 });
const asked = { KeyId: 'alias/links', MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('x') };
export const handler = async ({ sign, put, item, query, fail }) => {
  if (fail) throw Object.assign(new Error('no such incident'), { name: 'InvalidInput' });
  if (sign) {
    const { Mac } = await kms.send(new GenerateMacCommand(asked));
    return { url: process.env.URL, valid: (await kms.send(new VerifyMacCommand({ ...asked, Mac }))).MacValid };
  }
  if (put) await s3.send(new PutObjectCommand(put));
  if (item) await dynamodb.send(new PutItemCommand(item));
  if (query) await dynamodb.send(new QueryCommand(query));
  return 'done';
};
`;
const named = { ...plan, name: 'test', dependencies: [] };
const TABLE = names.incidentTable(named);
const REPORTS = names.reportBucket(named, PARIS);

function addPeoplesPart(door: string, signer: string) {
  return (stack: Stack) => {
    const front = fn(stack, 'door', door);
    const url = front.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
    const back = fn(stack, 'signer', signer);
    back.addEnvironment('URL', url.url);
    const key = new kms.Key(stack, 'Links', {
      keySpec: kms.KeySpec.HMAC_256,
      keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC,
      alias: 'alias/links',
    });
    key.grantGenerateMac(back);
    key.grantVerifyMac(back);
    new s3.Bucket(stack, 'Status', {
      bucketName: `status-${stack.region}`,
      publicReadAccess: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS_ONLY,
      enforceSSL: true,
    }).grantPut(back);
    new s3.Bucket(stack, 'Reports', { bucketName: names.reportBucket(named, stack.region) }).grantPut(back);
    const table = new dynamodb.Table(stack, 'Incidents', {
      tableName: TABLE,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    });
    allow(back, 'dynamodb:PutItem', table.tableArn);
    allow(back, 'dynamodb:Query', table.tableArn);
    new CfnOutput(stack, 'Where', { value: `${Aws.REGION} ${url.url}` });
  };
}

const folders = temporaryFolders();
let cloud: Cloud;
let events: CloudEvent[];
let stop: () => Promise<void>;
let url: string;

beforeAll(async () => {
  const change = addPeoplesPart(folders.bundle(DOOR), bundled(folders.create(), SIGNER));
  ({ cloud, events, stop } = await rehearsedCloud('127.208', change, { plan: named }));
  await cloud.deploy();
  url = cloud.functionUrl(PARIS, 'door');
});
afterAll(async () => {
  await stop();
  folders.remove();
});
beforeEach(() => void events.splice(0));

const call = async (payload: object) => cloud.invokeFunction(PARIS, 'signer', payload);

test('a request to a function URL arrives in payload format 2.0, and the answer goes back as it is', async () => {
  const answer = await fetch(`${url}act%20now?id=1&id=2&q=%C3%A9`, {
    headers: { 'X-Some-Thing': 'y', cookie: 'a=1; b=2', 'user-agent': 'scanner' },
  });
  expect([answer.status, answer.headers.get('content-type'), answer.headers.getSetCookie()]).toEqual([
    200,
    'text/html; charset=utf-8',
    ['a=1', 'b=2'],
  ]);
  const { hostname } = new URL(url);
  expect(await answer.json()).toMatchObject({
    version: '2.0',
    rawPath: '/act%20now',
    rawQueryString: 'id=1&id=2&q=%C3%A9',
    queryStringParameters: { id: '1,2', q: 'é' },
    cookies: ['a=1', 'b=2'],
    headers: { 'x-some-thing': 'y', 'user-agent': 'scanner' },
    requestContext: {
      domainName: hostname,
      http: { method: 'GET', path: '/act%20now', sourceIp: expect.stringMatching(/^127\./), userAgent: 'scanner' },
    },
    isBase64Encoded: false,
  });
});

test('the body of a form arrives in base64, JSON and text as they are, and none is left out', async () => {
  const post = async (body: string, type: string) => {
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
    const { body: seen, isBase64Encoded } = (await answer.json()) as { body: string; isBase64Encoded: boolean };
    return { seen, isBase64Encoded };
  };
  const form = await post('by=Ravo&why=%C3%A9', 'application/x-www-form-urlencoded');
  expect(form).toEqual({ seen: Buffer.from('by=Ravo&why=%C3%A9').toString('base64'), isBase64Encoded: true });
  expect(await post('{"a":"é"}', 'application/json')).toEqual({ seen: '{"a":"é"}', isBase64Encoded: false });
  expect(await post('é', 'text/plain; charset=utf-8')).toEqual({ seen: 'é', isBase64Encoded: false });
  expect(await (await fetch(url)).json()).not.toHaveProperty('body');
});

test.each([
  ['a function that throws', 'throw', 502, 'Internal Server Error'],
  ['an impossible status', '{"statusCode":"soon"}', 502, 'Internal Server Error'],
  ['a body that is no text', '{"statusCode":200,"body":{}}', 502, 'Internal Server Error'],
  ['a status alone', '{"statusCode":204}', 204, ''],
  ['an encoded body', '{"statusCode":201,"body":"w6k=","isBase64Encoded":true}', 201, 'é'],
  ['JSON without a status', '{"a":1}', 200, '{"a":1}'],
])('%s is answered as Lambda does', async (_, answer, status, body) => {
  const given = await fetch(`${url}?answer=${encodeURIComponent(answer)}`);
  expect([given.status, await given.text()]).toEqual([status, body]);
});

test('each region has its own URL, another function is told it, and a function without one has none', async () => {
  expect(cloud.functionUrl(DUBLIN, 'door')).not.toBe(url);
  const { printed } = await call({ sign: true });
  expect(JSON.parse(printed)).toEqual({ url, valid: true });
  expect(() => cloud.functionUrl(PARIS, 'signer')).toThrow('function signer of eu-west-3 has no URL');
  expect(cloud.iam().denied).toEqual([]);
});

test('a person with credentials invokes the functions of the plan, and nothing else', async () => {
  const settings = { region: PARIS, endpoint: cloud.endpoint(PARIS), credentials: cloud.operator(), maxAttempts: 1 };
  const client = new LambdaClient(settings);
  const invoke = (FunctionName: string, payload: object) =>
    client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
  const answer = await invoke('signer', {});
  expect([answer.StatusCode, answer.FunctionError, answer.ExecutedVersion, answer.Payload?.transformToString()]).toEqual([
    200,
    undefined,
    '$LATEST',
    '"done"',
  ]);
  const arn = `arn:aws:lambda:${PARIS}:${plan.account}:function:signer`;
  const failed = await invoke(arn, { fail: true });
  expect(failed.FunctionError).toBe('Unhandled');
  expect(JSON.parse(failed.Payload?.transformToString() ?? '')).toMatchObject({
    errorType: 'InvalidInput',
    errorMessage: 'no such incident',
  });
  expect(await errorOf(invoke('signer', { big: 'x'.repeat(6 * 1024 * 1024) }))).toMatchObject({ name: 'RequestTooLargeException' });
  expect(await errorOf(client.send(new ListFunctionsCommand({})))).toMatchObject({ name: 'UnknownOperationException' });
  const before = cloud.iam().denied.length;
  expect(await errorOf(invoke('none', {}))).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
  const table = new DynamoDBClient(settings).send(new GetItemCommand({ TableName: TABLE, Key: { pk: { S: 'a' }, sk: { S: 'b' } } }));
  expect(await errorOf(table)).toMatchObject({ name: 'AccessDeniedException' });
  expect(cloud.iam().denied).toHaveLength(before + 2);
});

test('with its partitions throttled, the incident table keeps nothing people read, and the lock as ever', async () => {
  const item = (pk: string) => ({ item: { TableName: TABLE, Item: { pk: { S: pk }, sk: { S: 'x' } } } });
  expect((await call(item('incident#1'))).failed).toBe(false);
  cloud.breakService(PARIS, 'incident-partitions');
  events.splice(0);
  for (const pk of ['incident#1', 'incidents', 'link#1']) {
    const { failed, printed } = await call(item(pk));
    expect([failed, JSON.parse(printed).errorType]).toEqual([true, 'ThrottlingException']);
  }
  for (const pk of ['scenario#database-failover', 'ladder#1']) expect((await call(item(pk))).failed).toBe(false);
  const query = (pk: string) => ({
    query: {
      TableName: TABLE,
      KeyConditionExpression: '#p = :p AND begins_with(sk, :s)',
      ExpressionAttributeNames: { '#p': 'pk' },
      ExpressionAttributeValues: { ':p': { S: pk }, ':s': { S: 'entry#' } },
    },
  });
  expect((await call(query('incident#1'))).failed).toBe(true);
  expect((await call(query('scenario#database-failover'))).failed).toBe(false);
  const refused = events.filter((event) => event.kind === 'refused');
  expect(refused).toHaveLength(4);
  expect(refused[0]).toMatchObject({ service: 'dynamodb', operation: `PutItem ${TABLE} incident#1`, byFault: true });
});

test('a reports bucket that denies access stores nothing, and no policy is blamed; everybody’s bucket takes pages', async () => {
  cloud.breakService(PARIS, 'reports-bucket');
  const denied = cloud.iam().denied.length;
  const put = (Bucket: string) =>
    call({ put: { Bucket, Key: 'index.html', Body: '<p>well</p>', ContentType: 'text/html; charset=utf-8' } });
  const { failed, printed } = await put(REPORTS);
  expect([failed, JSON.parse(printed).errorType]).toEqual([true, 'AccessDenied']);
  expect(await cloud.objects(PARIS, REPORTS)).toEqual([]);
  expect(cloud.iam().denied).toHaveLength(denied);
  expect(events.filter((event) => event.kind === 'refused')).toMatchObject([{ service: 's3', byFault: true }]);
  expect((await put(`status-${PARIS}`)).failed).toBe(false);
  expect(await cloud.objects(PARIS, `status-${PARIS}`)).toEqual([
    { key: 'index.html', body: '<p>well</p>', contentType: 'text/html; charset=utf-8' },
  ]);
});

test.each<[string, (stack: Stack, front: lambda.Function) => void, string]>([
  [
    'signed calls',
    (_, front) => void front.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM }),
    'the lab cannot emulate AuthType AWS_IAM',
  ],
  [
    'streams',
    (_, front) => void front.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE, invokeMode: lambda.InvokeMode.RESPONSE_STREAM }),
    'the lab cannot emulate InvokeMode RESPONSE_STREAM',
  ],
  [
    'CORS',
    (_, front) => void front.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE, cors: { allowedOrigins: ['*'] } }),
    'the lab cannot emulate Cors',
  ],
])('a function URL with %s is refused', async (_, change, message) => {
  const other = await rehearsedCloud('127.209', (stack) => change(stack, fn(stack, 'door', folders.bundle(DOOR))));
  try {
    await expect(other.cloud.deploy()).rejects.toThrow(message);
  } finally {
    await other.stop();
  }
});

test('a URL whose function lets nobody in answers 403, also when only one of the two permissions is there', async () => {
  const other = await rehearsedCloud('127.209', (stack) => {
    const front = fn(stack, 'door', folders.bundle(DOOR));
    front.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
    front.node.tryRemoveChild('invoke-function');
  });
  try {
    await other.cloud.deploy();
    const answer = await fetch(other.cloud.functionUrl(PARIS, 'door'));
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
    expect(other.cloud.iam().denied).toMatchObject([{ action: 'lambda:InvokeFunctionUrl' }]);
  } finally {
    await other.stop();
  }
});
