import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { stepFunctionsCallback } from '../../../../lambdas/adapters/aws/task-callback.ts';

const states = mockClient(SFNClient);
beforeEach(() => states.reset());
const answer = () => stepFunctionsCallback('eu-west-3', new SFNClient({ region: 'eu-west-3' })).succeed('token-1', { decision: 'approve' });

test('the answer goes to the waiting task as JSON', async () => {
  states.on(SendTaskSuccessCommand).resolves({});
  expect(await answer()).toBe('taken');
  expect(states.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({ taskToken: 'token-1', output: '{"decision":"approve"}' });
});

test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('%s: nobody waits any more', async (name) => {
  states.on(SendTaskSuccessCommand).rejects(Object.assign(new Error(name), { name }));
  expect(await answer()).toBe('gone');
});

test('anything else is no answer', async () => {
  states.on(SendTaskSuccessCommand).rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
  await expect(answer()).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});
