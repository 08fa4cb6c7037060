import { ACCOUNT, failure, machineOf, result, runToEnd, STEP } from '../support/cloud/machine.ts';

const succeed = { Type: 'Succeed' };
const task = (more: object) => ({ Type: 'Task', Resource: STEP, TimeoutSeconds: 60, ...more });
const machine = (States: object, more: object = {}) => ({ StartAt: Object.keys(States)[0], States, ...more });
const caught = { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Held' }] };

test('an execution passes each state’s output on and ends with its path and output', async () => {
  const seen: unknown[] = [];
  const step = (input: unknown) => {
    seen.push(input);
    return result({ lag: 3 });
  };
  const definition = machine({ Look: task({ Parameters: { 'node.$': '$.node' }, ResultPath: '$.look', Next: 'Done' }), Done: succeed });
  const { execution, events } = await runToEnd(definition, { node: 'db-1' }, { step });
  expect(seen).toEqual([{ node: 'db-1' }]);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', path: ['Look', 'Done'], output: { node: 'db-1', look: { lag: 3 } } });
  expect(events.map((event) => event.kind)).toEqual([
    'execution-started',
    'state-entered',
    'state-left',
    'state-entered',
    'state-left',
    'execution-ended',
  ]);
});

test('a Catch gets the error’s name and, as Cause, the JSON text of what Lambda reported', async () => {
  const definition = machine({ Fence: task({ ...caught, End: true }), Held: succeed });
  const { execution, events } = await runToEnd(definition, {}, { step: () => failure('FencingFailed', 'the old primary may still write') });
  const { failure: error } = execution.output as { failure: { Error: string; Cause: string } };
  expect(error.Error).toBe('FencingFailed');
  expect(JSON.parse(error.Cause)).toEqual({ errorType: 'FencingFailed', errorMessage: 'the old primary may still write', trace: [] });
  expect(execution.path).toEqual(['Fence', 'Held']);
  expect(events.find((event) => event.kind === 'state-failed')).toMatchObject({ state: 'Fence', error: 'FencingFailed' });
});

test('only the Catch that names the error takes it', async () => {
  const Catch = [
    { ErrorEquals: ['TwoPrimaries'], Next: 'Stopped' },
    { ErrorEquals: ['States.ALL'], Next: 'Held' },
  ];
  const definition = machine({ Assess: task({ Catch, End: true }), Held: succeed, Stopped: succeed });
  const split = await runToEnd(definition, {}, { step: () => failure('TwoPrimaries', 'db-1 and db-2') });
  const other = await runToEnd(definition, {}, { step: () => failure('DatabaseUnreachable', 'db-1') });
  expect([split.execution.path.at(-1), other.execution.path.at(-1)]).toEqual(['Stopped', 'Held']);
});

test('an error nobody catches fails the execution in the state it came from', async () => {
  const { execution } = await runToEnd(machine({ Fence: task({ End: true }) }), {}, { step: () => failure('FencingFailed', 'no answer') });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'FencingFailed', path: ['Fence'] });
  expect(execution.endedAt).toBeDefined();
});

test('a Fail state takes error and cause from the state’s data', async () => {
  const definition = machine({ Held: { Type: 'Fail', ErrorPath: '$.error', CausePath: '$.reason' } });
  const { execution } = await runToEnd(definition, { error: 'HeldForAPerson', reason: 'only we cannot reach db-1' });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'HeldForAPerson', cause: 'only we cannot reach db-1', path: ['Held'] });
});

test('a task that takes longer than its time limit fails with States.Timeout, which can be caught', async () => {
  const definition = machine({ Promote: task({ TimeoutSeconds: 1, ...caught, End: true }), Held: succeed });
  const { execution } = await runToEnd(definition, {}, { step: () => new Promise(() => undefined) });
  expect(execution.output).toMatchObject({ failure: { Error: 'States.Timeout' } });
  expect(execution.path).toEqual(['Promote', 'Held']);
});

test('a machine that takes longer than its time limit ends TIMED_OUT', async () => {
  const definition = machine({ Wait: { Type: 'Wait', Seconds: 30, Next: 'Done' }, Done: succeed }, { TimeoutSeconds: 1 });
  const { execution } = await runToEnd(definition, {});
  expect(execution).toMatchObject({ status: 'TIMED_OUT', path: ['Wait'] });
});

test('a Choice without a matching rule and without a default fails', async () => {
  const definition = machine({
    Verdict: { Type: 'Choice', Choices: [{ Variable: '$.verdict', StringEquals: 'down', Next: 'Done' }] },
    Done: succeed,
  });
  expect((await runToEnd(definition, { verdict: 'down' })).execution.status).toBe('SUCCEEDED');
  expect((await runToEnd(definition, { verdict: 'blind' })).execution).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
});

test('an effectful task without Retry runs once, one with Retry runs again', async () => {
  let calls = 0;
  const step = () => (++calls === 1 ? failure('NotYet', 'replay is behind') : result({}));
  const Retry = [{ ErrorEquals: ['NotYet'], IntervalSeconds: 1, MaxAttempts: 2 }];
  expect((await runToEnd(machine({ Look: task({ Retry, End: true }) }), {}, { step })).execution.status).toBe('SUCCEEDED');
  expect(calls).toBe(2);
  calls = 0;
  expect((await runToEnd(machine({ Promote: task({ End: true }) }), {}, { step })).execution.status).toBe('FAILED');
  expect(calls).toBe(1);
});

