import type { Ladder } from '../../lambdas/domain/escalation.ts';
import { after } from '../support/ports/builders.ts';
import { INCIDENT, viewAfter } from '../support/ports/timeline.ts';
import { goldenOf, statesOf } from '../support/statemachines/golden.ts';
import { named, runMachine, type Script } from '../support/statemachines/run-machine.ts';
import { Tried } from '../support/statemachines/tried.ts';

const golden = goldenOf('escalation');

const ladder = (change: Partial<Ladder> = {}): Ladder => ({
  status: 'sleep',
  incidentId: INCIDENT,
  view: viewAfter({}),
  told: {},
  failures: 0,
  nextLookAt: after(900),
  seconds: 900,
  seen: 1,
  postMortem: false,
  ...change,
});
const told = ladder({ told: { 'rung/on-call': after(0) } });
const resolved = ladder({ status: 'write-post-mortem', postMortem: true, seen: 7 });
const over = ladder({ status: 'over', postMortem: true, seen: 8 });

/** An incident that is told, slept on, woken by its end, written up and over. */
const HAPPY: Script = {
  'Join incident': [ladder()],
  'Climb ladder': [told, resolved, over],
  'Await news': [{ news: true }],
  'Write post-mortem': [{ keys: ['post-mortem.fr.html'] }],
};

const tried = new Tried(golden);
async function run(script: Script = {}, input: unknown = {}) {
  return tried.note(await runMachine(script, input, { definition: golden, happy: HAPPY }));
}

const quiet = new Set([...statesOf('Choice', golden), ...statesOf('Pass', golden)].map(([name]) => name));
/** The path as a person tells it: what was done, without the questions in between. */
const done = (path: string[]) => path.filter((name) => !quiet.has(name));
const given = (seen: Awaited<ReturnType<typeof run>>, state: string) =>
  seen.inputs.filter((one) => one.state === state).map(({ input }) => input);

describe('a ladder', () => {
  test('reads like the runbook: joined, climbed, slept, climbed, written up, told to the end', async () => {
    const seen = await run();
    expect(done(seen.path)).toEqual([
      'Join incident',
      'Climb ladder',
      'Await news',
      'Climb ladder',
      'Write post-mortem',
      'Climb ladder',
      'Everybody was told',
    ]);
    expect(seen.succeeded).toBe(true);
  });

  test('is joined with what started it and who it is', async () => {
    const [joined] = given(await run({}, { severity: 'P2', reason: 'payments fail' }), 'Join incident');
    expect(joined).toEqual({
      input: { severity: 'P2', reason: 'payments fail' },
      execution: { id: 'arn:execution:1', name: 'execution-1', startedAt: expect.any(String) },
    });
  });

  test('carries from climb to climb what was told, and nothing of what started it', async () => {
    const seen = await run({}, { severity: 'P1', reason: 'secret of the caller' });
    expect(given(seen, 'Climb ladder')).toEqual(
      [ladder(), told, resolved].map((one) => ({ ladder: one, execution: { id: 'arn:execution:1' } })),
    );
  });

  test('sleeps on a token, with what it has seen: what came after it is news', async () => {
    expect(given(await run(), 'Await news')).toEqual([{ incidentId: INCIDENT, seen: 1, taskToken: 'token-1' }]);
  });

  test('climbs when its time has come, and nobody woke it', async () => {
    const seen = await run({ 'Await news': [named('States.Timeout')] });
    expect(done(seen.path).slice(0, 4)).toEqual(['Join incident', 'Climb ladder', 'Await news', 'Climb ladder']);
    expect(seen.end).toBe('Everybody was told');
  });

  test('that another execution climbs ends green without telling anybody', async () => {
    const seen = await run({ 'Climb ladder': [over] });
    expect(done(seen.path)).toEqual(['Join incident', 'Climb ladder', 'Everybody was told']);
  });

  test('sleeps after the post-mortem too, while a message was not taken or a text waits for an approval', async () => {
    const seen = await run({ 'Climb ladder': [resolved, ladder({ postMortem: true, failures: 1 }), over] });
    expect(done(seen.path).slice(2)).toEqual(['Write post-mortem', 'Climb ladder', 'Await news', 'Climb ladder', 'Everybody was told']);
    expect(given(seen, 'Write post-mortem')).toEqual([{ incidentId: INCIDENT }]);
  });

  test('that could not tell the end to somebody for a day is red', async () => {
    const seen = await run({ 'Climb ladder': [ladder({ status: 'unheard', postMortem: true })] });
    expect(seen).toMatchObject({ end: 'Somebody was not told', succeeded: false, error: 'SomebodyWasNotTold' });
  });
});

