import { expectPassed } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

test('standby-lost --approve: a person accepts a bounded loss, and clients write again without waiting for standbys that are gone', async () => {
  const finished = await runRehearsal('standby-lost', '--approve');
  expectPassed(finished, 'standby-lost');
  expect(finished.status).toBe(0);
  const { report, details, output } = finished;
  expect(report.endState).toBe('Recovered');
  expect(report.measured).toMatchObject({ acknowledgedWritesLost: 0, writesAcceptedByFencedNode: 0 });
  expect(report.states.map((state) => state.name)).toContain('Ask whether to promote the candidate');
  expect(report.measured.dataLossSeconds).toBeGreaterThan(0);
  expect(details.lossStatement).toMatch(/at most the last \d+ s may be lost .*; not proven to be zero/);
  expect(output).toContain('a person answers promote-candidate: approve');
  const [last] = details.messages.slice(-1);
  expect(last?.subject).toMatch(/^\[RESOLU\]/);
  expect(last?.body).toMatch(/Perte de données : les écritures acquittées des dernières \d+ s au plus peuvent être perdues/);
});
