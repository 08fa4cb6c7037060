import { expectPassed, expectRecovered } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

test('a primary whose host is gone is fenced by stopping its instance, and replaced', async () => {
  const finished = await runRehearsal('host-lost');
  expectPassed(finished, 'host-lost');
  expectRecovered(finished);
  const names = finished.report.states.map((state) => state.name);
  expect(names).toEqual(expect.arrayContaining(['Fence old primary', "Stop old primary's instance", 'Check that the instance stopped']));
  expect(finished.output).toContain('is stopped');
});
