import { failure, machineOf, result, runToEnd, STEP } from '../support/cloud/machine.ts';
import { eventually } from '../support/eventually.ts';

const waiting = (more: object) => ({
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: STEP, Payload: { 'token.$': '$$.Task.Token' } },
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Nobody' }],
      ...more,
      End: true,
    },
    Nobody: { Type: 'Succeed' },
  },
});
/** The path is read in the state's input, which the parameters do not carry. */
const byPath = waiting({ TimeoutSecondsPath: '$.patience' });

/** A function that keeps the tokens it is given. */
function keeper() {
  const tokens: string[] = [];
  const step = (input: unknown) => {
    tokens.push((input as { token: string }).token);
    return result({});
  };
  return { tokens, step };
}

test('a task waits for its token as long as the path in its input says', async () => {
  expect((await runToEnd(byPath, { patience: 1 })).execution.path).toEqual(['Ask', 'Nobody']);
});

test('an answer within that time goes on; the token is worth nothing afterwards', async () => {
  const { tokens, step } = keeper();
  const one = machineOf(byPath, { step });
  const execution = one.machine.start({ patience: 60 }, 'a test');
  const token = await eventually(() => tokens[0]);
  one.tokens.succeed(token, '{"answer":"approve"}');
  await eventually(() => execution.status !== 'RUNNING');
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { answer: 'approve' }, path: ['Ask'] });
  expect(() => one.tokens.succeed(token, '{}')).toThrow('Task does not exist anymore');
});

test('an answer after the time is told so', async () => {
  const { tokens, step } = keeper();
  const one = machineOf(byPath, { step });
  const execution = one.machine.start({ patience: 1 }, 'a test');
  await eventually(() => execution.status !== 'RUNNING');
  expect(() => one.tokens.succeed(tokens[0] ?? '', '{}')).toThrow('Task Timed Out');
});

test('every attempt has a token of its own', async () => {
  const tokens: string[] = [];
  const step = (input: unknown) => {
    tokens.push((input as { token: string }).token);
    return tokens.length === 1 ? failure('DependencyUnavailable', 'no answer') : result({});
  };
  const Retry = [{ ErrorEquals: ['DependencyUnavailable'], IntervalSeconds: 1, MaxAttempts: 1 }];
  const { execution } = await runToEnd(waiting({ TimeoutSeconds: 1, Retry }), {}, { step });
  expect(execution.path).toEqual(['Ask', 'Nobody']);
  expect(new Set(tokens).size).toBe(2);
});

test.each([0, 1.5, 'soon'])('a patience of %p ends the execution', async (patience) => {
  const { execution } = await runToEnd(byPath, { patience });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime', path: ['Ask'] });
});

test('an execution that is stopped while it waits leaves no token', async () => {
  const { tokens, step } = keeper();
  const one = machineOf(waiting({}), { step });
  const execution = one.machine.start({}, 'a test');
  const token = await eventually(() => tokens[0]);
  await one.machine.stop();
  expect(execution.status).toBe('ABORTED');
  await eventually(
    () => {
      try {
        one.tokens.succeed(token, '{}');
        return 'taken';
      } catch (error) {
        return (error as Error).message;
      }
    },
    (answer) => answer === 'Task does not exist anymore',
  );
});

test.each([
  [
    'a path for a task that does not wait',
    { Resource: STEP, TimeoutSecondsPath: '$.patience' },
    'TimeoutSecondsPath of a task that does not wait',
  ],
  ['States.TaskFailed for one that waits', { Retry: [{ ErrorEquals: ['States.TaskFailed'] }] }, 'States.TaskFailed for a task that waits'],
])('%s is refused', (_, more, message) => {
  expect(() => machineOf(waiting(more))).toThrow(message);
});
