import { ACCOUNT, machineOf, OTHER, runToEnd } from '../support/cloud/machine.ts';
import { eventually } from '../support/eventually.ts';

const start = (Parameters: object, more: object = {}) => ({
  StartAt: 'Escalate',
  States: {
    Escalate: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Parameters,
      ResultPath: '$.escalation',
      ...more,
      End: true,
    },
  },
});
const incident = start({ StateMachineArn: OTHER, 'Name.$': '$.incident', Input: { 'severity.$': '$.severity' } });

async function ended(one: ReturnType<typeof machineOf>, input: object) {
  const execution = one.machine.start(input, 'a test');
  await eventually(() => execution.status !== 'RUNNING');
  return execution;
}

test('a task starts an execution under its name and goes on without waiting for its end', async () => {
  const one = machineOf(incident);
  const { output } = await ended(one, { incident: 'inc-1', severity: 'P1' });
  const [started] = one.other.executions;
  expect(started).toMatchObject({ name: 'inc-1', input: { severity: 'P1' }, status: 'RUNNING' });
  expect(started?.arn).toBe(`arn:aws:states:eu-west-3:${ACCOUNT}:execution:other:inc-1`);
  expect(output).toMatchObject({ escalation: { ExecutionArn: started?.arn, StartDate: started?.startedAt } });
  await one.other.stop();
});

test('the same name with the same input answers the execution that runs; with another input it is refused, and after its end always', async () => {
  const one = machineOf(incident);
  const first = await ended(one, { incident: 'inc-1', severity: 'P1' });
  expect((await ended(one, { incident: 'inc-1', severity: 'P1' })).output).toEqual(first.output);
  expect(one.other.executions).toHaveLength(1);
  const refused = { status: 'FAILED', error: 'StepFunctions.ExecutionAlreadyExistsException' };
  expect(await ended(one, { incident: 'inc-1', severity: 'P2' })).toMatchObject(refused);
  await one.other.stop();
  expect(await ended(one, { incident: 'inc-1', severity: 'P1' })).toMatchObject(refused);
});

test('input may be JSON text, and a name is made up when none is given', async () => {
  const one = machineOf(start({ StateMachineArn: OTHER, 'Input.$': '$.text' }));
  expect((await ended(one, { text: '{"a":1}' })).status).toBe('SUCCEEDED');
  expect(one.other.executions).toMatchObject([{ input: { a: 1 }, name: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  expect(await ended(one, { text: 'no JSON' })).toMatchObject({ error: 'StepFunctions.InvalidExecutionInputException' });
  await one.other.stop();
});

test.each([
  [
    'a machine that is not there',
    start({ StateMachineArn: `${OTHER}-gone` }),
    [`${OTHER}-gone`],
    'StepFunctions.StateMachineDoesNotExistException',
  ],
  ['a machine its role may not start', start({ StateMachineArn: OTHER }), [`${OTHER}-gone`], 'StepFunctions.AWSStepFunctionsException'],
  ['a name Step Functions does not take', start({ StateMachineArn: OTHER, Name: 'a b' }), [OTHER], 'StepFunctions.InvalidNameException'],
])('%s fails the task by name, and a Catch takes it', async (_, definition, startable, error) => {
  expect((await runToEnd(definition, {}, { startable })).execution).toMatchObject({ status: 'FAILED', error });
  const { States } = definition;
  const Catch = [{ ErrorEquals: [error], Next: 'Go on' }];
  const caught = { ...definition, States: { Escalate: { ...States.Escalate, Catch }, 'Go on': { Type: 'Succeed' } } };
  expect((await runToEnd(caught, {}, { startable })).execution).toMatchObject({ status: 'SUCCEEDED', path: ['Escalate', 'Go on'] });
});

test('what the lab does not carry out of StartExecution is refused when the machine is deployed', () => {
  expect(() => machineOf(start({ StateMachineArn: OTHER, TraceHeader: 'x' }))).toThrow(
    'the lab cannot emulate TraceHeader of StartExecution',
  );
  const waits = {
    ...incident,
    States: { Escalate: { ...incident.States.Escalate, Resource: 'arn:aws:states:::states:startExecution.sync:2' } },
  };
  expect(() => machineOf(waits)).toThrow('the task resource arn:aws:states:::states:startExecution.sync:2');
});

test('the bus hears when an execution starts and when it ends', async () => {
  const one = machineOf({ StartAt: 'Held', States: { Held: { Type: 'Fail', Error: 'HeldForAPerson', Cause: 'asked' } } });
  const execution = await ended(one, { incident: 'inc-1' });
  const common = { executionArn: execution.arn, stateMachineArn: one.machine.arn, name: execution.name, input: '{"incident":"inc-1"}' };
  await eventually(() => one.busEvents.length === 2);
  expect(one.busEvents).toMatchObject([
    { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', resources: [execution.arn] },
    { account: ACCOUNT, region: 'eu-west-3' },
  ]);
  expect(one.busEvents.map((event) => event.detail)).toMatchObject([
    { ...common, status: 'RUNNING', startDate: Date.parse(execution.startedAt), stopDate: null, output: null, outputDetails: null },
    { ...common, status: 'FAILED', stopDate: Date.parse(execution.endedAt ?? ''), error: 'HeldForAPerson', cause: 'asked' },
  ]);
});

test('data too large for an event is left out of it, and it says so', async () => {
  const one = machineOf({ StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } });
  await ended(one, { text: 'x'.repeat(150 * 1024) });
  await eventually(() => one.busEvents.length === 2);
  expect(one.busEvents.map(({ detail }) => [detail.inputDetails, detail.outputDetails])).toEqual([
    [{ included: true }, null],
    [{ included: false }, { included: true }],
  ]);
});
