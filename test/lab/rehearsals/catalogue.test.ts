import { readFileSync } from 'node:fs';
import { scenarios } from '../../../lab/scenarios.ts';
import { defaultPlan } from '../../../lib/plan/default-plan.ts';
import { expectPassed, expectRecovered, expectUntouched } from '../../support/lab/expect-report.ts';
import { planFile } from '../../support/lab/plan-file.ts';
import { runRehearsals, type Series } from '../../support/lab/run-rehearsal.ts';

/** The plan with less patience: eight seconds out of sight show the same as thirty. */
const LESS_PATIENT = readFileSync(defaultPlan(), 'utf8').replace('unreachablePatience: 30s', 'unreachablePatience: 8s');
const file = planFile(LESS_PATIENT);
/** `duplicate-trigger` is rehearsed with the plan of another organisation, in a file of its own. */
const FAULTS = (scenarios[0]?.faults ?? []).map((fault) => fault.name).filter((name) => name !== 'duplicate-trigger');
/** Every rehearsal at its worst, on a computer that does other things too. */
const PATIENCE_MILLISECONDS = FAULTS.length * 150_000;

let series: Series;

beforeAll(async () => {
  series = await runRehearsals(FAULTS, '--plan', file);
}, PATIENCE_MILLISECONDS);

/** A rehearsal of the series that did what its fault requires. */
function passed(fault: string) {
  const finished = series.of(fault);
  expectPassed(finished, fault);
  return finished;
}

const statesOf = ({ report }: { report: { states: { name: string }[] } }) => report.states.map((state) => state.name);
const subjectsOf = ({ report }: { report: { notifications: { subject: string }[] } }) => report.notifications.map((one) => one.subject);

test('the faults are rehearsed one after the other, and the exit status tells whether all of them passed', () => {
  expect(LESS_PATIENT).toContain('unreachablePatience: 8s');
  const verdicts = FAULTS.map((fault) => series.of(fault).report.verdict);
  expect(series.status).toBe(verdicts.every((verdict) => verdict === 'passed') ? 0 : 1);
  const count = verdicts.filter((verdict) => verdict === 'passed').length;
  expect(series.output).toContain(`${count} passed, ${FAULTS.length - count} failed, `);
});

test('primary-killed: replaced, fenced by its host, nothing acknowledged lost, the record points at the new primary', () => {
  const finished = passed('primary-killed');
  expectRecovered(finished);
  const { report, output } = finished;
  expect(statesOf(finished)).toContain('Fence old primary');
  expect(statesOf(finished)).not.toContain("Stop old primary's instance");
  expect(subjectsOf(finished)).toContain('ALARM: "reprise-taxcollector/database-failover/PrimaryNotWritable" in eu-west-3');
  expect(subjectsOf(finished).filter((subject) => subject.startsWith('['))).toEqual([
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

test('host-lost: fenced by stopping its instance, and replaced', () => {
  const finished = passed('host-lost');
  expectRecovered(finished);
  expect(statesOf(finished)).toEqual(
    expect.arrayContaining(['Fence old primary', "Stop old primary's instance", 'Check that the instance stopped']),
  );
  expect(finished.output).toContain('is stopped');
});

test('primary-restarts: a primary that comes back within the restart grace is a false alarm, nothing is fenced or promoted', () => {
  const finished = passed('primary-restarts');
  expectUntouched(finished);
  expect(finished.report.endState).toBe('False alarm');
});

test('network-split: a primary that only the functions cannot reach stays primary; people are paged and writes never stop', () => {
  const finished = passed('network-split');
  expectUntouched(finished);
  expect(finished.report.endState).toBe('Held for a person');
  expect(finished.details.executions).toMatchObject([{ status: 'FAILED', error: 'HeldForAPerson' }]);
  expect(subjectsOf(finished)).toContain('[P1] DECISION ATTENDUE TaxCollector - bascule suspendue');
});

test('commit-stalled: a primary whose standbys hang is relieved of them; nothing is promoted, writes are back, the end is red', () => {
  const finished = passed('commit-stalled');
  const { report, details } = finished;
  expect(report.endState).toBe('Writing, less durable');
  expect(report.database.after).toEqual(report.database.before);
  expect(report.measured).toMatchObject({ recoveryTimeSeconds: null, acknowledgedWritesLost: 0 });
  expect(details.executions).toMatchObject([{ status: 'FAILED', error: 'DurabilityDegraded' }]);
  expect(subjectsOf(finished)).toContain('[P1] ACTION REQUISE TaxCollector - la base ecrit, durabilite reduite');
  const [message] = details.messages.filter((one) => one.subject.includes('durabilite'));
  expect(message?.body).toContain('db_2, db_3');
});
