import { outage, outageLook, switching, watching } from '../support/outages/builders.ts';
import { after, START } from '../support/ports/builders.ts';
import { goldenOf, statesOf } from '../support/statemachines/golden.ts';
import { named, runMachine, type Script } from '../support/statemachines/run-machine.ts';
import { Tried } from '../support/statemachines/tried.ts';

const golden = goldenOf('dependency-outage');
const closing = (endState: string, error = '') => [{ endState, error, cause: `why: ${error}`, at: START, notRecorded: [] }];
const stable = watching({ state: 'stable', wellSince: after(200) });

/** A dependency that is out, comes back and stays. */
const HAPPY: Script = {
  'Open outage': [outage()],
  'Look at the dependency': [outageLook()],
  'Switch to the fallback': [switching()],
  'Look whether it was switched': [outageLook({ holds: 'fallback' })],
  'Look whether it is back': [watching(), watching({ state: 'settling' }), stable],
  'Switch back': [switching({ to: 'normal' })],
  'Look whether it was switched back': [outageLook({ holds: 'normal' })],
  'Close the outage': closing('Back to normal'),
  'Close the false alarm': closing('False alarm'),
  'Close the switch by hand': closing('Switched by hand'),
  'Write down how it failed': closing('Outage not handled', 'TheRealError'),
  'Write down that it stays on the fallback': closing('Stays on the fallback', 'DependencyStillOut'),
  'Write down what somebody set': closing('Left as somebody set it', 'SwitchRefused'),
  'Write down that nothing is seen': closing('Nothing is seen from here', 'VantageBlind'),
};

const quiet = new Set([...statesOf('Choice', golden), ...statesOf('Pass', golden)].map(([name]) => name));
/** The path as a person tells it: what was done, without the questions in between. */
const done = (path: string[]) => path.filter((name) => !quiet.has(name));

const tried = new Tried(golden);
async function run(script: Script = {}, input: unknown = {}) {
  return tried.note(await runMachine(script, input, { definition: golden, happy: HAPPY }));
}

const OUT = ['Open outage', 'Look at the dependency', 'Switch to the fallback', 'Tell people that it is out'];
const LOOK = ['Wait before looking again', 'Look whether it is back'];
const BACK = ['Switch back', 'Close the outage', 'Tell people that it is back', 'Back to normal'];
const FAILED = ['Write down how it failed', 'Tell people that it failed', 'Outage not handled'];
const REFUSED = ['Write down what somebody set', 'Tell people that it was left alone', 'Left as somebody set it'];

describe('an outage', () => {
  test('reads like the runbook: switched, told, watched, switched back, told', async () => {
    const seen = await run();
    expect(done(seen.path)).toEqual([...OUT, ...LOOK, ...LOOK, ...LOOK, ...BACK]);
    expect(seen.succeeded).toBe(true);
  });

  test('hands each look what the one before counted', async () => {
    const seen = await run();
    const given = seen.inputs.filter(({ state }) => state === 'Look whether it is back').map(({ input }) => input.watch);
    expect(given).toEqual([{ looks: 0 }, watching(), watching({ state: 'settling' })]);
  });

  test('is never switched back while it flaps', async () => {
    const flapping = ['settling', 'out', 'settling', 'out', 'settling'] as const;
    const seen = await run({ 'Look whether it is back': [...flapping.map((state) => watching({ state })), stable] });
    expect(done(seen.path)).toEqual([...OUT, ...Array.from({ length: 6 }, () => LOOK).flat(), ...BACK]);
    expect(seen.path.filter((name) => name === 'Switch to the fallback')).toHaveLength(1);
  });

  test('that was taken over, and found on the fallback already, goes on', async () => {
    const script = { 'Open outage': [outage({ status: 'taken-over' })], 'Switch to the fallback': [switching({ state: 'already' })] };
    expect((await run(script)).end).toBe('Back to normal');
  });

  test('that is over when the machine looks is a false alarm: green, nothing changed, nobody told', async () => {
    const seen = await run({ 'Look at the dependency': [outageLook({ action: 'false-alarm' })] });
    expect(done(seen.path)).toEqual([...OUT.slice(0, 2), 'Close the false alarm', 'False alarm']);
    expect(seen.succeeded).toBe(true);
  });

  test('that was left on the fallback by somebody is watched, and switched back', async () => {
    const seen = await run({
      'Look at the dependency': [outageLook({ action: 'watch', holds: 'fallback' })],
      'Look whether it is back': [stable],
    });
    expect(done(seen.path)).toEqual([...OUT.slice(0, 2), ...LOOK, ...BACK]);
  });

  test('that does not end stays on the fallback: red, people told', async () => {
    const seen = await run({ 'Look whether it is back': [watching(), watching({ state: 'given-up' })] });
    expect(done(seen.path).slice(-3)).toEqual([
      'Write down that it stays on the fallback',
      'Tell people that it stays on the fallback',
      'Stays on the fallback',
    ]);
    expect(seen).toMatchObject({ succeeded: false, error: 'DependencyStillOut' });
    expect(seen.path).not.toContain('Switch back');
  });

  test('goes on when people could not be told of it', async () => {
    const seen = await run({ 'Tell people that it is out': [named('States.Timeout')] });
    expect(seen.end).toBe('Back to normal');
    expect(seen.output).toMatchObject({ told: { outFailure: { Error: 'States.Timeout' } } });
  });
});

