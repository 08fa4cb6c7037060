import type { Question } from '../../lambdas/domain/decision.ts';
import { approval, assessment, comparison, confirmation, fenced, incident, switched } from '../support/ports/builders.ts';
import { golden, statesOf } from '../support/statemachines/golden.ts';
import { named, runMachine, type Script } from '../support/statemachines/run-machine.ts';
import { Tried } from '../support/statemachines/tried.ts';

const choices = new Set([...statesOf('Choice'), ...statesOf('Pass')].map(([name]) => name));
/** The path as a person tells it: what was done, without the questions in between. */
const done = (path: string[]) => path.filter((name) => !choices.has(name));

const TO_PROMOTION = [
  'Open incident',
  'Assess primary',
  'Start the ladder',
  'Fence old primary',
  'Compare replica LSNs',
  'Promote standby',
];
const SERVING = [
  'Switch writer record',
  'Re-point other standbys',
  'Set synchronous standbys',
  'Wait for the writer record',
  'Restart application',
  'Verify through the name',
  'Keep what diverged',
  'Close the incident',
  'Recovered',
];
const FAILED = ['Write down how it failed', 'Tell people that it failed', 'Recovery failed'];
const HELD = ['Write down why it is held', 'Tell people that it is held', 'Held for a person'];
const RELIEVED = ['Write down what the quorum is now', 'Tell people that durability is degraded', 'Writing, less durable'];
const STOPPED = ['Write down who the two primaries are', 'Tell people that there are two primaries', 'Stopped: two primaries'];

/** Only known answers reach them: the machine writes the field itself, or has asked about it before; their defaults are answers. */
const ASKED_BEFORE = ['Does the ladder tell people?', 'What is to be done?'];

const tried = new Tried(golden);
async function run(script: Script = {}, input: unknown = {}) {
  return tried.note(await runMachine(script, input));
}