test('the context object tells execution, machine and state', async () => {
  const Parameters = {
    'execution.$': '$$.Execution.Id',
    'state.$': '$$.State.Name',
    'entered.$': '$$.State.EnteredTime',
    'started.$': '$$.Execution.StartTime',
    'machine.$': '$$.StateMachine.Name',
    'input.$': '$$.Execution.Input',
  };
  const seen: Record<string, string>[] = [];
  const step = (input: unknown) => {
    seen.push(input as Record<string, string>);
    return result({});
  };
  const definition = machine({ Open: task({ Parameters, Next: 'Look' }), Look: task({ Parameters, End: true }) });
  const { execution } = await runToEnd(definition, { reason: 'drill' }, { step });
  expect(seen.map((one) => one.state)).toEqual(['Open', 'Look']);
  expect(seen[0]).toMatchObject({ execution: execution.arn, machine: 'failover', input: { reason: 'drill' } });
  expect(execution.arn).toBe(`arn:aws:states:eu-west-3:${ACCOUNT}:execution:failover:${execution.name}`);
  for (const time of [seen[0]?.entered, seen[0]?.started]) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
});

test('a machine whose role may not invoke the function fails as in AWS', async () => {
  const { execution, events } = await runToEnd(machine({ Look: task({ End: true }) }), {}, { allowed: [`${STEP}-other`] });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Lambda.AWSLambdaException' });
  expect(execution.cause).toContain('is not authorized to perform: lambda:InvokeFunction');
  expect(events).toContainEqual(expect.objectContaining({ kind: 'denied', action: 'lambda:InvokeFunction', resource: STEP }));
});

test('more than 256 KiB of data ends the execution, and no Catch takes it', async () => {
  const definition = machine({ Look: task({ ...caught, End: true }), Held: succeed });
  const { execution } = await runToEnd(definition, {}, { step: () => result('x'.repeat(256 * 1024)) });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded', path: ['Look'] });
  expect((await runToEnd(definition, {}, { step: () => result('x'.repeat(255 * 1024)) })).execution.status).toBe('SUCCEEDED');
});

test('data that only grows too large by what was there before ends the execution too', async () => {
  const definition = machine({ Look: task({ ResultPath: '$.look', Next: 'Wait' }), Wait: { Type: 'Wait', Seconds: 30, End: true } });
  const { execution } = await runToEnd(definition, { before: 'x'.repeat(200 * 1024) }, { step: () => result('x'.repeat(200 * 1024)) });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('an execution that is stopped ends ABORTED', async () => {
  const { machine: one } = machineOf(machine({ Wait: { Type: 'Wait', Seconds: 30, End: true } }));
  const execution = one.start({}, 'a test');
  await one.stop();
  expect(execution).toMatchObject({ status: 'ABORTED', path: ['Wait'] });
});

test('two executions of a machine run side by side', async () => {
  const waiting: (() => void)[] = [];
  const { machine: one } = machineOf(machine({ Look: task({ End: true }) }), {
    step: (input) => new Promise((resolve) => waiting.push(() => resolve(result(input)))),
  });
  const executions = [one.start({ n: 1 }, 'a test'), one.start({ n: 2 }, 'a test')];
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const go of waiting.reverse()) go();
  while (executions.some((execution) => execution.status === 'RUNNING')) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(executions.map((execution) => execution.output)).toEqual([{ n: 1 }, { n: 2 }]);
});

test.each<[string, object, string]>([
  ['JSONata', machine({ A: succeed }, { QueryLanguage: 'JSONata' }), 'the lab cannot emulate JSONata'],
  [
    'variables',
    machine({ A: { Type: 'Pass', Assign: { a: 1 }, End: true } }),
    'the lab cannot emulate Assign (machine failover, state "A")',
  ],
  [
    'a service integration',
    machine({ A: task({ Resource: 'arn:aws:states:::sns:publish', End: true }) }),
    'the task resource arn:aws:states:::sns:publish',
  ],
  [
    'an intrinsic function in a cause',
    machine({ A: { Type: 'Fail', Error: 'A', CausePath: "States.Format('{}', $.a)" } }),
    'an intrinsic function in ErrorPath or CausePath',
  ],
  ['a false Pass result', machine({ A: { Type: 'Pass', Result: false, End: true } }), 'the Pass result false'],
  ['a heartbeat', machine({ A: task({ HeartbeatSeconds: 3, End: true }) }), 'HeartbeatSeconds'],
  [
    'the state’s name inside a branch',
    machine({
      P: { Type: 'Parallel', End: true, Branches: [machine({ A: { Type: 'Pass', Parameters: { 'n.$': '$$.State.Name' }, End: true } })] },
    }),
    'that part of the context object inside a branch',
  ],
  ['a function that is not deployed', machine({ A: task({ Resource: `${STEP}-gone`, End: true }) }), 'which is not deployed in eu-west-3'],
])('a machine with %s is refused when it is deployed', (_, definition, message) => {
  expect(() => machineOf(definition)).toThrow(message);
});
