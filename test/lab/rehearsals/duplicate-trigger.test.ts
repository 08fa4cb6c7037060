import { expectPassed, expectRecovered } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

test('two alarms and a person make one recovery; the others end "Already running" and name it', async () => {
  const finished = await runRehearsal('duplicate-trigger');
  expectPassed(finished, 'duplicate-trigger');
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