describe('a failover', () => {
  test('that goes well reads like the runbook and succeeds', async () => {
    const seen = await run();
    expect(done(seen.path)).toEqual([...TO_PROMOTION, 'Look at the candidate', ...SERVING]);
    expect(seen.succeeded).toBe(true);
  });

  test('of a lost host climbs to the power switch and waits until the instance has stopped', async () => {
    const stopping = fenced({ proven: false, state: 'stopping', rung: 'stop-instance' });
    const seen = await run({
      'Fence old primary': [fenced({ proven: false, state: 'unproven' })],
      'Check that the instance stopped': [stopping, stopping, fenced({ rung: 'stop-instance' })],
    });
    const look = ['Wait for the instance to stop', 'Check that the instance stopped'];
    expect(done(seen.path)).toEqual([
      ...TO_PROMOTION.slice(0, 4),
      "Stop old primary's instance",
      ...[...look, ...look, ...look],
      ...TO_PROMOTION.slice(4),
      'Look at the candidate',
      ...SERVING,
    ]);
  });

  test('waits and assesses again while the evidence asks for it, and hands the last assessment on', async () => {
    const seen = await run({ 'Assess primary': [assessment({ action: 'wait', attempt: 1 }), assessment({ attempt: 2 })] });
    expect(done(seen.path).slice(0, 5)).toEqual([
      'Open incident',
      'Assess primary',
      'Wait before looking again',
      'Assess primary',
      'Start the ladder',
    ]);
    const given = seen.inputs.filter((one) => one.state === 'Assess primary').map((one) => one.input.previous);
    expect(given).toEqual([{ attempt: 0 }, assessment({ action: 'wait', attempt: 1 })]);
  });

  test('also goes on with an incident taken over from an execution that is gone', async () => {
    expect((await run({ 'Open incident': [incident({ status: 'taken-over' })] })).end).toBe('Recovered');
  });

  test('asks again for the stop of an instance that still runs', async () => {
    const seen = await run({
      'Fence old primary': [fenced({ proven: false, state: 'unproven' })],
      'Check that the instance stopped': [
        fenced({ proven: false, state: 'not-stopping', rung: 'stop-instance' }),
        fenced({ rung: 'stop-instance' }),
      ],
    });
    const order = ["Stop old primary's instance", 'Wait for the instance to stop', 'Check that the instance stopped'];
    expect(done(seen.path).slice(4, 10)).toEqual([...order, ...order]);
    expect(seen.end).toBe('Recovered');
  });

  test('finishes what an earlier execution of the incident promoted: nothing is fenced, compared or promoted again', async () => {
    const takenUp = { fencing: fenced({ proven: false, rung: 'none' }), comparison: comparison(), confirmation: confirmation() };
    const seen = await run({ 'Assess primary': [assessment({ verdict: 'promoted-before', action: 'finish', takenUp })] });
    expect(done(seen.path)).toEqual(['Open incident', 'Assess primary', 'Start the ladder', ...SERVING]);
    expect(seen.succeeded).toBe(true);
    const repoint = seen.inputs.find((one) => one.state === 'Re-point other standbys');
    expect(repoint?.input).toEqual({ incident: incident(), comparison: comparison(), confirmation: confirmation() });
    const verify = seen.inputs.find((one) => one.state === 'Verify through the name');
    expect(verify?.input).toMatchObject({ fencing: takenUp.fencing });
  });

  test('does not stop because its ladder could not be started, and tells people at its end itself', async () => {
    const seen = await run({ 'Start the ladder': [named('States.Timeout')] });
    expect(done(seen.path).slice(-3)).toEqual(['Close the incident', 'Tell people that it recovered', 'Recovered']);
    expect(seen.output).toMatchObject({ ladder: { status: 'down', caught: { Error: 'States.Timeout' } } });
  });

  test('tells people of its end itself when its ladder was started before: that one may be gone', async () => {
    const seen = await run({ 'Start the ladder': [named('StepFunctions.ExecutionAlreadyExistsException')] });
    expect(done(seen.path).slice(-3)).toEqual(['Close the incident', 'Tell people that it recovered', 'Recovered']);
    expect(seen.output).toMatchObject({ ladder: { status: 'known' } });
  });

  test('gives its ladder the incident and the assessment, and starts one for everything but waiting and a false alarm', async () => {
    const ladders = async (action: string) =>
      (await run({ 'Assess primary': [assessment({ action } as never), assessment({ action: 'hold' })] })).inputs;
    const inputs = (await run()).inputs;
    expect(inputs.find((one) => one.state === 'Start the ladder')?.input).toMatchObject({
      Name: incident().id,
      Input: { incident: incident(), assessment: assessment() },
    });
    for (const action of ['ask', 'finish', 'relieve', 'hold', 'stop'])
      expect((await ladders(action)).filter((one) => one.state === 'Start the ladder').length).toBeGreaterThan(0);
    expect((await ladders('false-alarm')).filter((one) => one.state === 'Start the ladder')).toEqual([]);
  });
});

