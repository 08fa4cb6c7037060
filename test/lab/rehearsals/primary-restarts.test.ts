import { expectPassed, expectUntouched } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

test('a primary that comes back within the restart grace is a false alarm: nothing is fenced, nothing is promoted', async () => {
  const finished = await runRehearsal('primary-restarts');
  expectPassed(finished, 'primary-restarts');
  expectUntouched(finished);
  expect(finished.report.endState).toBe('False alarm');
});