describe('a person', () => {
  test('who wants the fallback gets it, and nobody watches', async () => {
    const seen = await run({ 'Open outage': [outage({ watched: false, direction: 'fallback' })] });
    expect(done(seen.path)).toEqual([...OUT, 'Close the switch by hand', 'Switched by hand']);
  });

  test('who wants it back gets it at once, also when it is back already', async () => {
    const script = {
      'Look at the dependency': [outageLook({ action: 'switch-back' })],
      'Switch back': [switching({ state: 'already', to: 'normal' })],
    };
    expect(done((await run(script)).path)).toEqual([...OUT.slice(0, 2), ...BACK]);
  });

  test('who starts it beside an execution that works is told so: red', async () => {
    const seen = await run({ 'Open outage': [outage({ status: 'already-running', error: 'AlreadyRunning', cause: 'arn:other' })] });
    expect(seen).toMatchObject({ end: 'Already running', succeeded: false, error: 'AlreadyRunning', cause: 'arn:other' });
  });
});

test('a second alarm of the same outage does nothing, and is green', async () => {
  const seen = await run({ 'Open outage': [outage({ status: 'already-handled' })] });
  expect(done(seen.path)).toEqual(['Open outage', 'Already handled']);
  expect(seen.succeeded).toBe(true);
});

test('a vantage that sees nothing switches nothing: red, people told', async () => {
  const seen = await run({ 'Look at the dependency': [outageLook({ action: 'blind' })] });
  expect(done(seen.path)).toEqual([
    ...OUT.slice(0, 2),
    'Write down that nothing is seen',
    'Tell people that nothing is seen from here',
    'Nothing is seen from here',
  ]);
  expect(seen.error).toBe('VantageBlind');
});

describe('a third value', () => {
  test.each([
    ['at the first look', { 'Look at the dependency': [outageLook({ action: 'refuse', holds: 'other' })] }],
    ['at the switch', { 'Switch to the fallback': [switching({ state: 'refused' })] }],
    ['at the switch back', { 'Switch back': [switching({ state: 'refused', to: 'normal' })] }],
    [
      'after a switch without an answer',
      { 'Switch to the fallback': [named('OutcomeUnknown')], 'Look whether it was switched': [outageLook({ holds: 'other' })] },
    ],
    [
      'gone after a switch without an answer',
      { 'Switch to the fallback': [named('OutcomeUnknown')], 'Look whether it was switched': [outageLook({ holds: 'missing' })] },
    ],
    [
      'after a switch back without an answer',
      { 'Switch back': [named('States.Timeout')], 'Look whether it was switched back': [outageLook({ holds: 'other' })] },
    ],
    [
      'gone after a switch back without an answer',
      { 'Switch back': [named('States.Timeout')], 'Look whether it was switched back': [outageLook({ holds: 'missing' })] },
    ],
  ] as [string, Script][])('%s is left alone: red, people told', async (_, script) => {
    const seen = await run(script);
    expect(done(seen.path).slice(-3)).toEqual(REFUSED);
    expect(seen.error).toBe('SwitchRefused');
  });
});