describe('an end without failover', () => {
  test('false alarm: nothing is fenced, people are told, the execution succeeds', async () => {
    const seen = await run({ 'Assess primary': [assessment({ verdict: 'healthy', action: 'false-alarm' })] });
    expect(done(seen.path)).toEqual([
      'Open incident',
      'Assess primary',
      'Close the false alarm',
      'Tell people that it was a false alarm',
      'False alarm',
    ]);
    expect(seen.succeeded).toBe(true);
  });

  describe('commits hang because of silent standbys', () => {
    const stalled = { 'Assess primary': [assessment({ verdict: 'commit-stalled', action: 'relieve' })] };
    const relief = (state: string) => ({ ...stalled, 'Take silent standbys out of the quorum': [{ state, why: 'seen' }] });
    const START = ['Open incident', 'Assess primary', 'Start the ladder', 'Take silent standbys out of the quorum'];

    test('they are taken out of the quorum, written down, people told; red, and nothing is fenced or promoted', async () => {
      const seen = await run(stalled);
      expect(done(seen.path)).toEqual([...START, ...RELIEVED]);
      expect(seen).toMatchObject({ succeeded: false, error: 'DurabilityDegraded' });
      expect(seen.inputs.find((one) => one.state === 'Write down what the quorum is now')?.input).toMatchObject({ outcome: 'relieved' });
    });

    test('told and red also when it could not be written down', async () => {
      const seen = await run({ ...stalled, 'Write down what the quorum is now': [named('States.Timeout')] });
      expect(done(seen.path).slice(-2)).toEqual(RELIEVED.slice(1));
      expect(seen).toMatchObject({ error: 'DurabilityDegraded', cause: expect.stringContaining('db_2 is silent') });
    });

    test('red also when people could not be told', async () => {
      const seen = await run({ ...stalled, 'Tell people that durability is degraded': [named('States.Timeout')] });
      expect(seen).toMatchObject({ end: 'Writing, less durable', error: 'DurabilityDegraded' });
    });

    test('commits that return by themselves are a false alarm', async () => {
      expect(done((await run(relief('not-needed'))).path)).toEqual([
        ...START,
        'Close the false alarm',
        'Tell people that it was a false alarm',
        'False alarm',
      ]);
    });

    test('held when the standbys are not the cause or the plan forbids it', async () => {
      expect(done((await run(relief('held'))).path)).toEqual([...START, ...HELD]);
    });

    test.each(['NodeMoved', 'OutcomeUnknown', 'States.Timeout'])('%s fails, and is not tried again', async (error) => {
      const seen = await run({ ...stalled, 'Take silent standbys out of the quorum': [named(error)] });
      expect(done(seen.path)).toEqual([...START, ...FAILED]);
    });

    test.each([{ state: 'else' }, {}])('an answer nobody knows fails: %j', async (answer) => {
      const seen = await run({ ...stalled, 'Take silent standbys out of the quorum': [answer] });
      expect(seen.end).toBe('Recovery failed');
    });
  });

  test('already running: fails at once, naming the owner, and tells nobody again', async () => {
    const seen = await run({
      'Open incident': [incident({ status: 'already-running', error: 'AlreadyRunning', cause: 'owner is arn:other' })],
    });
    expect(done(seen.path)).toEqual(['Open incident', 'Already running']);
    expect(seen).toMatchObject({ succeeded: false, error: 'AlreadyRunning', cause: 'owner is arn:other' });
  });

  test.each([
    ['the evidence asks for a person', { 'Assess primary': [assessment({ verdict: 'blind', action: 'hold' })] }, HELD, 'HeldForAPerson'],
    ['two primaries are seen', { 'Assess primary': [assessment({ verdict: 'split-brain', action: 'stop' })] }, STOPPED, 'TwoPrimaries'],
    ['no candidate is good enough', { 'Compare replica LSNs': [comparison({ action: 'hold' })] }, HELD, 'HeldForAPerson'],
  ])('held when %s: written down, people told, failed, nothing promoted', async (_, script, end, error) => {
    const seen = await run(script);
    expect(done(seen.path).slice(-3)).toEqual(end);
    expect(seen).toMatchObject({ succeeded: false, error });
    expect(seen.path).not.toContain('Promote standby');
  });
});

