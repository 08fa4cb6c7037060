import aslValidator from 'asl-validator';
import { ERROR_NAMES, RETRYABLE_ERRORS } from '../../lambdas/errors.ts';
import {
  dependencyFunctionSeconds,
  dependencyMachineSeconds,
  dependencyTaskSeconds,
  roundSeconds,
  WATCH_AGAIN,
} from '../../lib/plan/dependency-budget.ts';
import { DEPENDENCY_STEPS } from '../../lib/plan/steps.ts';
import { renderMachines } from '../../statemachines/render.ts';
import { LAMBDA_TRANSPORT_ERRORS, NO_ANSWER } from '../../statemachines/retry.ts';
import { planOf } from '../support/ports/builders.ts';
import { missingReads } from '../support/statemachines/fields.ts';
import { goldenOf, type State, stateOf, statesOf, successors } from '../support/statemachines/golden.ts';

const golden = goldenOf('dependency-outage');
const plan = planOf();
const tasks = statesOf('Task', golden);
const stepOf = (state: State) => /^\$\{(.+)\}$/.exec(String(state.Resource))?.[1] ?? '';

test('the committed definition is what the code renders (npm run golden)', () => {
  expect(golden).toEqual(JSON.parse(JSON.stringify(renderMachines(plan)['dependency-outage'])));
});

test('asl-validator accepts it', () => {
  const text = JSON.stringify(golden).replaceAll(/\$\{([a-z-]+)\}/g, 'arn:aws:lambda:eu-west-3:111122223333:function:$1');
  const { isValid, errorsText } = aslValidator(JSON.parse(text));
  expect({ isValid, errors: isValid ? '' : errorsText() }).toEqual({ isValid: true, errors: '' });
});

test('every step of the plan is called, and nothing else', () => {
  expect([...new Set(tasks.map(([, state]) => stepOf(state)))].sort()).toEqual([...DEPENDENCY_STEPS].sort());
});

test.each(tasks)('"%s" has a time-out and a catch for everything', (_, state) => {
  expect(state.TimeoutSeconds).toBe(dependencyTaskSeconds(plan)[stepOf(state) as (typeof DEPENDENCY_STEPS)[number]]);
  expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
});

test('only steps that look, and the one that takes the lock, are tried again; a parameter is never written again', () => {
  const retried = tasks.filter(([, state]) => state.Retry !== undefined);
  expect([...new Set(retried.map(([, state]) => stepOf(state)))].sort()).toEqual(['look-at-dependency', 'open-outage', 'watch-dependency']);
  for (const [, state] of retried) {
    const watch = stepOf(state) === 'watch-dependency';
    const any = watch || stepOf(state) === 'open-outage';
    const errors = [...RETRYABLE_ERRORS, ...(any ? NO_ANSWER : LAMBDA_TRANSPORT_ERRORS)];
    const [times, seconds] = watch ? [WATCH_AGAIN, plan.dependencyWatch.every] : [1, 1];
    expect(state.Retry).toEqual([{ ErrorEquals: errors, IntervalSeconds: seconds, MaxAttempts: times, BackoffRate: 1 }]);
  }
});

test('a write without an answer leads to a look, never to another write', () => {
  const writes = tasks.filter(([, state]) => stepOf(state) === 'switch-dependency');
  expect(writes.map(([name]) => name).sort()).toEqual(['Switch back', 'Switch to the fallback']);
  for (const [, state] of writes) {
    const [unanswered, other] = state.Catch ?? [];
    expect(unanswered?.ErrorEquals).toEqual([...NO_ANSWER]);
    expect(stepOf(stateOf(unanswered?.Next ?? '', golden))).toBe('look-at-dependency');
    expect(other?.Next).toBe('Write down how it failed');
  }
});

test('no choice defaults to going on: every default and every missing field leads to the failed end', () => {
  for (const [, choice] of statesOf('Choice', golden)) {
    expect(stateOf(choice.Default ?? '', golden)).toMatchObject({
      Type: 'Pass',
      ResultPath: '$.failure',
      Next: 'Write down how it failed',
    });
    expect(choice.Choices?.[0]?.Next).toBe(choice.Default);
  }
});

