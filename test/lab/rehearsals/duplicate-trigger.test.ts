import { expectPassed, expectRecovered } from '../../support/lab/expect-report.ts';
import { otherPlan } from '../../support/lab/other-plan.ts';
import { planFile } from '../../support/lab/plan-file.ts';
import { type Finished, runRehearsal } from '../../support/lab/run-rehearsal.ts';

/** One rehearsal for two claims: it takes half a minute, and the one does not depend on the other. */
const file = planFile(otherPlan());
let finished: Finished;

beforeAll(async () => {
  finished = await runRehearsal('duplicate-trigger', '--plan', file);
});

test('two alarms and a person make one recovery; the others end "Already running" and name it', () => {
  expectPassed(finished, 'duplicate-trigger');
  expect(finished.status).toBe(0);
  expectRecovered(finished);
  const { executions } = finished.details;
  const first = executions.find((one) => one.endState !== 'Already running');
  const others = executions.filter((one) => one !== first);
  expect(first).toMatchObject({ status: 'SUCCEEDED', endState: 'Recovered' });
  expect(others.length).toBeGreaterThanOrEqual(2);
  for (const other of others) {
    expect(other).toMatchObject({ status: 'FAILED', endState: 'Already running', error: 'AlreadyRunning' });
    expect(other.cause).toContain(first?.name);
  }
  // Whichever of the three came first owns the incident; the person must be among them.
  expect(executions.map((one) => one.input)).toContainEqual({ reason: 'the application is down', force: false });
});

test('the plan of another organisation, with other names and node counts, is rehearsed just as well', () => {
  const { report, details, output } = finished;
  expect(report.plan).toBe('acme');
  expect(report.database).toEqual({ before: { primary: 'pg-a', timeline: 1 }, after: { primary: 'pg-b', timeline: 2 } });
  expect(report.notifications.map((one) => one.subject)).toContain('[RESOLVED] Incident Acme Freight - database outage');
  expect(details.messages.find(({ subject }) => subject.startsWith('[RESOLVED]'))?.body).toContain('New primary: pg-b (was pg-a,');
  expect(/taxcollector/i.exec(`${output}${JSON.stringify(report)}`)?.[0]).toBeUndefined();
});