describe('a human gate', () => {
  const unfenced = {
    'Fence old primary': [fenced({ proven: false, state: 'unproven' })],
    'Check that the instance stopped': [fenced({ proven: false, state: 'unproven' })],
  };
  const GATES: [ask: string, question: Question, script: Script][] = [
    ['Ask whether to give up the primary', 'give-up-primary', { 'Assess primary': [assessment({ action: 'ask' }), assessment()] }],
    ['Ask whether to promote without proof', 'promote-unfenced', unfenced],
    [
      'Ask whether to promote the candidate',
      'promote-candidate',
      { 'Compare replica LSNs': [comparison({ action: 'ask' }), comparison()] },
    ],
  ];

  test.each(GATES)('"%s" goes on when a person approves, and the steps that follow get the answer', async (ask, question, script) => {
    const seen = await run(script);
    expect(seen.end).toBe('Recovered');
    expect(seen.path.filter((name) => name === ask)).toHaveLength(1);
    expect(seen.inputs.find((one) => one.state === ask)?.input).toMatchObject({ question, incident: incident(), taskToken: 'token-1' });
    const answers = seen.inputs.flatMap(({ input }) => Object.values((input.decisions ?? {}) as object));
    const accepted = seen.inputs.flatMap(({ input }) => (input.fencing as { accepted?: unknown } | undefined)?.accepted ?? []);
    expect([...answers, ...accepted]).toContainEqual(approval(question));
  });

  test('asks before anything is promoted, and looks again after an approval', async () => {
    const given = await run(GATES[0]?.[2]);
    expect(done(given.path).slice(1, 6)).toEqual([
      'Assess primary',
      'Start the ladder',
      'Ask whether to give up the primary',
      'Assess primary',
      'Start the ladder',
    ]);
    const candidate = await run(GATES[2]?.[2]);
    expect(done(candidate.path).slice(4, 8)).toEqual([
      'Compare replica LSNs',
      'Ask whether to promote the candidate',
      'Compare replica LSNs',
      'Promote standby',
    ]);
  });

  test.each(GATES)('"%s" holds when a person declines: nothing is promoted', async (ask, question, script) => {
    const seen = await run({ ...script, [ask]: [approval(question, { decision: 'decline' })] });
    expect(done(seen.path).slice(-4)).toEqual([ask, ...HELD]);
    expect(seen.path).not.toContain('Promote standby');
  });

  test.each(GATES)('"%s" holds in silence, and when nobody could be asked', async (ask, question, script) => {
    for (const error of ['States.Timeout', 'DependencyUnavailable', 'Lambda.Unknown']) {
      const seen = await run({ ...script, [ask]: [named(error)] });
      expect(done(seen.path).slice(-4)).toEqual([ask, ...HELD]);
      const record = seen.inputs.find((one) => one.state === 'Write down why it is held');
      expect(record?.input.facts).toMatchObject({ silence: { question, Error: error } });
    }
  });

  test.each(GATES)(
    '"%s" fails when the incident is somebody else’s by now, or the answer is none the machine knows',
    async (ask, question, script) => {
      expect(done((await run({ ...script, [ask]: [named('IncidentTakenOver')] })).path).slice(-4)).toEqual([ask, ...FAILED]);
      for (const strange of [approval(question, { decision: 'perhaps' as never }), {}])
        expect((await run({ ...script, [ask]: [strange] })).end).toBe('Recovery failed');
    },
  );
});

