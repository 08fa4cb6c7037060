import { buildReport, reportKey } from '../../../lambdas/domain/incident-report.ts';
import { after, assessment, comparison, fenced, incident, planOf, primary } from '../../support/ports/builders.ts';

const plan = planOf();
const about = { region: 'eu-west-3', outcome: 'failed' as const, endState: 'Recovery failed', writtenAt: after(20) };

test('the report carries objectives, measurements, checklist and every step as it was', () => {
  const state = { incident: incident(), assessment: assessment(), fencing: fenced(), comparison: comparison() };
  const report = buildReport(plan, state, { ...about, database: [primary('db-2')] });
  expect(report).toMatchObject({
    schemaVersion: 1,
    incidentId: 'inc-1',
    scenario: 'database-failover',
    executionId: 'arn:execution:1',
    objectives: { rtoSeconds: 300, rpoSeconds: 3_600 },
    measured: { dataLossProven: true, dataLossBytes: 0, dataLossSeconds: 0, recoveryTime: null },
    steps: state,
    database: [{ node: 'db-2' }],
  });
  expect(report.checklist).toHaveLength(9);
});

test('without a candidate no loss is claimed', () => {
  const { candidate: _, ...nobody } = comparison({ action: 'hold' });
  expect(buildReport(plan, { comparison: nobody }, about).measured).toMatchObject({
    dataLossProven: false,
    dataLossBytes: null,
    dataLossSeconds: null,
  });
});

test('a false alarm shows the nodes as the assessment saw them; other ends show what was looked at then, or nothing', () => {
  const nodes = [primary('db-1')];
  const state = { assessment: assessment({ nodes }) };
  expect(buildReport(plan, state, { ...about, outcome: 'false-alarm' }).database).toEqual(nodes);
  expect(buildReport(plan, state, about).database).toBeNull();
  expect(buildReport(plan, {}, { ...about, outcome: 'false-alarm' }).database).toBeNull();
});

test('a failed attempt keeps its report beside that of the next one', () => {
  expect(reportKey('inc-1', 'failed', 7)).not.toBe(reportKey('inc-1', 'recovered', 8));
});