test('every error that is matched by name is one of ours or one of AWS', () => {
  const matched = tasks.flatMap(([, state]) => [...(state.Catch ?? []), ...(state.Retry ?? [])].flatMap((one) => one.ErrorEquals));
  expect(matched.filter((name) => ![...ERROR_NAMES, ...NO_ANSWER, 'States.ALL'].includes(name as never))).toEqual([]);
});

const GREEN = ['Already handled', 'Back to normal', 'False alarm', 'Switched by hand'];

test('green is what left the application where it belongs, or to another execution; no error path reaches it without another task', () => {
  expect(
    statesOf('Succeed', golden)
      .map(([name]) => name)
      .sort(),
  ).toEqual(GREEN);
  const caught = tasks.flatMap(([, state]) => (state.Catch ?? []).map((one) => one.Next));
  expect(caught.filter((name) => GREEN.includes(name))).toEqual([]);
});

test('people are told before every failed end but "Already running", and the one that says that telling failed', () => {
  const before = (end: string) =>
    Object.entries(golden.States)
      .filter(([, state]) => successors(state).includes(end))
      .map(([name]) => name);
  const ends = statesOf('Fail', golden).map(([name]) => name);
  expect(ends.sort()).toEqual([
    'Already running',
    'Back, but nobody was told',
    'Left as somebody set it',
    'Nothing is seen from here',
    'Outage not handled',
    'Stays on the fallback',
  ]);
  for (const end of ends.filter((name) => name !== 'Already running'))
    for (const last of before(end)) {
      const passed = stateOf(last, golden).Type === 'Pass' ? before(last) : [last];
      expect({ end, last, told: passed.every((name) => stepOf(stateOf(name, golden)) === 'tell-outage') }).toEqual({
        end,
        last,
        told: true,
      });
    }
});

test('every path a state reads was written on every way to it; a missing one would end the run without telling anybody', () => {
  expect(missingReads(golden)).toEqual({ missing: [], unreachable: [] });
});

test('the watch is the only loop, and leaves it by what the step says', () => {
  const [[name, wait]] = statesOf('Wait', golden) as [[string, State]];
  expect([name, wait.Seconds]).toEqual(['Wait before looking again', plan.dependencyWatch.every]);
  const reaches = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of successors(stateOf(from, golden))) if (!seen.has(next)) reaches(next, seen.add(next));
    return seen;
  };
  const loops = Object.keys(golden.States).filter((one) => reaches(one).has(one));
  expect(loops.sort()).toEqual(['Is it stable?', 'Look whether it is back', 'Wait before looking again']);
});

/** Seconds a visit may take, every attempt and every interval used up. */
const visit = ({ Retry = [], TimeoutSeconds = 0, Seconds = 0 }: State) =>
  TimeoutSeconds + Seconds + Retry.reduce((sum, one) => sum + one.MaxAttempts * (one.IntervalSeconds + TimeoutSeconds), 0);

function slowest(name: string, onTheWay: readonly string[] = []): number {
  const ways = successors(stateOf(name, golden)).filter((next) => !onTheWay.includes(next) && next !== name);
  return visit(stateOf(name, golden)) + Math.max(0, ...ways.map((next) => slowest(next, [...onTheWay, name])));
}

test('the machine outlives its slowest path with the watch until its limit; every function ends before its task', () => {
  const path = slowest(golden.StartAt) + plan.dependencyWatch.giveUpAfter;
  expect(golden.TimeoutSeconds).toBe(dependencyMachineSeconds(plan));
  expect(golden.TimeoutSeconds).toBeGreaterThanOrEqual(path);
  expect(golden.TimeoutSeconds - path).toBeLessThan(200);
  const functions = dependencyFunctionSeconds(plan);
  for (const step of DEPENDENCY_STEPS) expect(dependencyTaskSeconds(plan)[step]).toBeGreaterThan(functions[step]);
  expect(visit(stateOf('Look whether it is back', golden)) + plan.dependencyWatch.every).toBe(roundSeconds(plan));
});
