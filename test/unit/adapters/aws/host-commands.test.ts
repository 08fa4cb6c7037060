import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  type GetCommandInvocationResult,
  InvocationDoesNotExist,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { ssmHostCommands } from '../../../../lambdas/adapters/aws/host-commands.ts';
import { FakeClock } from '../../../support/ports/fakes.ts';

const TARGET = { instance: 'i-0a1b2c3d4e5f60101', region: 'eu-west-3' };
const PATIENCE = 10;

/** An answer of AWS with an error code. */
const refusal = (name: string, status = 400) => Object.assign(new Error(`${name} it is`), { name, $metadata: { httpStatusCode: status } });
/** The connection broke before an answer came. */
const reset = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const notYet = () => new InvocationDoesNotExist({ message: 'no such invocation', $metadata: { httpStatusCode: 400 } });
const status = (Status: string, more: Partial<GetCommandInvocationResult> = {}) =>
  ({ Status, StatusDetails: Status, ResponseCode: -1, ...more }) as GetCommandInvocationResult;
const REPORT = '{"program":"fence-postgres","outcome":"fenced","stopped":true,"fenceFile":true}';

function setup() {
  const ssm = mockClient(SSMClient);
  const clock = new FakeClock();
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
  ssm.on(CancelCommandCommand).resolves({});
  const hosts = ssmHostCommands({ name: 'taxcollector' }, clock, () => new SSMClient({ region: 'eu-west-3' }));
  const run = () => hosts.run('fence-postgres', TARGET, { incident: 'inc-1', token: '7' }, PATIENCE);
  const looks = (...answers: (GetCommandInvocationResult | Error)[]) => {
    const behaviour = ssm.on(GetCommandInvocationCommand);
    for (const answer of answers.slice(0, -1)) answer instanceof Error ? behaviour.rejectsOnce(answer) : behaviour.resolvesOnce(answer);
    const last = answers.at(-1);
    last instanceof Error ? behaviour.rejects(last) : behaviour.resolves(last ?? {});
  };
  return { ssm, clock, run, looks };
}

test('parameters travel as values of our own document, to the one instance', async () => {
  const { ssm, run, looks } = setup();
  looks(status('Success', { ResponseCode: 0, StandardOutputContent: REPORT }));
  await run();
  expect(ssm.commandCalls(SendCommandCommand)[0]?.args[0].input).toEqual({
    DocumentName: 'reprise-taxcollector-fence-postgres',
    InstanceIds: [TARGET.instance],
    Parameters: { incident: ['inc-1'], token: ['7'] },
    TimeoutSeconds: 30,
  });
});

describe('a program that ran to its end', () => {
  test('hands over the last report it printed', async () => {
    const { run, looks } = setup();
    looks(
      notYet(),
      status('Pending'),
      status('InProgress'),
      status('Success', { ResponseCode: 0, StandardOutputContent: `{"a":1}\nlog\n${REPORT}\n` }),
    );
    expect(await run()).toEqual({
      kind: 'finished',
      commandId: 'c-1',
      exitCode: 0,
      stderr: '',
      report: { program: 'fence-postgres', outcome: 'fenced', stopped: true, fenceFile: true },
    });
  });

  test('keeps exit code and stderr when it failed, and no report when it printed none', async () => {
    const { run, looks } = setup();
    looks(status('Failed', { ResponseCode: 3, StandardOutputContent: 'half a line {', StandardErrorContent: ' no such unit \n' }));
    expect(await run()).toEqual({ kind: 'finished', commandId: 'c-1', exitCode: 3, stderr: 'no such unit' });
  });

  test('is found although looks are throttled or broken meanwhile', async () => {
    const { run, looks } = setup();
    looks(refusal('ThrottlingException'), reset(), refusal('InternalServerError', 500), status('Success', { ResponseCode: 0 }));
    expect(await run()).toMatchObject({ kind: 'finished', exitCode: 0 });
  });
});