describe('a write without an answer', () => {
  test('is looked for and not repeated', async () => {
    const seen = await run({ 'Switch to the fallback': [named('OutcomeUnknown')], 'Switch back': [named('Lambda.Unknown')] });
    expect(seen.path.filter((name) => /^Switch (to|back)/.test(name))).toEqual(['Switch to the fallback', 'Switch back']);
    expect(seen.end).toBe('Back to normal');
    expect(seen.output).toMatchObject({
      switched: { state: 'switched', to: 'fallback' },
      switchedBack: { state: 'switched', to: 'normal' },
    });
  });

  test.each([
    ['Switch to the fallback', 'Look whether it was switched', 'normal'],
    ['Switch back', 'Look whether it was switched back', 'fallback'],
  ] as const)('of "%s" that is not there fails', async (write, look, holds) => {
    const seen = await run({ [write]: [named('States.Timeout')], [look]: [outageLook({ holds })] });
    expect(done(seen.path).slice(-3)).toEqual(FAILED);
  });
});

describe('a task that fails', () => {
  test.each(['Look at the dependency', 'Switch to the fallback', 'Look whether it is back', 'Switch back', 'Close the outage'])(
    '"%s" ends failed, after people were told',
    async (task) => {
      const seen = await run({ [task]: [named('EffectRefused')] });
      expect(done(seen.path).slice(-3)).toEqual(FAILED);
      expect(seen.error).toBe('TheRealError');
    },
  );

  test.each([
    ['Look whether it was switched', 'Switch to the fallback'],
    ['Look whether it was switched back', 'Switch back'],
  ])('"%s" as well', async (look, write) => {
    const seen = await run({ [write]: [named('OutcomeUnknown')], [look]: [named('UnexpectedFailure')] });
    expect(done(seen.path).slice(-3)).toEqual(FAILED);
  });

  test('closing a false alarm or a switch by hand as well', async () => {
    const alarm = await run({
      'Look at the dependency': [outageLook({ action: 'false-alarm' })],
      'Close the false alarm': [named('States.Timeout')],
    });
    const hand = await run({ 'Open outage': [outage({ watched: false })], 'Close the switch by hand': [named('States.Timeout')] });
    for (const seen of [alarm, hand]) expect(done(seen.path).slice(-3)).toEqual(FAILED);
  });

  test('opening: people hear that nothing is handled, and the input goes no further', async () => {
    const seen = await run({ 'Open outage': [named('InvalidInput', 'dependency "x" is not in the plan')] }, { dependency: 'x' });
    expect(done(seen.path)).toEqual(['Open outage', 'Tell people that nothing was opened', 'Outage not handled']);
    expect(seen.error).toBe('InvalidInput');
    expect(seen.inputs.at(-1)?.input).toMatchObject({ event: 'dependency-failed', facts: { failure: { Error: 'InvalidInput' } } });
    const untold = await run({ 'Open outage': [named('InvalidInput')], 'Tell people that nothing was opened': [named('States.Timeout')] });
    expect(untold.error).toBe('InvalidInput');
  });

  test.each([
    ['Write down how it failed', 'Tell people that it failed', { 'Switch back': [named('EffectRefused')] }, 'EffectRefused'],
    [
      'Write down that it stays on the fallback',
      'Tell people that it stays on the fallback',
      { 'Look whether it is back': [watching({ state: 'given-up' })] },
      'DependencyStillOut',
    ],
    [
      'Write down what somebody set',
      'Tell people that it was left alone',
      { 'Switch back': [switching({ state: 'refused' })] },
      'SwitchRefused',
    ],
    [
      'Write down that nothing is seen',
      'Tell people that nothing is seen from here',
      { 'Look at the dependency': [outageLook({ action: 'blind' })] },
      'VantageBlind',
    ],
  ] as [string, string, Script, string][])(
    '"%s" keeps nobody from being told, and a failure to tell keeps the cause',
    async (record, tell, script, error) => {
      const unwritten = await run({ ...script, [record]: [named('States.Timeout')] });
      expect(done(unwritten.path).slice(-2)[0]).toBe(tell);
      expect(unwritten.error).toBe(error);
      expect((await run({ ...script, [tell]: [named('States.Timeout')] })).succeeded).toBe(false);
    },
  );

  test('telling that it is back: red, because nobody knows', async () => {
    const seen = await run({ 'Tell people that it is back': [named('States.Timeout')] });
    expect(seen).toMatchObject({ end: 'Back, but nobody was told', error: 'NobodyWasTold' });
  });
});

