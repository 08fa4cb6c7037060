import { TaskTokens } from '../../../lab/cloud/states/task-tokens.ts';

const codeOf = (attempt: () => void) => {
  try {
    attempt();
    return 'taken';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

test('a waiting task gets the answer once; a second one finds nobody', async () => {
  const tokens = new TaskTokens();
  const answer = tokens.wait('one');
  tokens.succeed('one', '{"decision":"approve"}');
  expect(await answer).toEqual({ decision: 'approve' });
  expect(codeOf(() => tokens.succeed('one', '{}'))).toBe('TaskDoesNotExist');
});

test('an unknown token, output that is no JSON, a task that timed out and one whose execution ended are refused as Step Functions does', () => {
  const tokens = new TaskTokens();
  expect(codeOf(() => tokens.succeed('none', '{}'))).toBe('InvalidToken');
  void tokens.wait('one');
  expect(codeOf(() => tokens.succeed('one', 'approve'))).toBe('InvalidOutput');
  void tokens.wait('late');
  tokens.forget('late', 'timed out');
  expect(codeOf(() => tokens.succeed('late', '{}'))).toBe('TaskTimedOut');
  tokens.forget('one');
  expect(codeOf(() => tokens.succeed('one', '{}'))).toBe('TaskDoesNotExist');
});
