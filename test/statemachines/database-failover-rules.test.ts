import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import aslValidator from 'asl-validator';
import { ERROR_NAMES, RETRYABLE_ERRORS } from '../../lambdas/errors.ts';
import { FAILOVER_STEPS } from '../../lib/plan/steps.ts';
import { gateSeconds } from '../../lib/plan/time-budget.ts';
import { HAS_A_LADDER } from '../../statemachines/parts/start-ladder.ts';
import { renderMachines } from '../../statemachines/render.ts';
import { LAMBDA_TRANSPORT_ERRORS, NO_ANSWER } from '../../statemachines/retry.ts';
import { planOf } from '../support/ports/builders.ts';
import { missingReads } from '../support/statemachines/fields.ts';
import { golden, type State, stateOf, statesOf, successors } from '../support/statemachines/golden.ts';

const ROOT = join(import.meta.dirname, '../..');
const tasks = statesOf('Task');
/** Steps that only look: the only ones a Retry may repeat. */
const LOOKS = ['assess-primary', 'check-instance-stopped', 'compare-standbys', 'confirm-promotion'];
const waits = (state: State) => state.Resource === 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const startsLadder = (state: State) => state.Resource === 'arn:aws:states:::states:startExecution';
const functionOf = (state: State) => String(waits(state) ? state.Parameters?.FunctionName : state.Resource);
const stepOf = (state: State) => /^\$\{(.+)\}$/.exec(functionOf(state))?.[1] ?? '';

test('the committed definition is what the code renders (npm run golden)', () => {
  expect(golden).toEqual(JSON.parse(JSON.stringify(renderMachines(planOf())['database-failover'])));
});

test('asl-validator accepts it', () => {
  const text = JSON.stringify(golden)
    .replaceAll(`$\{escalation}`, 'arn:aws:states:eu-west-3:111122223333:stateMachine:escalation')
    .replaceAll(/\$\{([a-z-]+)\}/g, 'arn:aws:lambda:eu-west-3:111122223333:function:$1');
  const { isValid, errorsText } = aslValidator(JSON.parse(text));
  expect({ isValid, errors: isValid ? '' : errorsText() }).toEqual({ isValid: true, errors: '' });
});

test('every step of the plan is called, and nothing else', () => {
  const [ladder, ...others] = tasks.filter(([, state]) => startsLadder(state));
  expect([ladder?.[1].Parameters?.StateMachineArn, others]).toEqual([`$\{escalation}`, []]);
  const steps = tasks.filter(([, state]) => !startsLadder(state)).map(([, state]) => stepOf(state));
  expect([...new Set(steps)].sort()).toEqual([...FAILOVER_STEPS].sort());
});

test.each(tasks)('"%s" has a time-out and a catch for everything', (_, state) => {
  expect(state.TimeoutSeconds).toBeGreaterThan(0);
  expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
});

test('only steps that look, and the one that takes the lock, are tried again: once, at a fixed interval, on named errors', () => {
  const retried = tasks.filter(([, state]) => state.Retry !== undefined);
  expect([...new Set(retried.map(([, state]) => stepOf(state)))].sort()).toEqual([...LOOKS, 'open-incident'].sort());
  for (const [, state] of retried) {
    const errors = [...RETRYABLE_ERRORS, ...(stepOf(state) === 'open-incident' ? NO_ANSWER : LAMBDA_TRANSPORT_ERRORS)];
    expect(state.Retry).toEqual([{ ErrorEquals: errors, IntervalSeconds: 1, MaxAttempts: 1, BackoffRate: 1 }]);
  }
});

test('no choice defaults to going on: every default and every missing field leads to the failed end', () => {
  const careful: Record<string, string> = {
    'Does the ladder tell people?': 'Tell people that it recovered',
    'What is to be done?': 'Write down why it is held',
  };
  for (const [name, next] of Object.entries(careful)) expect(stateOf(name).Default).toBe(next);
  for (const [, choice] of statesOf('Choice').filter(([name]) => !(name in careful))) {
    const unknown = stateOf(choice.Default ?? '');
    expect(unknown).toMatchObject({ Type: 'Pass', ResultPath: '$.failure', Next: 'Write down how it failed' });
    expect(choice.Choices?.[0]?.Next).toBe(choice.Default);
  }
});

test('every error that is matched by name is one of ours or one of AWS', () => {
  const aws = [
    ...LAMBDA_TRANSPORT_ERRORS,
    'States.ALL',
    'States.Timeout',
    'Lambda.Unknown',
    'Sandbox.Timedout',
    'Runtime.ExitError',
    HAS_A_LADDER,
  ];
  const matched = tasks.flatMap(([, state]) => [...(state.Catch ?? []), ...(state.Retry ?? [])].flatMap((one) => one.ErrorEquals));
  expect(matched.filter((name) => ![...ERROR_NAMES, ...aws].includes(name as never))).toEqual([]);
});