describe('certainly nothing ran', () => {
  test.each(['InvalidInstanceId', 'InvalidDocument', 'InvalidParameters', 'AccessDeniedException'])(
    'SendCommand refused with %s',
    async (name) => {
      const { ssm, run } = setup();
      ssm.on(SendCommandCommand).rejects(refusal(name));
      expect(await run()).toEqual({ kind: 'not-run', why: expect.stringContaining(name) });
      expect(ssm.commandCalls(SendCommandCommand)).toHaveLength(1);
    },
  );

  test('nobody listened at the endpoint', async () => {
    const { ssm, run } = setup();
    ssm.on(SendCommandCommand).rejects(Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' }));
    expect(await run()).toMatchObject({ kind: 'not-run' });
  });

  test.each([
    ['Failed', 'Undeliverable'],
    ['Failed', 'Undeliverable '],
    ['TimedOut', 'Delivery Timed Out'],
    ['TimedOut', 'DeliveryTimedOut'],
  ])('the command was never handed over: %s / %s', async (Status, StatusDetails) => {
    const { run, looks } = setup();
    looks(status('Pending'), status(Status, { StatusDetails }));
    expect(await run()).toMatchObject({ kind: 'not-run', commandId: 'c-1' });
  });
});

describe('it may have run', () => {
  test.each([
    ['the connection broke', reset()],
    ['AWS answered 500', refusal('InternalServerError', 500)],
    ['AWS answered 503', refusal('ServiceUnavailable', 503)],
  ])('%s during SendCommand: it is not sent again', async (_, failure) => {
    const { ssm, run } = setup();
    ssm.on(SendCommandCommand).rejects(failure);
    expect(await run()).toMatchObject({ kind: 'unknown' });
    expect(ssm.commandCalls(SendCommandCommand)).toHaveLength(1);
  });

  test.each([
    ['cancelled', [status('Cancelled')]],
    ['cancelled before anybody saw it delivered', [status('Pending'), status('Cancelled')]],
    ['timed out while running', [status('InProgress'), status('TimedOut', { StatusDetails: 'Execution Timed Out' })]],
    ['expired after it was delivered', [status('InProgress'), status('TimedOut', { StatusDetails: 'Delivery Timed Out' })]],
    [
      'expired after it started',
      [status('TimedOut', { StatusDetails: 'DeliveryTimedOut', ExecutionStartDateTime: '2026-11-23T10:00:00Z' })],
    ],
    ['terminated by the system', [status('Cancelled', { StatusDetails: 'Terminated' })]],
    ['failed without an exit code', [status('Failed')]],
    ['ended in a way nobody documented', [status('Evaporated' as never)]],
  ])('the command was %s', async (_, answers) => {
    const { run, looks } = setup();
    looks(...answers);
    expect(await run()).toMatchObject({ kind: 'unknown', commandId: 'c-1' });
  });
});

describe('when the patience ends', () => {
  test('the command is taken back, and its outcome stays unknown', async () => {
    const { ssm, clock, run, looks } = setup();
    looks(status('Pending'));
    expect(await run()).toEqual({ kind: 'unknown', commandId: 'c-1', why: expect.stringContaining('Pending') });
    expect(ssm.commandCalls(CancelCommandCommand)[0]?.args[0].input).toEqual({ CommandId: 'c-1', InstanceIds: [TARGET.instance] });
    expect(clock.slept.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(PATIENCE);
  });

  test('a program that ended at the last moment counts as ended', async () => {
    const { ssm, run, looks } = setup();
    looks(status('InProgress'));
    ssm.on(CancelCommandCommand).callsFake(async () => {
      ssm.on(GetCommandInvocationCommand).resolves(status('Success', { ResponseCode: 0, StandardOutputContent: REPORT }));
      return {};
    });
    expect(await run()).toMatchObject({ kind: 'finished', report: { outcome: 'fenced' } });
  });

  test('it says so when the command could not be taken back', async () => {
    const { ssm, run, looks } = setup();
    looks(notYet());
    ssm.on(CancelCommandCommand).rejects(refusal('InternalServerError', 500));
    expect(await run()).toMatchObject({ kind: 'unknown', why: expect.stringContaining('could not be taken back') });
  });
});

describe('throttling of SendCommand', () => {
  test('is waited out, because a throttled request did nothing', async () => {
    const { ssm, run, looks } = setup();
    ssm
      .on(SendCommandCommand)
      .rejectsOnce(refusal('ThrottlingException'))
      .resolves({ Command: { CommandId: 'c-2' } });
    looks(status('Success', { ResponseCode: 0 }));
    expect(await run()).toMatchObject({ kind: 'finished', commandId: 'c-2' });
  });

  test('that lasts means that nothing ran', async () => {
    const { ssm, run } = setup();
    ssm.on(SendCommandCommand).rejects(refusal('ThrottlingException'));
    expect(await run()).toMatchObject({ kind: 'not-run' });
  });
});