describe('promotion', () => {
  const inRecovery = confirmation({ state: 'in-recovery' });

  test.each([
    'PromotionUnconfirmed',
    'EffectRefused',
    'OutcomeUnknown',
    'States.Timeout',
    'Lambda.Unknown',
    'DependencyUnavailable',
    'TypeError',
  ])('that ends in %s is looked at, and goes on when the candidate is promoted: never repeated', async (error) => {
    const seen = await run({ 'Promote standby': [named(error)] });
    expect(done(seen.path)).toEqual([...TO_PROMOTION, 'Look at the candidate', ...SERVING]);
  });

  test('is tried once through SQL when the candidate is still in recovery', async () => {
    const seen = await run({ 'Promote standby': [named('EffectRefused')], 'Look at the candidate': [inRecovery] });
    expect(done(seen.path)).toEqual([
      ...TO_PROMOTION,
      'Look at the candidate',
      'Promote through SQL',
      'Look at the candidate again',
      ...SERVING,
    ]);
  });

  test('through SQL with unknown outcome is looked at as well', async () => {
    const seen = await run({ 'Look at the candidate': [inRecovery], 'Promote through SQL': [named('States.Timeout')] });
    expect(seen.end).toBe('Recovered');
  });

  test('that neither way brought about fails with what was seen last', async () => {
    const seen = await run({ 'Look at the candidate': [inRecovery], 'Look at the candidate again': [inRecovery] });
    expect(done(seen.path).slice(-4)).toEqual(['Look at the candidate again', ...FAILED]);
    const record = seen.inputs.find((one) => one.state === 'Write down how it failed');
    expect(record?.input.facts).toMatchObject({ failure: { Error: 'PromotionUnconfirmed', Cause: 'seen' } });
  });

  test('of a candidate that nobody can ask is not tried through SQL', async () => {
    const seen = await run({ 'Look at the candidate': [confirmation({ state: 'unreachable' })] });
    expect(done(seen.path).slice(-4)).toEqual(['Look at the candidate', ...FAILED]);
    const gone = await run({
      'Look at the candidate': [inRecovery],
      'Look at the candidate again': [confirmation({ state: 'unreachable' })],
    });
    expect(done(gone.path).slice(-4)).toEqual(['Look at the candidate again', ...FAILED]);
  });

  test.each(['IncidentTakenOver', 'NodeMoved', 'TwoPrimaries', 'FencingNotProven'])(
    'refused by %s leads to no other attempt to promote',
    async (error) => {
      const first = await run({ 'Promote standby': [named(error)] });
      expect(done(first.path)).toEqual([...TO_PROMOTION, ...FAILED]);
      const second = await run({ 'Look at the candidate': [inRecovery], 'Promote through SQL': [named(error)] });
      expect(done(second.path).slice(-4)).toEqual(['Promote through SQL', ...FAILED]);
    },
  );

  test('that turns out to be somebody else’s stops the run', async () => {
    const seen = await run({ 'Look at the candidate': [named('NodeMoved')] });
    expect(done(seen.path).slice(-4)).toEqual(['Look at the candidate', ...FAILED]);
    const again = await run({ 'Look at the candidate': [inRecovery], 'Look at the candidate again': [named('NodeMoved')] });
    expect(done(again.path).slice(-4)).toEqual(['Look at the candidate again', ...FAILED]);
  });
});

describe('no answer from', () => {
  test.each(['OutcomeUnknown', 'States.Timeout', 'Sandbox.Timedout', 'Lambda.Unknown', 'Lambda.ServiceException', 'Runtime.ExitError'])(
    'the fencing task (%s) proves nothing: the next rung is climbed',
    async (error) => {
      const seen = await run({ 'Fence old primary': [named(error)] });
      expect(seen.path).toEqual(expect.arrayContaining(['Take the fencing as unproven', "Stop old primary's instance"]));
      expect(seen.end).toBe('Recovered');
      const stop = seen.inputs.find((one) => one.state === "Stop old primary's instance");
      expect(stop?.input.fencing).toMatchObject({ proven: false, state: 'unproven', node: 'db-1' });
    },
  );

  test('the power switch is followed by a look, not by another order', async () => {
    const seen = await run({
      'Fence old primary': [fenced({ proven: false, state: 'unproven' })],
      "Stop old primary's instance": [named('States.Timeout')],
    });
    expect(seen.path.filter((name) => name === "Stop old primary's instance")).toHaveLength(1);
    const check = seen.inputs.find((one) => one.state === 'Check that the instance stopped');
    expect(check?.input.fencing).toMatchObject({ proven: false, state: 'stopping', node: 'db-1' });
    expect(seen.end).toBe('Recovered');
  });

  test('the record switch is decided by verifying through the name', async () => {
    expect((await run({ 'Switch writer record': [named('OutcomeUnknown')] })).end).toBe('Recovered');
    const wrong = await run({
      'Switch writer record': [named('OutcomeUnknown')],
      'Verify through the name': [named('NotYet', 'name not switched')],
    });
    expect(done(wrong.path).slice(-4)).toEqual(['Verify through the name', ...FAILED]);
    expect(wrong.path).toContain('Wait for the writer record');
  });

  test('a change that nobody hears the spreading of is decided by verifying through the name', async () => {
    const seen = await run({ 'Wait for the writer record': [named('States.Timeout')] });
    expect(done(seen.path).slice(-6, -4)).toEqual(['Wait for the writer record', 'Restart application']);
    expect(seen.output).toMatchObject({ record: switched(), inSyncFailure: { Error: 'States.Timeout' } });
  });

  test('a record that was switched before is waited for as well: DNS may not know it yet', async () => {
    const seen = await run({ 'Switch writer record': [switched({ status: 'already', changeId: '' })] });
    expect(seen.path).toContain('Wait for the writer record');
    expect(seen.end).toBe('Recovered');
  });

  test('re-pointing or restarting stops no recovery, and the quorum is given nobody to wait for', async () => {
    const seen = await run({ 'Re-point other standbys': [named('States.Timeout')], 'Restart application': [named('EffectRefused')] });
    expect(seen.end).toBe('Recovered');
    const synchronous = seen.inputs.find((one) => one.state === 'Set synchronous standbys');
    expect(synchronous?.input.repointing).toMatchObject({ following: [] });
  });
});