describe('a function that does not answer', () => {
  test.each([['States.Timeout'], ['Lambda.TooManyRequestsException'], ['DependencyUnavailable'], ['Runtime.ExitError']])(
    '%s while joining is asked again',
    async (error) => {
      const seen = await run({ 'Join incident': [...Array.from({ length: 18 }, () => named(error)), ladder()] });
      expect(seen.path.filter((name) => name === 'Join incident')).toHaveLength(19);
      expect(seen.end).toBe('Everybody was told');
    },
  );

  test('while joining, for a quarter of an hour, ends red: the alarm on this machine is what people hear', async () => {
    const seen = await run({ 'Join incident': [named('Lambda.Unknown', 'cut off')] });
    expect(seen).toMatchObject({ end: 'Nobody was told', succeeded: false, error: 'Lambda.Unknown', cause: 'cut off' });
  });

  test('while climbing, any number of times: the climb is tried again with what was known before', async () => {
    const failures = Array.from({ length: 30 }, () => named('UnexpectedFailure'));
    const seen = await run({ 'Climb ladder': [told, ...failures, resolved, over] });
    expect(seen.end).toBe('Everybody was told');
    expect(given(seen, 'Climb ladder').slice(1, 32)).toEqual(
      Array.from({ length: 31 }, () => ({ ladder: told, execution: { id: 'arn:execution:1' } })),
    );
    expect(seen.path.filter((name) => name === 'Wait before climbing again')).toHaveLength(30);
  });

  test('while falling asleep: the ladder looks again by itself, and does not climb in a hurry', async () => {
    const seen = await run({ 'Await news': [named('DependencyUnavailable')] });
    expect(done(seen.path).slice(2, 5)).toEqual(['Await news', 'Wait before climbing again', 'Climb ladder']);
    expect(seen.end).toBe('Everybody was told');
  });

  test('for the post-mortem, once: it is written at the second try', async () => {
    const seen = await run({ 'Write post-mortem': [named('States.Timeout'), { keys: ['x'] }] });
    expect(seen.path.filter((name) => name === 'Write post-mortem')).toHaveLength(2);
    expect(seen.path).not.toContain('Go on without a post-mortem');
  });

  test('for the post-mortem: people hear the end of the incident all the same', async () => {
    const seen = await run({ 'Write post-mortem': [named('DependencyUnavailable', 'no bucket')] });
    expect(seen.path.slice(-4)).toEqual(['Go on without a post-mortem', 'Climb ladder', 'What next?', 'Everybody was told']);
    expect(seen.output).toMatchObject({
      postMortem: { status: 'not-written', caught: { Error: 'DependencyUnavailable', Cause: 'no bucket' } },
    });
  });
});

test('a start that cannot be understood is not asked again, and says why', async () => {
  const seen = await run({ 'Join incident': [named('InvalidInput', 'severity is "P5"; allowed: P1, P2, P3, P4')] });
  expect(seen.path).toEqual(['Join incident', 'Nobody was told']);
  expect(seen).toMatchObject({ error: 'InvalidInput', cause: 'severity is "P5"; allowed: P1, P2, P3, P4' });
});

test.each([[{ ...told, status: undefined }], [{ ...told, status: 'climb' }], [{}]])('a ladder that answers %j is red', async (answer) => {
  const seen = await run({ 'Climb ladder': [JSON.parse(JSON.stringify(answer))] });
  expect(seen).toMatchObject({ end: 'No answer to: What next?', succeeded: false, error: 'UnexpectedAnswer' });
});

describe('these paths together', () => {
  test('enter every state', () => expect(tried.statesNotEntered()).toEqual([]));
  test('take every catch', () => expect(tried.catchesNotTaken()).toEqual([]));
  test('use every retry', () => expect(tried.retriesNotUsed()).toEqual([]));
  test('give every answer to every question, an unknown one and none included', () => expect(tried.answersNotGiven()).toEqual([]));
});
