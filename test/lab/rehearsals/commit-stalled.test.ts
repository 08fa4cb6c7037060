import { expectPassed } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

test('a primary whose standbys hang is relieved of them: nothing is promoted, writes are back, and the end is red', async () => {
  const finished = await runRehearsal('commit-stalled');
  expectPassed(finished, 'commit-stalled');
  const { report, details } = finished;
  expect(report.endState).toBe('Writing, less durable');
  expect(report.database.after).toEqual(report.database.before);
  expect(report.measured).toMatchObject({ recoveryTimeSeconds: null, acknowledgedWritesLost: 0 });
  expect(details.executions).toMatchObject([{ status: 'FAILED', error: 'DurabilityDegraded' }]);
  expect(report.notifications.map((one) => one.subject)).toContain('[P1] ACTION REQUISE TaxCollector - la base ecrit, durabilite reduite');
  const [message] = details.messages.filter((one) => one.subject.includes('durabilite'));
  expect(message?.body).toContain('db_2, db_3');
});