describe('a failure', () => {
  test.each([
    ['Assess primary', 'DependencyUnavailable'],
    ['Fence old primary', 'NodeMoved'],
    ['Fence old primary', 'IncidentTakenOver'],
    ['Compare replica LSNs', 'FencingNotProven'],
    ['Re-point other standbys', 'IncidentTakenOver'],
    ['Re-point other standbys', 'NodeMoved'],
    ['Set synchronous standbys', 'OutcomeUnknown'],
    ['Switch writer record', 'NodeMoved'],
    ['Restart application', 'IncidentTakenOver'],
    ['Verify through the name', 'NotYet'],
    ['Close the incident', 'IncidentTakenOver'],
  ])('of "%s" with %s is written down, told, and fails with its cause', async (state, error) => {
    const seen = await run({ [state]: [named(error, `${error} at ${state}`)] });
    expect(done(seen.path).slice(-4)).toEqual([state, ...FAILED]);
    expect(seen).toMatchObject({ succeeded: false, error: 'TheRealError' });
    const record = seen.inputs.find((one) => one.state === 'Write down how it failed');
    expect(record?.input).toMatchObject({ outcome: 'failed', facts: { failure: { Error: error, Cause: `${error} at ${state}` } } });
  });

  test.each(['RecordMoved', 'DependencyUnavailable', 'EffectRefused'])(
    'of the switch with %s comes after the standbys follow and commits return: whoever finds the primary by itself can write',
    async (error) => {
      const seen = await run({ 'Switch writer record': [named(error, 'at the switch')] });
      expect(done(seen.path).slice(-6)).toEqual([...SERVING.slice(0, 3), ...FAILED]);
      const record = seen.inputs.find((one) => one.state === 'Write down how it failed');
      expect(record?.input).toMatchObject({ facts: { failure: { Error: error, Cause: 'at the switch' } } });
    },
  );

  test.each([
    ["Stop old primary's instance", 'IncidentTakenOver'],
    ['Check that the instance stopped', 'States.Timeout'],
  ])('of "%s" with %s promotes nothing', async (state, error) => {
    const seen = await run({ 'Fence old primary': [fenced({ proven: false, state: 'unproven' })], [state]: [named(error)] });
    expect(done(seen.path).slice(-4)).toEqual([state, ...FAILED]);
  });

  test('of the false alarm’s closing fails the execution', async () => {
    const healthy = { 'Assess primary': [assessment({ action: 'false-alarm' })] };
    expect(done((await run({ ...healthy, 'Close the false alarm': [named('DependencyUnavailable')] })).path).slice(-3)).toEqual(FAILED);
    const untold = await run({ ...healthy, 'Tell people that it was a false alarm': [named('States.Timeout')] });
    expect(untold).toMatchObject({ end: 'Well, but nobody was told', succeeded: false, error: 'NobodyWasTold' });
  });

  test('to keep what diverged stops no recovery', async () => {
    const seen = await run({ 'Keep what diverged': [named('Lambda.Unknown')] });
    expect(seen.end).toBe('Recovered');
    expect(seen.output).toMatchObject({ divergenceFailure: { Error: 'Lambda.Unknown' } });
  });

  test('to tell that it recovered fails the execution, but does not say that the recovery failed', async () => {
    const seen = await run({
      'Start the ladder': [named('States.Timeout')],
      'Tell people that it recovered': [named('Lambda.Unknown', 'out of memory')],
    });
    expect(done(seen.path).slice(-2)).toEqual(['Tell people that it recovered', 'Well, but nobody was told']);
    expect(seen).toMatchObject({ succeeded: false, error: 'NobodyWasTold' });
    expect(seen.cause).toMatch(/the incident is closed, the report is report; .*Lambda\.Unknown.*out of memory/);
  });

  test.each([
    [{ 'Verify through the name': [named('NotYet')] }, 'Write down how it failed', 'Tell people that it failed', 'NotYet'],
    [{ 'Assess primary': [assessment({ action: 'hold' })] }, 'Write down why it is held', 'Tell people that it is held', 'HeldForAPerson'],
    [
      { 'Assess primary': [assessment({ action: 'stop' })] },
      'Write down who the two primaries are',
      'Tell people that there are two primaries',
      'TwoPrimaries',
    ],
  ])('to write down the outcome (%#) still tells people and fails with the cause', async (script: Script, record, tell, error) => {
    const seen = await run({ ...script, [record]: [named('States.Timeout')] });
    expect(seen.path).toContain(tell);
    expect(seen).toMatchObject({ succeeded: false, error });
    if (error === 'HeldForAPerson') expect(seen.cause).toContain('the report could not be written');
    const silent = await run({ ...script, [tell]: [named('States.Timeout')] });
    expect(silent.path.at(-2)).toBe(tell);
    expect(silent.succeeded).toBe(false);
  });

  test.each([{}, 'text', ['list'], { forse: true }])(
    'to open the incident (input %j) tells people that nothing runs, and fails with the cause',
    async (input) => {
      const seen = await run({ 'Open incident': [named('InvalidInput', 'unknown key "forse"')] }, input);
      expect(done(seen.path)).toEqual(['Open incident', 'Tell people that no incident was opened', 'Recovery failed']);
      expect(seen).toMatchObject({ succeeded: false, error: 'InvalidInput', cause: expect.stringContaining('unknown key') });
      const silent = await run(
        { 'Open incident': [named('States.Timeout')], 'Tell people that no incident was opened': [named('States.Timeout')] },
        input,
      );
      expect(silent).toMatchObject({ end: 'Recovery failed', error: 'States.Timeout' });
    },
  );
});

