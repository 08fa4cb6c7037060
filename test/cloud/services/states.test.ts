import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createStates } from '../../../lab/cloud/states/create-states.ts';
import { failure, machineOf, result, STEP } from '../../support/cloud/machine.ts';
import { credentials, errorOf, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';
import { eventually } from '../../support/eventually.ts';

const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Held' }];
const definition = {
  StartAt: 'Look',
  States: {
    Look: { Type: 'Task', Resource: STEP, ResultPath: '$.look', Next: 'Verdict' },
    Verdict: { Type: 'Choice', Choices: [{ Variable: '$.look.down', BooleanEquals: true, Next: 'Fence' }], Default: 'Held' },
    Fence: { Type: 'Task', Resource: STEP, Catch, End: true },
    Held: { Type: 'Pass', End: true },
  },
};
let surroundings: Surroundings;
let one: ReturnType<typeof machineOf>;
let served: Served;
let client: SFNClient;

beforeEach(async () => {
  let calls = 0;
  one = machineOf(definition, { step: () => (++calls === 1 ? result({ down: true }) : failure('FencingFailed', 'it may still write')) });
  surroundings = new Surroundings();
  served = await serve(
    createStates(surroundings.context, one.tokens, () => [one.other, one.machine]),
    surroundings,
  );
  client = new SFNClient({ endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await one.other.stop();
  await served.stop();
});

async function ended() {
  const execution = one.machine.start({ reason: 'drill' }, 'a test');
  await eventually(() => execution.status !== 'RUNNING');
  return execution;
}

test('the history tells every state that was entered and left, the failures, beginning and end', async () => {
  const { arn: executionArn, startedAt } = await ended();
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  const told = (event: HistoryEvent) => [event.type, (event.stateEnteredEventDetails ?? event.stateExitedEventDetails)?.name];
  expect(events.map(told)).toEqual([
    ['ExecutionStarted', undefined],
    ['TaskStateEntered', 'Look'],
    ['TaskStateExited', 'Look'],
    ['ChoiceStateEntered', 'Verdict'],
    ['ChoiceStateExited', 'Verdict'],
    ['TaskStateEntered', 'Fence'],
    ['TaskFailed', undefined],
    ['TaskStateExited', 'Fence'],
    ['PassStateEntered', 'Held'],
    ['PassStateExited', 'Held'],
    ['ExecutionSucceeded', undefined],
  ]);
  expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
  expect(events[0]?.timestamp).toEqual(new Date(startedAt));
  expect(events[1]?.stateEnteredEventDetails?.input).toBe('{"reason":"drill"}');
  expect(events[6]?.taskFailedEventDetails?.error).toBe('FencingFailed');
  expect(surroundings.authorized).toEqual([{ action: 'states:GetExecutionHistory', resource: executionArn }]);
});

test('a history is handed out in pages, also from its end', async () => {
  const { arn: executionArn } = await ended();
  const ids: (number | undefined)[] = [];
  for await (const page of paginateGetExecutionHistory({ client, pageSize: 4 }, { executionArn, reverseOrder: true })) {
    expect(page.events?.length).toBeLessThanOrEqual(4);
    ids.push(...(page.events ?? []).map((event) => event.id));
  }
  expect(ids).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test('an execution is described while it runs and afterwards', async () => {
  const { executionArn, startDate } = await client.send(
    new StartExecutionCommand({ stateMachineArn: one.other.arn, name: 'inc-1', input: '{"severity":"P1"}' }),
  );
  const running = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(running).toMatchObject({
    name: 'inc-1',
    status: 'RUNNING',
    startDate,
    input: '{"severity":"P1"}',
    stateMachineArn: one.other.arn,
  });
  expect(running.stopDate).toBeUndefined();
  const over = await ended();
  const described = await client.send(new DescribeExecutionCommand({ executionArn: over.arn }));
  expect(described).toMatchObject({ status: 'SUCCEEDED', stopDate: new Date(over.endedAt ?? ''), output: JSON.stringify(over.output) });
  expect(surroundings.authorized.map((one) => one.action)).toEqual([
    'states:StartExecution',
    'states:DescribeExecution',
    'states:DescribeExecution',
  ]);
});

test('what is not there or not JSON is refused in the words of the API', async () => {
  const executionArn = `${one.machine.arn.replace('stateMachine', 'execution')}:none`;
  expect(await errorOf(client.send(new GetExecutionHistoryCommand({ executionArn })))).toMatchObject({ name: 'ExecutionDoesNotExist' });
  expect(await errorOf(client.send(new DescribeExecutionCommand({ executionArn })))).toMatchObject({ name: 'ExecutionDoesNotExist' });
  const start = (stateMachineArn: string, input: string) => client.send(new StartExecutionCommand({ stateMachineArn, input }));
  expect(await errorOf(start(`${one.other.arn}-gone`, '{}'))).toMatchObject({ name: 'StateMachineDoesNotExist' });
  expect(await errorOf(start(one.other.arn, 'no JSON'))).toMatchObject({ name: 'InvalidExecutionInput' });
  surroundings.denied.add('states:GetExecutionHistory');
  const denied = client.send(new GetExecutionHistoryCommand({ executionArn: (await ended()).arn }));
  expect(await errorOf(denied)).toMatchObject({ name: 'AccessDeniedException' });
});