describe('a task that is tried again', () => {
  test.each([
    ['Open outage', [named('States.Timeout'), outage()], {}],
    ['Look at the dependency', [named('DependencyUnavailable'), outageLook()], {}],
    ['Look whether it is back', [named('States.Timeout'), named('Lambda.Unknown'), stable], {}],
    [
      'Look whether it was switched',
      [named('DependencyUnavailable'), outageLook({ holds: 'fallback' })],
      { 'Switch to the fallback': [named('OutcomeUnknown')] },
    ],
    [
      'Look whether it was switched back',
      [named('DependencyUnavailable'), outageLook({ holds: 'normal' })],
      { 'Switch back': [named('OutcomeUnknown')] },
    ],
  ] as [string, unknown[], Script][])('"%s" goes on', async (task, answers, script) => {
    expect((await run({ ...script, [task]: answers })).end).toBe('Back to normal');
  });
});

describe('an answer that the machine does not know', () => {
  const odd: Record<string, Script> = {
    'Open outage': {},
    'Look at the dependency': {},
    'Switch to the fallback': {},
    'Look whether it was switched': { 'Switch to the fallback': [named('OutcomeUnknown')] },
    'Look whether it is back': {},
    'Switch back': {},
    'Look whether it was switched back': { 'Switch back': [named('OutcomeUnknown')] },
  };
  test.each(
    Object.entries(odd).flatMap(([task, script]) => [
      { task, script, answer: {} },
      { task, script, answer: UNKNOWN() },
    ]),
  )('of "$task", or none, ends failed', async ({ task, script, answer }) => {
    const seen = await run({ ...script, [task]: [answer] });
    expect(done(seen.path).slice(-3)).toEqual(FAILED);
  });

  test('whether it is watched', async () => {
    const { watched: _, ...without } = outage();
    for (const opened of [without, { ...without, watched: 'perhaps' }]) {
      const seen = await run({ 'Open outage': [opened] });
      expect(done(seen.path).slice(-3)).toEqual(FAILED);
    }
  });
});

/** Fields of every question, none with a known value. */
function UNKNOWN() {
  return { status: 'x', action: 'x', state: 'x', holds: 'x' };
}

test('what each task is given is the same outage, and never the execution input', async () => {
  const seen = await run({}, { reason: 'secret of the caller' });
  for (const { state, input } of seen.inputs.slice(1)) {
    expect({ state, outage: input.outage ?? (input.facts as Record<string, unknown>).outage }).toEqual({ state, outage: outage() });
    expect(JSON.stringify(input)).not.toContain('secret of the caller');
  }
});

describe('these paths together', () => {
  test('enter every state', () => expect(tried.statesNotEntered()).toEqual([]));
  test('take every catch', () => expect(tried.catchesNotTaken()).toEqual([]));
  test('use every retry', () => expect(tried.retriesNotUsed()).toEqual([]));
  test('give every answer to every question, an unknown one and none included', () => expect(tried.answersNotGiven()).toEqual([]));
});
