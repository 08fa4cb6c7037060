import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectPassed, expectUntouched } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

const OWN = join(import.meta.dirname, '../../../config/taxcollector.plan.yaml');
const folder = mkdtempSync(join(tmpdir(), 'reprise-plan-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The plan with less patience: eight seconds out of sight show the same as thirty. */
function lessPatient(): string {
  const file = join(folder, 'less-patient.plan.yaml');
  const plan = readFileSync(OWN, 'utf8').replace('unreachablePatience: 30s', 'unreachablePatience: 8s');
  expect(plan).toContain('unreachablePatience: 8s');
  writeFileSync(file, plan);
  return file;
}

test('a primary that only the functions cannot reach stays primary: people are paged and writes never stop', async () => {
  const finished = await runRehearsal('network-split', '--plan', lessPatient());
  expectPassed(finished, 'network-split');
  expectUntouched(finished);
  const { report, details } = finished;
  expect(report.endState).toBe('Held for a person');
  expect(details.executions).toMatchObject([{ status: 'FAILED', error: 'HeldForAPerson' }]);
  expect(report.notifications.map((one) => one.subject)).toContain('[P1] DECISION ATTENDUE TaxCollector - bascule suspendue');
});
