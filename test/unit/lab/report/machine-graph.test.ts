import { machineGraph } from '../../../../lab/report/machine-graph.ts';

const definition = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Next: 'Answer?',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
    },
    'Answer?': { Type: 'Choice', Choices: [{ Next: 'Ask' }, { Next: 'Done' }, { Next: 'Done' }], Default: 'Failed' },
    Done: { Type: 'Succeed' },
    Failed: { Type: 'Fail' },
  },
} as unknown as Parameters<typeof machineGraph>[0];

test('a way for each state that one may lead to, by its first reason, with how often it was taken', () => {
  expect(machineGraph(definition, ['Ask', 'Answer?', 'Ask', 'Answer?', 'Done']).transitions).toEqual([
    { from: 'Ask', to: 'Answer?', by: 'next', taken: 2 },
    { from: 'Ask', to: 'Failed', by: 'failure', taken: 0 },
    { from: 'Answer?', to: 'Ask', by: 'answer', taken: 1 },
    { from: 'Answer?', to: 'Done', by: 'answer', taken: 1 },
    { from: 'Answer?', to: 'Failed', by: 'no answer', taken: 0 },
  ]);
});

test('a task with a token waits for a person, and no other state does', () => {
  const { states } = machineGraph(definition, []);
  expect(states.filter((state) => state.waitsForPerson).map((state) => state.name)).toEqual(['Ask']);
});

test('a state inside a branch is none of the graph: the way around it is kept', () => {
  const { transitions } = machineGraph(definition, ['Ask', 'inside a branch', 'Answer?']);
  expect(transitions.find((way) => way.to === 'Answer?')?.taken).toBe(1);
});
