import { readFileSync } from 'node:fs';
import { defaultPlan } from '../../../lib/plan/default-plan.ts';
import { expectPassed, expectUntouched } from '../../support/lab/expect-report.ts';
import { planFile } from '../../support/lab/plan-file.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

/** The plan with less patience: eight seconds out of sight show the same as thirty. */
const LESS_PATIENT = readFileSync(defaultPlan(), 'utf8').replace('unreachablePatience: 30s', 'unreachablePatience: 8s');
const file = planFile(LESS_PATIENT);

test('a primary that only the functions cannot reach stays primary: people are paged and writes never stop', async () => {
  expect(LESS_PATIENT).toContain('unreachablePatience: 8s');
  const finished = await runRehearsal('network-split', '--plan', file);
  expectPassed(finished, 'network-split');
  expectUntouched(finished);
  const { report, details } = finished;
  expect(report.endState).toBe('Held for a person');
  expect(details.executions).toMatchObject([{ status: 'FAILED', error: 'HeldForAPerson' }]);
  expect(report.notifications.map((one) => one.subject)).toContain('[P1] DECISION ATTENDUE TaxCollector - bascule suspendue');
});
