import aslValidator from 'asl-validator';
import { ERROR_NAMES, RETRYABLE_ERRORS } from '../../lambdas/errors.ts';
import { escalationFunctionSeconds, escalationTaskSeconds, LADDER_SECONDS, LOOK_AGAIN_SECONDS } from '../../lib/plan/escalation-budget.ts';
import { ESCALATION_STEPS, type EscalationStep } from '../../lib/plan/steps.ts';
import { renderMachines } from '../../statemachines/render.ts';
import { NO_ANSWER } from '../../statemachines/retry.ts';
import { planOf } from '../support/ports/builders.ts';
import { missingReads } from '../support/statemachines/fields.ts';
import { goldenOf, type State, stateOf, statesOf, successors } from '../support/statemachines/golden.ts';

const golden = goldenOf('escalation');
const plan = planOf();
const tasks = statesOf('Task', golden);
const stepOf = (state: State) => /"\$\{(.+)\}"/.exec(JSON.stringify([state.Resource, state.Parameters]))?.[1] as EscalationStep;

test('the committed definition is what the code renders (npm run golden)', () => {
  expect(golden).toEqual(JSON.parse(JSON.stringify(renderMachines(plan).escalation)));
});

test('asl-validator accepts it', () => {
  const text = JSON.stringify(golden).replaceAll(/\$\{([a-z-]+)\}/g, 'arn:aws:lambda:eu-west-3:111122223333:function:$1');
  const { isValid, errorsText } = aslValidator(JSON.parse(text));
  expect({ isValid, errors: isValid ? '' : errorsText() }).toEqual({ isValid: true, errors: '' });
});

test('every step of the plan is called, and nothing else', () => {
  expect(tasks.map(([, state]) => stepOf(state)).sort()).toEqual([...ESCALATION_STEPS].sort());
});

test.each(tasks)('"%s" has a time-out and a catch for everything, and its function ends before it', (name, state) => {
  const step = stepOf(state);
  if (name === 'Await news') expect(state.TimeoutSecondsPath).toBe('$.ladder.seconds');
  else expect(state.TimeoutSeconds).toBe(escalationTaskSeconds(step));
  expect(escalationTaskSeconds(step)).toBeGreaterThan(escalationFunctionSeconds(step));
  expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
});

test('the step that begins a ladder is tried again for a while, the one that writes up once; the others are by climbing again', () => {
  expect(tasks.filter(([, state]) => state.Retry !== undefined).map(([name]) => name)).toEqual(['Join incident', 'Write post-mortem']);
  const [retrier] = stateOf('Join incident', golden).Retry ?? [];
  expect(retrier?.ErrorEquals).toEqual([...RETRYABLE_ERRORS, ...NO_ANSWER]);
  expect(retrier?.ErrorEquals).not.toContain('InvalidInput');
});

test('nothing but its end, its start or an answer nobody knows takes a ladder down: every other catch leads back to the climb', () => {
  const caught = tasks.flatMap(([name, state]) => (state.Catch ?? []).map(({ Next }) => [name, Next] as const));
  const leads = (next: string): string =>
    ['Pass', 'Wait'].includes(stateOf(next, golden).Type) ? leads(stateOf(next, golden).Next ?? '') : next;
  for (const [name, next] of caught)
    expect([name, leads(next)]).toEqual([name, name === 'Join incident' ? 'Nobody was told' : 'Climb ladder']);
});

test('a climb that failed is not repeated at once: a function that answers nothing would be asked without an end', () => {
  const [failed] = stateOf('Climb ladder', golden).Catch ?? [];
  expect(stateOf(failed?.Next ?? '', golden)).toMatchObject({ Type: 'Wait', Seconds: LOOK_AGAIN_SECONDS });
});

test('the only green end is reached by the word of the ladder alone', () => {
  expect(statesOf('Succeed', golden).map(([name]) => name)).toEqual(['Everybody was told']);
  const before = Object.entries(golden.States).filter(([, state]) => successors(state).includes('Everybody was told'));
  expect(before.map(([name]) => name)).toEqual(['What next?']);
  const choice = stateOf('What next?', golden);
  expect(stateOf(choice.Default ?? '', golden).Type).toBe('Fail');
  expect(choice.Choices?.[0]?.Next).toBe(choice.Default);
});

test('every error that is matched by name is one of ours or one of AWS', () => {
  const matched = tasks.flatMap(([, state]) => [...(state.Catch ?? []), ...(state.Retry ?? [])].flatMap((one) => one.ErrorEquals));
  expect(matched.filter((name) => ![...ERROR_NAMES, ...NO_ANSWER, 'States.ALL'].includes(name as never))).toEqual([]);
});

test('every path a state reads was written on every way to it', () => {
  expect(missingReads(golden)).toEqual({ missing: [], unreachable: [] });
});

/** Of Step Functions, for an execution: 25 000 events, after which it is ended. */
const MOST_EVENTS = 25_000;
/** Climb and sleep: entered, scheduled, started, ended and left for the tasks, entered and left for the choice. */
const EVENTS_OF_A_ROUND = 14;

test('a ladder that gives its updates for as long as it may live stays within the events that an execution may have', () => {
  expect(golden.TimeoutSeconds).toBe(LADDER_SECONDS);
  const rounds = LADDER_SECONDS / plan.escalation.updateEvery;
  expect(rounds * EVENTS_OF_A_ROUND).toBeLessThan(MOST_EVENTS);
});
