import { expectPassed, expectRecovered } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

test('a killed primary is replaced: fenced by its host, nothing acknowledged lost, the record points at the new primary', async () => {
  const finished = await runRehearsal('primary-killed');
  expectPassed(finished, 'primary-killed');
  expectRecovered(finished);
  const { report, output } = finished;
  const names = report.states.map((state) => state.name);
  expect(names).toContain('Fence old primary');
  expect(names).not.toContain("Stop old primary's instance");
  const subjects = report.notifications.map((one) => one.subject);
  expect(subjects).toContain('ALARM: "reprise-taxcollector/database-failover/PrimaryNotWritable" in eu-west-3');
  expect(subjects.filter((subject) => subject.startsWith('['))).toEqual([
    '[P1] Incident TaxCollector - bascule de la base de donnees lancee',
    `[RESOLU] Incident TaxCollector - base de donnees retablie sur ${report.database.after.primary}`,
  ]);
  for (const sight of [
    'probe',
    'alarm',
    'state >  ',
    'state <  ',
    'fence-postgres on',
    'promote-standby on',
    'dns',
    'WRITES STOPPED',
    'WRITES ARE BACK',
  ])
    expect(output).toContain(sight);
});
