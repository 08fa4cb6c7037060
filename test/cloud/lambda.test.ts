import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import type { ResolvedResource } from '../../lab/cloud/assembly/resolve-stack.ts';
import type { CloudEvent } from '../../lab/cloud/cloud.ts';
import { createResolver } from '../../lab/cloud/dns/create-resolver.ts';
import type { Role } from '../../lab/cloud/iam/roles.ts';
import { invokeAsynchronously } from '../../lab/cloud/lambda/asynchronous.ts';
import type { Outcome } from '../../lab/cloud/lambda/environment.ts';
import { Functions } from '../../lab/cloud/lambda/functions.ts';
import type { Resolver } from '../../lab/cloud/services.ts';
import { isAlive } from '../../lab/processes.ts';
import { temporaryFolders } from '../support/cloud/bundle.ts';

const ARN = 'arn:aws:lambda:eu-west-3:111122223333:function:step';
const folders = temporaryFolders();
const started: Functions[] = [];
let resolver: Resolver;

beforeAll(async () => {
  const records = () => [{ name: 'primary.db.internal', type: 'A', ttl: 5, values: ['127.0.0.1'] }];
  resolver = await createResolver({ address: '127.0.0.1', records });
});
afterEach(() => {
  for (const functions of started.splice(0)) functions.stop();
});
afterAll(async () => {
  await resolver.stop();
  folders.remove();
});

function deployed(source: string, properties: Record<string, unknown> = {}) {
  const events: Extract<CloudEvent, { kind: 'function' }>[] = [];
  const log: string[] = [];
  const functions = new Functions({
    folder: folders.create(),
    endpoints: { region: 'http://127.0.0.1:1', global: 'http://127.0.0.1:2' },
    network: { localAddress: '127.9.8.7', resolver: `${resolver.address}:${resolver.port}`, publicAddresses: ['127.0.0.1'] },
    onEvent: (event) => event.kind === 'function' && events.push(event),
    onLog: (line) => log.push(line),
  });
  started.push(functions);
  const resource: ResolvedResource = {
    type: 'AWS::Lambda::Function',
    name: 'step',
    arn: ARN,
    logicalId: 'Step',
    stack: 'app',
    region: 'eu-west-3',
    account: '111122223333',
    properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: 'x' }, Timeout: 10, VpcConfig: {}, ...properties },
    asset: () => folders.bundle(source),
  };
  functions.create(resource, { accessKeyId: 'ASIA0123456789ABCDEF', name: 'step' } as Role);
  const step = functions.find(`${ARN}:$LATEST`);
  if (!step) throw new Error('the function is not deployed');
  return { step, events, log };
}

const parsed = <T>(outcome: Outcome): T => JSON.parse(outcome.kind === 'result' ? outcome.result : JSON.stringify(outcome.error)) as T;

test('the handler gets a copy of the event and a context that knows its deadline', async () => {
  const { step, events } = deployed(
    'export const handler = async (event, context) => ({ event, left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn, id: context.awsRequestId });',
  );
  const answer: { event: object; left: number; arn: string; id: string } = parsed(await step.invoke({ node: 'db-1', gone: undefined }));
  expect(answer.event).toEqual({ node: 'db-1' });
  expect(answer.left).toBeGreaterThan(0);
  expect(answer.left).toBeLessThanOrEqual(10_000);
  expect([answer.arn, answer.id]).toEqual([ARN, events[0]?.requestId]);
  expect(events.map((event) => event.phase)).toEqual(['started', 'succeeded']);
});

test('a function sees what Lambda sets and its template says, and nothing of this computer', async () => {
  process.env.SECRET_OF_THIS_COMPUTER = 'x';
  const { step } = deployed('export const handler = async () => process.env;', {
    Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
  });
  const seen: Record<string, string> = parsed(await step.invoke({}));
  delete process.env.SECRET_OF_THIS_COMPUTER;
  expect(seen).toMatchObject({
    AWS_REGION: 'eu-west-3',
    AWS_LAMBDA_FUNCTION_NAME: 'step',
    AWS_ACCESS_KEY_ID: 'ASIA0123456789ABCDEF',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_ROUTE_53: 'http://127.0.0.1:2',
    NODE_OPTIONS: '--enable-source-maps',
    TZ: 'UTC',
  });
  expect(seen.SECRET_OF_THIS_COMPUTER).toBeUndefined();
});

