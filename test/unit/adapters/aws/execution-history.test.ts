import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { stepFunctionsHistory } from '../../../../lambdas/adapters/aws/execution-history.ts';
import { EXECUTION } from '../../../support/people/timelines.ts';
import { after } from '../../../support/ports/builders.ts';

const event = (seconds: number, type: string, name?: string): HistoryEvent => ({
  id: seconds,
  type: type as NonNullable<HistoryEvent['type']>,
  timestamp: new Date(after(seconds)),
  ...(type.endsWith('StateEntered') ? { stateEnteredEventDetails: { name } } : {}),
  ...(type.endsWith('StateExited') ? { stateExitedEventDetails: { name } } : {}),
});

const answering = (...pages: HistoryEvent[][]) => {
  const sfn = mockClient(SFNClient);
  pages.forEach((events, index) => {
    const answer = { events, ...(index + 1 < pages.length ? { nextToken: `page ${index + 1}` } : {}) };
    sfn.on(GetExecutionHistoryCommand, index === 0 ? { executionArn: EXECUTION } : { nextToken: `page ${index}` }).resolves(answer);
  });
  return sfn;
};

test('stays are in the order of entering, over all pages; what was not left is not among them', async () => {
  const sfn = answering(
    [
      event(0, 'ExecutionStarted'),
      event(1, 'TaskStateEntered', 'Assess primary'),
      event(2, 'LambdaFunctionScheduled'),
      event(3, 'TaskStateExited', 'Assess primary'),
    ],
    [event(3, 'ChoiceStateEntered', 'What does the evidence say?'), event(3, 'ChoiceStateExited', 'What does the evidence say?')],
    [event(4, 'TaskStateEntered', 'Fence old primary'), event(5, 'ExecutionAborted')],
  );
  expect(await stepFunctionsHistory('eu-west-3').stays(EXECUTION)).toEqual([
    { state: 'Assess primary', enteredAt: after(1), exitedAt: after(3) },
    { state: 'What does the evidence say?', enteredAt: after(3), exitedAt: after(3) },
  ]);
  expect(sfn.commandCalls(GetExecutionHistoryCommand).map((call) => call.args[0].input)).toEqual([
    { executionArn: EXECUTION, maxResults: 1000, includeExecutionData: false },
    { executionArn: EXECUTION, maxResults: 1000, includeExecutionData: false, nextToken: 'page 1' },
    { executionArn: EXECUTION, maxResults: 1000, includeExecutionData: false, nextToken: 'page 2' },
  ]);
});

test('a state that was entered twice is two stays, also when the first was never left', async () => {
  answering([
    event(1, 'TaskStateEntered', 'Assess primary'),
    event(2, 'TaskStateExited', 'Assess primary'),
    event(3, 'TaskStateEntered', 'Assess primary'),
    event(4, 'TaskStateExited', 'Assess primary'),
    event(5, 'TaskStateExited', 'never entered'),
  ]);
  expect(await stepFunctionsHistory('eu-west-3').stays(EXECUTION)).toEqual([
    { state: 'Assess primary', enteredAt: after(1), exitedAt: after(2) },
    { state: 'Assess primary', enteredAt: after(3), exitedAt: after(4) },
  ]);
});

test('a history that never ends is read no further than an execution can be long', async () => {
  const sfn = mockClient(SFNClient);
  sfn.on(GetExecutionHistoryCommand).resolves({ nextToken: 'again' });
  expect(await stepFunctionsHistory('eu-west-3').stays(EXECUTION)).toEqual([]);
  expect(sfn.commandCalls(GetExecutionHistoryCommand)).toHaveLength(25);
});

test('a history that does not answer is named', async () => {
  mockClient(SFNClient)
    .on(GetExecutionHistoryCommand)
    .rejects(Object.assign(new Error('gone'), { name: 'ExecutionDoesNotExist' }));
  await expect(stepFunctionsHistory('eu-west-3').stays(EXECUTION)).rejects.toMatchObject({
    name: 'DependencyUnavailable',
    message: `history of ${EXECUTION}: ExecutionDoesNotExist: gone`,
  });
});