describe('an answer the machine does not know', () => {
  test.each([
    ['Open incident', [incident(), 'status']],
    ['Assess primary', [assessment(), 'action']],
    ['Fence old primary', [fenced(), 'proven']],
    ['Compare replica LSNs', [comparison(), 'action']],
    ['Look at the candidate', [confirmation(), 'state']],
    ['Switch writer record', [switched(), 'status']],
  ] as [string, [Record<string, unknown>, string]][])(
    'of "%s" fails, also when the field is missing or the answer is null',
    async (state, [answer, field]) => {
      const { [field]: _, ...without } = answer;
      // The engine refuses a ResultSelector on null, Step Functions does not; no step answers null.
      const nothing = state === 'Open incident' ? [] : [null];
      for (const strange of [{ ...answer, [field]: 'surprise' }, without, ...nothing]) {
        const seen = await run({ [state]: [strange] });
        expect(done(seen.path).slice(-3)).toEqual(FAILED);
        expect(seen.succeeded).toBe(false);
      }
    },
  );

  test.each([{}, { state: 'surprise' }])('of the last looks (%j) fails as well', async (strange) => {
    const unproven = { 'Fence old primary': [fenced({ proven: false, state: 'unproven' })] };
    expect((await run({ ...unproven, 'Check that the instance stopped': [strange] })).end).toBe('Recovery failed');
    const inRecovery = { 'Look at the candidate': [confirmation({ state: 'in-recovery' })] };
    expect((await run({ ...inRecovery, 'Look at the candidate again': [strange] })).end).toBe('Recovery failed');
  });
});

