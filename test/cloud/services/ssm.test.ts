import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  GetParameterCommand,
  GetParametersCommand,
  ListCommandsCommand,
  PutParameterCommand,
  SendCommandCommand,
  type SendCommandCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { jest } from '@jest/globals';
import type { Ssm } from '../../../lab/cloud/services.ts';
import { createSsm } from '../../../lab/cloud/ssm/create-ssm.ts';
import { hostAgent } from '../../support/cloud/host-agent.ts';
import { ACCOUNT, credentials, errorOf, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';
import { eventually } from '../../support/eventually.ts';

const INSTANCE = 'i-0a1b2c3d4e5f60718';
const DOCUMENT = 'reprise-test-fence';
const document = {
  Name: DOCUMENT,
  DocumentType: 'Command',
  Content: {
    schemaVersion: '2.2',
    parameters: { node: { type: 'String', allowedPattern: '^[a-z0-9-]+$' } },
    mainSteps: [{ action: 'aws:runShellScript', name: 'fence', inputs: { runCommand: ["echo '{{ node }}'"], timeoutSeconds: '20' } }],
  },
};
let surroundings: Surroundings;
let ssm: Ssm;
let served: Served;
let client: SSMClient;
let agent: ReturnType<typeof hostAgent>;

beforeEach(async () => {
  surroundings = new Surroundings();
  ssm = createSsm(surroundings.context, { invisibleMilliseconds: 0, pollMilliseconds: 30 });
  ssm.createDocument(document);
  agent = hostAgent(ssm, INSTANCE);
  await agent.poll();
  served = await serve(ssm, surroundings);
  client = new SSMClient({ endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await served.stop();
});

const send = async (more: Partial<SendCommandCommandInput> = {}): Promise<string> => {
  const input = { DocumentName: DOCUMENT, InstanceIds: [INSTANCE], Parameters: { node: ['db-1'] }, TimeoutSeconds: 30, ...more };
  const { Command } = await client.send(new SendCommandCommand(input));
  return Command?.CommandId ?? '';
};
const look = (CommandId: string) => client.send(new GetCommandInvocationCommand({ CommandId, InstanceId: INSTANCE }));
const cancel = (CommandId: string) => client.send(new CancelCommandCommand({ CommandId }));
const statuses = () => surroundings.eventsOf('host-command').map((event) => event.status);

test('a command goes from Pending over InProgress to Success with its output', async () => {
  const commandId = await send();
  expect(await look(commandId)).toMatchObject({ Status: 'Pending', StatusDetails: 'Pending', ResponseCode: -1, StandardOutputContent: '' });
  expect(await agent.poll()).toEqual({
    commandId,
    document: DOCUMENT,
    script: "echo 'db-1'",
    timeoutSeconds: 20,
    parameters: { node: 'db-1' },
  });
  await agent.report(commandId, { status: 'InProgress' });
  expect(await look(commandId)).toMatchObject({ Status: 'InProgress', StatusDetails: 'InProgress', ResponseCode: -1 });
  await agent.report(commandId, { status: 'Success', exitCode: 0, stdout: '{"outcome":"fenced"}\n', stderr: 'stopping\n' });
  expect(await look(commandId)).toMatchObject({
    CommandId: commandId,
    InstanceId: INSTANCE,
    Status: 'Success',
    StatusDetails: 'Success',
    ResponseCode: 0,
    StandardOutputContent: '{"outcome":"fenced"}\n',
    StandardErrorContent: 'stopping\n',
  });
  expect(statuses()).toEqual(['Pending', 'InProgress', 'Success']);
  expect(surroundings.eventsOf('host-command').at(-1)).toMatchObject({
    commandId,
    document: DOCUMENT,
    output: expect.stringContaining('fenced'),
  });
});

test('a failed script keeps its exit code, a late one is TimedOut, and neither changes afterwards', async () => {
  for (const [report, expected] of [
    [
      { status: 'Failed', exitCode: 3 },
      { Status: 'Failed', ResponseCode: 3 },
    ],
    [{ status: 'TimedOut' }, { Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ResponseCode: -1 }],
  ] as const) {
    const commandId = await send();
    await agent.poll();
    await agent.report(commandId, report);
    await agent.report(commandId, { status: 'Success', exitCode: 0 });
    expect(await look(commandId)).toMatchObject(expected);
  }
});

test('a result that is lost is an execution time-out for whoever asks, although the agent ran it to its end', async () => {
  ssm.breakCommands(DOCUMENT, 'result-lost');
  const commandId = await send();
  expect((await agent.poll())?.commandId).toBe(commandId);
  await agent.report(commandId, { status: 'Success', exitCode: 0, stdout: 'done' });
  const seen = { Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ResponseCode: -1, StandardOutputContent: '' };
  expect(await look(commandId)).toMatchObject(seen);
  expect(surroundings.eventsOf('host-command').at(-1)).toMatchObject({ status: 'TimedOut', output: 'done' });
});

test('a command that is undeliverable never reaches an agent', async () => {
  ssm.breakCommands(DOCUMENT, 'undeliverable');
  const commandId = await send();
  expect(await agent.poll()).toBeUndefined();
  expect(await look(commandId)).toMatchObject({
    Status: 'Failed',
    StatusDetails: 'Undeliverable',
    ResponseCode: -1,
    ExecutionStartDateTime: '',
  });
});

test('output is cut where Run Command cuts it', async () => {
  const commandId = await send();
  await agent.poll();
  await agent.report(commandId, { status: 'Success', exitCode: 0, stdout: 'x'.repeat(30_000), stderr: 'y'.repeat(30_000) });
  const answer = await look(commandId);
  expect([answer.StandardOutputContent?.length, answer.StandardErrorContent?.length]).toEqual([24_000, 8_000]);
});

test('cancelled before delivery it certainly never runs', async () => {
  const commandId = await send();
  await cancel(commandId);
  expect(await look(commandId)).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Cancelled' });
  expect(await agent.poll()).toBeUndefined();
});

test('cancelled after delivery it is Cancelling, and what the agent reports is the truth', async () => {
  const commandId = await send();
  await agent.poll();
  await cancel(commandId);
  expect(await look(commandId)).toMatchObject({ Status: 'Cancelling' });
  await agent.report(commandId, { status: 'Success', exitCode: 0 });
  expect(await look(commandId)).toMatchObject({ Status: 'Success' });
});

test('each command is delivered once', async () => {
  const commandId = await send();
  expect((await agent.poll())?.commandId).toBe(commandId);
  expect(await agent.poll()).toBeUndefined();
});

test('an agent that waits gets its command without polling again', async () => {
  const patient = createSsm(surroundings.context, { pollMilliseconds: 60_000 });
  patient.createDocument(document);
  const waiting = hostAgent(patient, INSTANCE).poll();
  const Targets = [{ Key: 'InstanceIds', Values: [INSTANCE] }];
  const running = patient.createAssociation({ Name: DOCUMENT, Targets, Parameters: { node: ['db-1'] } });
  const delivered = await waiting;
  await hostAgent(patient, INSTANCE).report(delivered?.commandId ?? '', { status: 'Success', exitCode: 0 });
  await running;
  await patient.stop?.();
});

test('two instances of one command are two invocations', async () => {
  const other = hostAgent(ssm, 'i-00000000000000001');
  await other.poll();
  const commandId = await send({ InstanceIds: [INSTANCE, 'i-00000000000000001'] });
  await other.poll();
  await other.report(commandId, { status: 'Success', exitCode: 0 });
  expect((await look(commandId)).Status).toBe('Pending');
});

test.each([
  ['an unknown document', { DocumentName: 'reprise-test-none' }, 'InvalidDocument'],
  ['an unknown version', { DocumentVersion: '2' }, 'InvalidDocumentVersion'],
  ['an instance without agent', { InstanceIds: [INSTANCE, 'i-00000000000000002'] }, 'InvalidInstanceId'],
  ['no instance', { InstanceIds: [] }, 'InvalidInstanceId'],
  ['a parameter outside its pattern', { Parameters: { node: ['db 1'] } }, 'InvalidParameters'],
  ['a delivery time below 30 s', { TimeoutSeconds: 29 }, 'ValidationException'],
  ['targets by tag', { Targets: [{ Key: 'tag:Role', Values: ['database'] }] }, 'ValidationException'],
])('%s is refused and nothing reaches a host', async (_case, more, name) => {
  expect(await errorOf(send(more))).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  expect(statuses()).toEqual([]);
});

test('unknown commands, unknown operations and denied calls are answered in AWS words', async () => {
  expect(await errorOf(look('00000000-0000-4000-8000-000000000000'))).toMatchObject({ name: 'InvocationDoesNotExist' });
  expect(await errorOf(cancel('00000000-0000-4000-8000-000000000000'))).toMatchObject({ name: 'InvalidCommandId' });
  expect(await errorOf(client.send(new ListCommandsCommand({})))).toMatchObject({ name: 'UnknownOperationException' });
  expect(surroundings.eventsOf('refused').map((event) => event.operation)).toEqual(['ListCommands']);
  surroundings.denied.add('ssm:SendCommand');
  expect(await errorOf(send())).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
  expect(statuses()).toEqual([]);
});

test('asks for the document and for each instance', async () => {
  await send();
  expect(surroundings.authorized).toEqual([
    { action: 'ssm:SendCommand', resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:document/${DOCUMENT}` },
    { action: 'ssm:SendCommand', resource: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${INSTANCE}` },
  ]);
});

test('a new command is unknown for a moment', async () => {
  const slow = createSsm(surroundings.context, { invisibleMilliseconds: 60_000, pollMilliseconds: 30 });
  slow.createDocument(document);
  const other = hostAgent(slow, INSTANCE);
  await other.poll();
  const otherServed = await serve(slow, surroundings);
  const otherClient = new SSMClient({ endpoint: otherServed.endpoint, region: REGION, credentials, maxAttempts: 1 });
  const { Command } = await otherClient.send(
    new SendCommandCommand({ DocumentName: DOCUMENT, InstanceIds: [INSTANCE], Parameters: { node: ['db-1'] } }),
  );
  const seen = () =>
    otherClient.send(new GetCommandInvocationCommand({ CommandId: Command?.CommandId ?? '', InstanceId: INSTANCE })).then(
      (answer) => answer.Status,
      (error: Error) => error.name,
    );
  expect(await seen()).toBe('InvocationDoesNotExist');
  const now = Date.now;
  const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
  const visible = await seen().finally(() => later.mockRestore());
  expect(visible).toBe('Pending');
  otherClient.destroy();
  await otherServed.stop();
});

test('a secret is read only with decryption, a certificate without', async () => {
  ssm.putParameter('/reprise/database/password', 'correct horse');
  ssm.putParameter('/reprise/database/ca', '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n');
  const read = (Name: string, WithDecryption: boolean) => client.send(new GetParameterCommand({ Name, WithDecryption }));
  const secret = await read('/reprise/database/password', true);
  expect(secret.Parameter).toMatchObject({ Type: 'SecureString', Value: 'correct horse', Version: 1 });
  expect((await read('/reprise/database/password', false)).Parameter?.Value).not.toContain('horse');
  expect((await read('/reprise/database/ca', false)).Parameter).toMatchObject({ Type: 'String', Value: expect.stringContaining('MII') });
  expect(surroundings.authorized[0]).toEqual({
    action: 'ssm:GetParameter',
    resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/reprise/database/password`,
  });
});

test('several parameters are read at once, unknown ones are named', async () => {
  ssm.putParameter('/a', '1');
  const answer = await client.send(new GetParametersCommand({ Names: ['/a', '/b'], WithDecryption: true }));
  expect(answer.Parameters?.map((one) => one.Value)).toEqual(['1']);
  expect(answer.InvalidParameters).toEqual(['/b']);
  expect(await errorOf(client.send(new GetParameterCommand({ Name: '/b' })))).toMatchObject({ name: 'ParameterNotFound' });
});

test('an association runs once on each of its instances and says which one failed', async () => {
  const association = { Name: DOCUMENT, Targets: [{ Key: 'InstanceIds', Values: [INSTANCE] }], Parameters: { node: ['db-1'] } };
  const succeeding = ssm.createAssociation(association);
  const delivered = await agent.poll();
  expect(delivered?.script).toBe("echo 'db-1'");
  await agent.report(delivered?.commandId ?? '', { status: 'Success', exitCode: 0 });
  await succeeding;
  const failing = errorOf(ssm.createAssociation(association));
  const again = await agent.poll();
  await agent.report(again?.commandId ?? '', { status: 'Failed', exitCode: 1, stderr: 'no such unit' });
  expect((await failing).message).toMatch(new RegExp(`${INSTANCE} Failed no such unit`));
});

test('an association by tag, or of a missing document, is an error', async () => {
  const targets = { Targets: [{ Key: 'tag:Role', Values: ['database'] }] };
  await expect(ssm.createAssociation({ Name: DOCUMENT, ...targets })).rejects.toThrow(/tag:Role/);
  await expect(ssm.createAssociation({ Name: 'none', ...targets })).rejects.toThrow(/does not exist/);
});

test('an agent that says nonsense is told so', async () => {
  const ask = (path: string, body: string) => ssm.handleHostAgent(path, Buffer.from(body)).then((answer) => answer.status);
  expect(await ask('/host-agent/poll', 'not json')).toBe(400);
  expect(await ask('/host-agent/report', JSON.stringify({ instance: INSTANCE, commandId: 'none', status: 'Success' }))).toBe(404);
  expect(await ask('/host-agent/report', JSON.stringify({ instance: INSTANCE, commandId: 'none', status: 'Done' }))).toBe(400);
  expect(await ask('/host-agent/other', JSON.stringify({ instance: INSTANCE }))).toBe(404);
});

test('with the time that the agent’s channel takes, a command starts and its end is seen that much later', async () => {
  const slow = createSsm(surroundings.context, {
    invisibleMilliseconds: 0,
    pollMilliseconds: 60_000,
    deliveryMilliseconds: 120,
    resultMilliseconds: 90,
  });
  slow.createDocument(document);
  const host = hostAgent(slow, INSTANCE);
  const waiting = host.poll();
  const other = await serve(slow, surroundings);
  const slowClient = new SSMClient({ endpoint: other.endpoint, region: REGION, credentials, maxAttempts: 1 });
  const sent = Date.now();
  await slowClient.send(new SendCommandCommand({ DocumentName: DOCUMENT, InstanceIds: [INSTANCE], Parameters: { node: ['db-1'] } }));
  const commandId = (await waiting)?.commandId ?? '';
  expect(Date.now() - sent).toBeGreaterThanOrEqual(119);
  const ended = Date.now();
  await host.report(commandId, { status: 'Success', exitCode: 0 });
  const seen = () => slowClient.send(new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: INSTANCE }));
  expect((await seen()).Status).not.toBe('');
  await eventually(seen, (invocation) => invocation.Status === 'Success');
  expect(Date.now() - ended).toBeGreaterThanOrEqual(89);
  slowClient.destroy();
  await other.stop();
});

describe('a parameter that is written', () => {
  const put = (input: { Value: string; Type?: 'String' | 'SecureString'; Overwrite?: boolean }) =>
    client.send(new PutParameterCommand({ Name: '/switch', ...input }));

  test('keeps its type, counts its versions, and is seen', async () => {
    ssm.putParameter('/switch', 'online', 'String');
    expect(await put({ Value: 'offline', Overwrite: true })).toMatchObject({ Version: 2 });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/switch' }));
    expect(Parameter).toMatchObject({ Value: 'offline', Type: 'String', Version: 2 });
    expect(surroundings.authorized).toContainEqual({
      action: 'ssm:PutParameter',
      resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/switch`,
    });
    expect(surroundings.eventsOf('parameter')).toEqual([
      expect.objectContaining({ name: '/switch', from: 'online', to: 'offline', by: `arn:aws:iam::${ACCOUNT}:role/test` }),
    ]);
  });

  test('is created only with a type, and overwritten only when that is said', async () => {
    expect((await errorOf(put({ Value: 'x' }))).name).toBe('ValidationException');
    expect(await put({ Value: 'x', Type: 'String' })).toMatchObject({ Version: 1 });
    expect((await errorOf(put({ Value: 'y', Type: 'String' }))).name).toBe('ParameterAlreadyExists');
  });

  test('needs the permission', async () => {
    surroundings.denied.add('ssm:PutParameter');
    expect((await errorOf(put({ Value: 'x', Type: 'String' }))).name).toBe('AccessDeniedException');
  });
});
