import { expectPassed, expectUntouched } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

test('a primary that only the functions cannot reach stays primary: people are paged and writes never stop', async () => {
  const finished = await runRehearsal('network-split');
  expectPassed(finished, 'network-split');
  expectUntouched(finished);
  const { report, details } = finished;
  expect(report.endState).toBe('Held for a person');
  expect(details.executions).toMatchObject([{ status: 'FAILED', error: 'HeldForAPerson' }]);
  expect(report.notifications.map((one) => one.subject)).toContain('[P1] DECISION ATTENDUE TaxCollector - bascule suspendue');
});