test('only "Recovered" and "False alarm" succeed, and no error path reaches them without another task', () => {
  expect(
    statesOf('Succeed')
      .map(([name]) => name)
      .sort(),
  ).toEqual(['False alarm', 'Recovered']);
  const caught = tasks.flatMap(([, state]) => (state.Catch ?? []).map((one) => one.Next));
  expect(caught.filter((name) => ['False alarm', 'Recovered'].includes(name))).toEqual([]);
});

test('people are told before every failed end but "Already running", and the one that says that telling failed', () => {
  const tells = (name: string) => stepOf(stateOf(name)) === 'notify';
  const before = (end: string) =>
    Object.entries(golden.States)
      .filter(([, state]) => successors(state).includes(end))
      .map(([name]) => name);
  const ends = statesOf('Fail').map(([name]) => name);
  expect(ends.sort()).toEqual([
    'Already running',
    'Held for a person',
    'Recovery failed',
    'Stopped: two primaries',
    'Well, but nobody was told',
    'Writing, less durable',
  ]);
  for (const end of ends.filter((name) => name !== 'Already running'))
    for (const last of before(end)) {
      const passed = stateOf(last).Type === 'Pass' ? before(last) : [last];
      expect({ end, last, told: passed.every(tells) }).toEqual({ end, last, told: true });
    }
});

test('a rung of the fencing ladder that does not answer, for whatever reason, leads to the next look or rung, never to the end', () => {
  const onwards = { 'Fence old primary': 'Take the fencing as unproven', "Stop old primary's instance": 'Take the instance as stopping' };
  for (const [name, next] of Object.entries(onwards)) {
    const [refused, other] = stateOf(name).Catch ?? [];
    expect(refused).toEqual(
      expect.objectContaining({ ErrorEquals: ['IncidentTakenOver', 'NodeMoved', 'InvalidInput'], Next: 'Write down how it failed' }),
    );
    expect(other).toMatchObject({ ErrorEquals: ['States.ALL'], Next: next });
  }
});

test('only human gates wait for a token, for as long as the plan says, and everything but an approval leads away from a promotion', () => {
  const gates = tasks.filter(([, state]) => waits(state));
  expect(gates.map(([, state]) => stepOf(state))).toEqual(['ask-person', 'ask-person', 'ask-person']);
  for (const [, state] of gates) {
    expect(state.TimeoutSeconds).toBe(gateSeconds(planOf()));
    const [taken, other] = state.Catch ?? [];
    expect(taken?.Next).toBe('Write down how it failed');
    expect(stateOf(other?.Next ?? '').Next).toBe('Write down why it is held');
    const { Choices = [], Default } = stateOf(state.Next ?? '');
    const ways = Object.fromEntries(Choices.flatMap((one) => (one.StringEquals === undefined ? [] : [[one.StringEquals, one.Next]])));
    expect(Object.keys(ways).sort()).toEqual(['approve', 'decline']);
    expect(ways.decline).toBe('Write down why it is held');
    expect(stateOf(Default ?? '').Next).toBe('Write down how it failed');
  }
});

test('nothing leads from a refusal to a second promotion', () => {
  for (const name of ['Promote standby', 'Promote through SQL']) {
    const [refused, other] = stateOf(name).Catch ?? [];
    expect(refused).toMatchObject({ Next: 'Write down how it failed' });
    expect(refused?.ErrorEquals).toEqual(expect.arrayContaining(['IncidentTakenOver', 'NodeMoved', 'TwoPrimaries', 'FencingNotProven']));
    expect(other?.Next).toMatch(/^Look at the candidate/);
  }
});

test('every path a state reads was written on every way to it; a missing one would end the run without telling anybody', () => {
  expect(missingReads(golden)).toEqual({ missing: [], unreachable: [] });
});

test('every machine opens with when to use it, when not, what is lost and where there is no way back', () => {
  const files = readdirSync(join(ROOT, 'statemachines/golden')).map((file) => file.replace('.asl.json', '.ts'));
  for (const file of files) {
    const text = readFileSync(join(ROOT, 'statemachines', file), 'utf8');
    for (const part of ['When to use:', 'When NOT to use:', 'What is lost at worst:', 'Point of no return:', 'Runbook: docs/runbooks/'])
      expect({ file, part, there: text.includes(part) }).toEqual({ file, part, there: true });
  }
});