describe('looking again', () => {
  /** What leads to a state that a failover without trouble does not enter. */
  const towards: Script = {
    'Fence old primary': [fenced({ proven: false, state: 'unproven' })],
    'Look at the candidate': [confirmation({ state: 'in-recovery' })],
  };

  test.each([
    ['Open incident', incident()],
    ['Assess primary', assessment()],
    ['Check that the instance stopped', fenced({ rung: 'stop-instance' })],
    ['Compare replica LSNs', comparison()],
    ['Look at the candidate', confirmation()],
    ['Look at the candidate again', confirmation()],
  ])('"%s" is asked once more after a transport failure, and not a third time', async (state, answer) => {
    const script = (errors: string[]) => ({ ...towards, [state]: [...errors.map((one) => named(one)), answer] });
    for (const error of ['Lambda.TooManyRequestsException', 'DependencyUnavailable', 'NotYet'])
      expect((await run(script([error]))).end).toBe('Recovered');
    expect((await run(script(['DependencyUnavailable', 'DependencyUnavailable']))).end).toBe('Recovery failed');
  });

  test.each(['OutcomeUnknown', 'States.Timeout', 'Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError'])(
    'the lock is asked for once more also after %s: the same execution gets the same answer',
    async (error) => {
      expect((await run({ 'Open incident': [named(error), incident()] })).end).toBe('Recovered');
      const seen = await run({ 'Assess primary': [named(error), assessment()] });
      expect(seen.end).toBe('Recovery failed');
    },
  );
});

describe('what each task is given', () => {
  test('is the same incident everywhere, and never the execution input', async () => {
    const seen = await run({}, { reason: 'secret of the caller' });
    const [, ...steps] = seen.inputs.filter(({ state }) => state !== 'Start the ladder');
    for (const { state, input } of steps) {
      expect({ state, incident: input.incident ?? (input.facts as Record<string, unknown>).incident }).toEqual({
        state,
        incident: incident(),
      });
      expect(JSON.stringify(input)).not.toContain('secret of the caller');
    }
  });

  test('is the step’s own input type, field by field', async () => {
    const seen = await run();
    const keys = Object.fromEntries(seen.inputs.map(({ state, input }) => [state, Object.keys(input).sort()]));
    expect(keys).toMatchObject({
      'Open incident': ['execution', 'input'],
      'Assess primary': ['decisions', 'incident', 'previous'],
      'Fence old primary': ['assessment', 'incident'],
      'Compare replica LSNs': ['assessment', 'decisions', 'fencing', 'incident'],
      'Promote standby': ['assessment', 'comparison', 'fencing', 'incident'],
      'Re-point other standbys': ['comparison', 'confirmation', 'incident'],
      'Set synchronous standbys': ['comparison', 'confirmation', 'incident', 'repointing'],
      'Switch writer record': ['assessment', 'comparison', 'confirmation', 'incident'],
      'Wait for the writer record': ['assessment', 'comparison', 'incident', 'record'],
      'Restart application': ['comparison', 'incident'],
      'Verify through the name': ['comparison', 'confirmation', 'fencing', 'incident'],
      'Close the incident': ['facts', 'incident', 'outcome'],
      'Start the ladder': ['Input', 'Name', 'StateMachineArn'],
    });
  });
});

describe('these paths together', () => {
  test('enter every state', () => expect(tried.statesNotEntered()).toEqual([]));
  test('take every catch', () => expect(tried.catchesNotTaken()).toEqual([]));
  test('use every retry', () => expect(tried.retriesNotUsed()).toEqual([]));
  test('give every answer to every question, an unknown one and none included', () =>
    expect(tried.answersNotGiven(ASKED_BEFORE)).toEqual([]));
});