test('a warm environment is used again, a busy one is not', async () => {
  const { step } = deployed(
    'let calls = 0; export const handler = async (event) => { await new Promise((r) => setTimeout(r, event.wait ?? 0)); return { pid: process.pid, calls: ++calls }; };',
  );
  type Answer = { pid: number; calls: number };
  const first: Answer = parsed(await step.invoke({}));
  const again: Answer = parsed(await step.invoke({}));
  expect(again).toEqual({ pid: first.pid, calls: 2 });
  const [a, b] = (await Promise.all([step.invoke({ wait: 300 }), step.invoke({ wait: 300 })])).map((outcome) => parsed<Answer>(outcome));
  expect(a?.pid).not.toBe(b?.pid);
});

/** What a function prints arrives by a pipe of its own, perhaps after its answer. */
async function logged(log: string[], wanted: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const found = wanted.exec(log.join());
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('work left running after the answer is frozen until the next event', async () => {
  const { step } = deployed(
    'let ticks = 0; setInterval(() => ticks++, 10); export const handler = async () => { const seen = ticks; ticks = 0; return seen; };',
  );
  await step.invoke({});
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  // Three hundred ticks passed by the clock; a frozen process counts those before it was stopped and catches up on at most one interval.
  expect(parsed(await step.invoke({}))).toBeLessThan(150);
});

test('what the handler throws is reported by name, message and stack', async () => {
  const { step, events, log } = deployed(
    'class TwoPrimaries extends Error { name = "TwoPrimaries" } export const handler = async () => { console.log("looking"); throw new TwoPrimaries("db-1 and db-2"); };',
  );
  const outcome = await step.invoke({});
  expect(outcome).toMatchObject({ kind: 'error', error: { errorType: 'TwoPrimaries', errorMessage: 'db-1 and db-2' } });
  expect(outcome.kind === 'error' && outcome.error.trace[0]).toContain('TwoPrimaries');
  expect(events.at(-1)).toMatchObject({ phase: 'failed', error: 'TwoPrimaries: db-1 and db-2' });
  await logged(log, /eu-west-3 step looking/);
});

test('a function that takes too long is killed, and the next event gets a new environment', async () => {
  const { step, events, log } = deployed(
    'console.log("pid " + process.pid); export const handler = (event) => event.hang ? new Promise(() => setInterval(() => {}, 1000)) : "well";',
    { Timeout: 3 },
  );
  const outcome = await step.invoke({ hang: true });
  expect(outcome).toMatchObject({ kind: 'timed-out', error: { errorType: 'Sandbox.Timedout' } });
  expect(outcome.kind === 'timed-out' && outcome.error.errorMessage).toContain('Task timed out after 3.00 seconds');
  expect(events.at(-1)?.phase).toBe('timed-out');
  const pid = Number((await logged(log, /pid (\d+)/))[1]);
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(parsed(await step.invoke({}))).toBe('well');
});

test.each<[string, string, string]>([
  ['exits', 'export const handler = async () => process.exit(7);', 'Runtime.ExitError'],
  [
    'leaves a rejection to nobody',
    'export const handler = () => new Promise(() => { Promise.reject(new Error("lost")); });',
    'Runtime.UnhandledPromiseRejection',
  ],
  ['does not load', 'throw new SyntaxError("broken bundle");', 'SyntaxError'],
  ['has no handler', 'export const other = 1;', 'Runtime.HandlerNotFound'],
])('a function that %s fails, and so it does the next time', async (_, source, errorType) => {
  const { step } = deployed(source);
  expect(await step.invoke({})).toMatchObject({ kind: 'error', error: { errorType } });
  expect(await step.invoke({})).toMatchObject({ kind: 'error', error: { errorType } });
});

test('more than 6 MB is refused both ways', async () => {
  const { step } = deployed('export const handler = async (event) => "x".repeat(event.size);');
  const large = 6 * 1024 * 1024;
  expect(await step.invoke('x'.repeat(large))).toMatchObject({ kind: 'error', error: { errorType: 'Lambda.RequestTooLargeException' } });
  expect(await step.invoke({ size: large })).toMatchObject({ kind: 'error', error: { errorType: 'Function.ResponseSizeTooLarge' } });
  expect((await step.invoke({ size: 10 })).kind).toBe('result');
});

test('reserved concurrency throttles who waits for an answer and queues who does not', async () => {
  const { step, events } = deployed('export const handler = () => new Promise((r) => setTimeout(r, 300));', {
    ReservedConcurrentExecutions: 1,
  });
  const first = step.invoke({});
  expect(await step.invoke({})).toMatchObject({ kind: 'error', error: { errorType: 'Lambda.TooManyRequestsException' } });
  await Promise.all([first, invokeAsynchronously(step, {}, 0, new AbortController().signal)]);
  expect(events.filter((event) => event.phase === 'succeeded')).toHaveLength(2);
});

/** A server that says from which address it was reached. */
async function echo(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.on('error', () => undefined).end(String(socket.remoteAddress)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

const CALL = `
import net from 'node:net';
import http from 'node:http';
import { lookup } from 'node:dns/promises';
export const handler = ({ host, port, path }) => new Promise((resolve) => {
  const socket = net.connect(path ? { path } : { host, port });
  socket.on('data', (data) => resolve(String(data)));
  socket.on('error', (error) => resolve(error.code));
});
export const ask = ({ port }) => new Promise((resolve, reject) => {
  http.get({ host: '127.0.0.1', port, agent: new http.Agent({ keepAlive: true }) }, async (answer) => resolve(JSON.parse(String((await answer.toArray()).join(''))))).on('error', reject);
});
export const name = async ({ host }) => lookup(host).then((found) => found.address, (error) => error.code);
`;

test('a function in the VPC connects from its own address, by names of its region’s resolver', async () => {
  const { server, port } = await echo();
  const { step } = deployed(CALL);
  const name = deployed(CALL, { Handler: 'index.name' }).step;
  try {
    expect(parsed(await step.invoke({ host: '127.0.0.1', port }))).toBe('127.9.8.7');
    expect(parsed(await step.invoke({ host: 'primary.db.internal', port }))).toBe('127.9.8.7');
    expect(parsed(await name.invoke({ host: 'primary.db.internal' }))).toBe('127.0.0.1');
    expect(parsed(await name.invoke({ host: 'aws.amazon.com' }))).toBe('ENOTFOUND');
  } finally {
    server.close();
  }
});

test('a function’s calls to AWS come from its own address too', async () => {
  const web = createHttpServer((request, response) => response.end(JSON.stringify(request.socket.remoteAddress)));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  try {
    const { step } = deployed(CALL, { Handler: 'index.ask' });
    expect(parsed(await step.invoke({ port: (web.address() as AddressInfo).port }))).toBe('127.9.8.7');
  } finally {
    web.closeAllConnections();
    web.close();
  }
});

test('no function leaves this computer, and one outside the VPC reaches only the endpoints', async () => {
  const { step } = deployed(CALL);
  const outside = deployed(CALL, { VpcConfig: undefined }).step;
  expect(parsed(await step.invoke({ host: '192.0.2.1', port: 80 }))).toBe('ENETUNREACH');
  expect(parsed(await outside.invoke({ host: '127.0.0.2', port: 80 }))).toBe('EHOSTUNREACH');
  expect(parsed(await outside.invoke({ host: '127.0.0.1', port: 1 }))).toBe('ECONNREFUSED');
  expect(parsed(await step.invoke({ path: '/run/postgresql/.s.PGSQL.5432' }))).toBe('EACCES');
});

test('another runtime than the rehearsal’s own is refused', () => {
  expect(() => deployed('', { Runtime: 'nodejs22.x' })).toThrow('the lab cannot emulate function step: runtime nodejs22.x');
});
