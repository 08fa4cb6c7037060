import { assessPrimary } from '../../../lambdas/steps/assess-primary.ts';
import {
  after,
  approval,
  assessment,
  attempt,
  dead,
  heartbeat,
  incident,
  intent,
  planOf,
  primary,
  receiving,
  standby,
} from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const NONE = { attempt: 0 } as const;

/** db-1 named by the record and remembered as primary; what it and its standbys say is up to the test. */
function world(): World {
  return new World().answer('record.read', 'db-1.db.internal').answer('heartbeats.newest', heartbeat());
}
const unreachable = attempt('unreachable');
const lost = () => world().answer('probe.tryWrite', unreachable).see(dead('db-1'), standby('db-2'), standby('db-3'), standby('db-4'));
const assess = (seen: World, change = {}, previous: Parameters<typeof assessPrimary>[0]['previous'] = NONE) =>
  assessPrimary({ incident: incident(change), previous, decisions: {} }, seen.ports, plan);

test('one acknowledged write is enough: a false alarm after a single try', async () => {
  const seen = world().answer('probe.tryWrite', attempt('committed')).see(primary('db-1'), receiving('db-2'));
  expect(await assess(seen)).toMatchObject({ verdict: 'healthy', action: 'false-alarm', attempt: 1, oldPrimary: 'db-1' });
  expect(seen.callsTo('probe.tryWrite')).toHaveLength(1);
});

test('a primary counts as lost only after three tries, with everybody looked at after each', async () => {
  const seen = lost();
  expect(await assess(seen)).toMatchObject({
    verdict: 'down',
    action: 'fail-over',
    oldPrimary: 'db-1',
    recordValue: 'db-1.db.internal',
    timeline: 1,
  });
  expect(seen.callsTo('probe.tryWrite')).toHaveLength(3);
  expect(seen.callsTo('probe.observe')).toHaveLength(3 * plan.database.nodes.length);
});

test.each([
  ['alarm', 0.25],
  ['person', 1],
  ['schedule', 1],
] as const)(
  'the tries of an execution that was started by %s are %d heartbeats apart: before an alarm the probe has tried',
  async (trigger, pace) => {
    const seen = lost().answer('heartbeats.newest', heartbeat({ at: after(-3) }));
    await assess(seen, { trigger });
    expect(seen.clock.slept).toEqual([pace, pace]);
  },
);

/** A lost primary, and a memory into which another vantage writes every `every` seconds; `ago`: seconds since it last did when all begins. */
function remembering(every: number, ago: number, memory: (beats: number) => object) {
  const seen = lost();
  const beats = () => Math.floor(((seen.clock.millis - Date.parse(after(0))) / 1000 + ago) / every);
  const heartbeats = { newest: async () => heartbeat({ at: after(-60) }), sights: async () => [], see: async () => undefined };
  const spoken = new Proxy(heartbeats, { get: (silent, method) => Reflect.get({ ...silent, ...memory(beats()) }, method) });
  return { ...seen.ports, heartbeats: spoken as unknown as typeof seen.ports.heartbeats };
}
const MOMENTS = Array.from({ length: 20 }, (_, index) => index / 20);
const assessing = { incident: incident(), previous: NONE, decisions: {} };

test.each(MOMENTS)('a vantage to which the primary acknowledges a heartbeat a second is heard, %d s after it spoke last', async (ago) => {
  const ports = remembering(1, ago, (beats) => ({ newest: async () => heartbeat({ vantage: 'eu-west-1', at: after(beats - ago) }) }));
  expect(await assessPrimary(assessing, ports, plan)).toMatchObject({ verdict: 'unreachable-from-here' });
});

test.each(MOMENTS)('a vantage that sees the primary every two seconds is heard, twice %d s after it looked last', async (half) => {
  const sight = { vantage: 'eu-west-1', primary: 'db-1', seen: 'answers', receiving: [], primaries: ['db-1'] };
  const ports = remembering(2, 2 * half, (beats) => ({ sights: async () => [{ ...sight, beat: String(beats) }] }));
  expect(await assessPrimary(assessing, ports, plan)).toMatchObject({ verdict: 'unreachable-from-here' });
});

test('a write that is acknowledged at the third try ends it all', async () => {
  const seen = world().answer('probe.tryWrite', unreachable, unreachable, attempt('committed')).see(dead('db-1'), standby('db-2'));
  expect((await assess(seen)).action).toBe('false-alarm');
});

test('what is remembered of the primary is handed on: synchronous setting, system identifier, last heartbeat', async () => {
  const known = await assess(lost());
  expect(known).toMatchObject({
    synchronousSetting: heartbeat().synchronousSetting,
    systemIdentifier: heartbeat().systemIdentifier,
    lastHeartbeat: heartbeat(),
  });
});

test('without a remembered heartbeat the setting is unknown, and the identifier is the one all agree on', async () => {
  const nothing = () => lost().answer('heartbeats.newest', undefined);
  expect(await assess(nothing())).toMatchObject({ synchronousSetting: null, systemIdentifier: standby('db-2').systemIdentifier });
  const divided = nothing();
  divided.nodes['db-3'] = [standby('db-3', { systemIdentifier: 'another' })];
  expect(await assess(divided)).toMatchObject({ systemIdentifier: '', action: 'hold' });
});

test('the record is asked from its control plane, and from DNS when that does not answer', async () => {
  const seen = lost().answer('record.read', unavailable('Route 53')).answer('resolver.addresses', ['10.20.1.11']);
  expect(await assess(seen)).toMatchObject({ oldPrimary: 'db-1', recordValue: 'db-1.db.internal', action: 'fail-over' });
});

test('a record that nobody can tell stops the assessment, and says what both said', async () => {
  const seen = lost().answer('record.read', unavailable('Route 53')).answer('resolver.addresses', new Error('SERVFAIL'));
  await expect(assess(seen)).rejects.toMatchObject({
    name: 'DependencyUnavailable',
    message: expect.stringMatching(/control plane says Route 53 does not answer, DNS says SERVFAIL/),
  });
});

test('a record that names no node of the plan is held, and nobody is asked to write', async () => {
  const seen = lost().answer('record.read', 'elsewhere.example');
  expect(await assess(seen)).toMatchObject({ verdict: 'primary-unclear', action: 'hold', oldPrimary: '' });
  expect(seen.callsTo('probe.tryWrite')).toEqual([]);
});

test('an address that no node has is shown as it is', async () => {
  const seen = lost().answer('record.read', unavailable('Route 53')).answer('resolver.addresses', ['10.99.99.99']);
  expect(await assess(seen)).toMatchObject({ recordValue: '10.99.99.99', action: 'hold' });
});

test('two primaries stop everything', async () => {
  const seen = world().answer('probe.tryWrite', attempt('committed')).see(primary('db-1'), primary('db-2'));
  expect(await assess(seen)).toMatchObject({ verdict: 'split-brain', action: 'stop' });
});

test('waiting is counted from when the verdict began, over several assessments', async () => {
  const seen = world().answer('probe.tryWrite', unreachable).see(dead('db-1', 'silent'), receiving('db-2'), receiving('db-3'));
  const first = await assess(seen);
  expect(first).toMatchObject({ verdict: 'unreachable-from-here', action: 'wait', attempt: 1, verdictSince: after(0) });
  seen.clock.millis += 20_000;
  const second = await assess(seen, {}, first);
  expect(second).toMatchObject({ action: 'wait', attempt: 2, firstAt: first.firstAt, verdictSince: first.verdictSince });
  seen.clock.millis += 10_000;
  expect(await assess(seen, {}, second)).toMatchObject({ action: 'ask', attempt: 3 });
});

test('a verdict that changed starts its own patience', async () => {
  const before = assessment({ verdict: 'restarting', action: 'wait', verdictSince: after(-100), firstAt: after(-5) });
  const seen = world().answer('probe.tryWrite', unreachable).see(dead('db-1', 'silent'), receiving('db-2'));
  expect(await assess(seen, {}, before)).toMatchObject({
    verdict: 'unreachable-from-here',
    action: 'wait',
    verdictSince: after(0),
    firstAt: after(-5),
  });
});

test('a person may force what only we cannot reach, and nothing else', async () => {
  const cut = world().answer('probe.tryWrite', unreachable).see(dead('db-1', 'silent'), receiving('db-2'));
  expect((await assess(cut, { force: true })).action).toBe('fail-over');
  const blind = world().answer('probe.tryWrite', unreachable);
  expect(await assess(blind, { force: true })).toMatchObject({ verdict: 'blind', action: 'hold' });
});

test('without anybody to promote the primary is not fenced: a person decides first', async () => {
  const seen = world()
    .answer('probe.tryWrite', unreachable)
    .see(dead('db-1'), standby('db-2', { replayPaused: true }));
  expect(await assess(seen)).toMatchObject({
    verdict: 'down',
    action: 'hold',
    why: expect.stringContaining('no standby could be promoted'),
  });
});

test('record, memory, tries and looks each have their deadline, and an assessment changes nothing else', async () => {
  const seen = world()
    .answer('probe.tryWrite', attempt('committed'))
    .answer('record.read', unavailable('Route 53'))
    .answer('resolver.addresses', ['10.20.1.11'])
    .see(primary('db-1'));
  await assess(seen);
  expect(seen.callsTo('heartbeats.newest')).toEqual([[2], [2]]);
  expect(seen.callsTo('resolver.addresses')).toEqual([['primary.db.internal', 2]]);
  expect(seen.callsTo('probe.tryWrite')).toEqual([[plan.database.nodes[0], 1]]);
  expect(seen.callsTo('probe.observe').map(([, seconds]) => seconds)).toEqual([1, 2, 2, 2]);
  expect(seen.effects).toEqual(['probe.tryWrite']);
});

test('a heartbeat that was acknowledged just now counts for more than the one that is remembered', async () => {
  const newer = heartbeat({ at: after(0), timeline: 4, synchronousSetting: 'ANY 1 (db_3)' });
  const seen = world()
    .answer('probe.tryWrite', attempt('committed', { heartbeat: newer }))
    .see(primary('db-1', { timeline: 4 }));
  expect(await assess(seen)).toMatchObject({ lastHeartbeat: newer, timeline: 4, synchronousSetting: 'ANY 1 (db_3)' });
});

test('the newest timeline is that of the cluster, not of a stranger', async () => {
  const seen = lost();
  seen.nodes['db-3'] = [standby('db-3', { timeline: 3 })];
  seen.nodes['db-4'] = [standby('db-4', { timeline: 9, systemIdentifier: 'another' })];
  expect((await assess(seen)).timeline).toBe(3);
});

test('a primary that starts up is waited for during the grace, and lost after it', async () => {
  const seen = world().answer('probe.tryWrite', attempt('starting-up')).see(dead('db-1', 'starting-up'), standby('db-2'));
  const first = await assess(seen);
  expect(first).toMatchObject({ verdict: 'restarting', action: 'wait' });
  seen.clock.millis += 10_000;
  const second = await assess(seen, {}, first);
  expect(second).toMatchObject({ verdict: 'restarting', action: 'wait', verdictSince: first.verdictSince });
  seen.clock.millis += 10_000;
  expect(await assess(seen, {}, second)).toMatchObject({ verdict: 'down', action: 'fail-over', attempt: 3 });
});

test.each([
  ['commit-hangs', 'commit-stalled', 'relieve'],
  ['cannot-write', 'degraded', 'hold'],
] as const)('a primary whose try is "%s" is never lost by force', async (outcome, verdict, action) => {
  const seen = world().answer('probe.tryWrite', attempt(outcome)).see(primary('db-1'), standby('db-2'));
  expect(await assess(seen, { force: true, reason: 'please' })).toMatchObject({ verdict, action });
});

test('a primary of another region is not this machine’s to judge', async () => {
  const seen = lost();
  seen.region = 'eu-west-1';
  expect(await assess(seen, { force: true })).toMatchObject({ verdict: 'primary-unclear', action: 'hold', region: 'eu-west-1' });
});

test('where nobody answers and nothing is remembered, no cluster is made up', async () => {
  const seen = world().answer('heartbeats.newest', undefined).answer('probe.tryWrite', unreachable);
  const known = await assess(seen);
  expect(known).toMatchObject({ verdict: 'blind', action: 'hold', systemIdentifier: '', timeline: 0, synchronousSetting: null });
  expect('lastHeartbeat' in known).toBe(false);
});

test('a heartbeat that another vantage got acknowledged meanwhile says that the primary lives: wait, whatever the receivers show', async () => {
  const seen = lost().answer('heartbeats.newest', heartbeat(), heartbeat(), heartbeat({ at: after(1), vantage: 'eu-west-1' }));
  expect(await assess(seen)).toMatchObject({
    verdict: 'unreachable-from-here',
    action: 'wait',
    why: expect.stringContaining('eu-west-1'),
    lastHeartbeat: { at: after(1) },
  });
});

test('a heartbeat acknowledged meanwhile is a sign of life whatever the clock of the primary before said', async () => {
  const before = heartbeat({ at: after(180), acknowledgedAt: after(-20), primary: 'db-4' });
  const now = heartbeat({ at: after(-120), acknowledgedAt: after(1), vantage: 'eu-west-1' });
  expect(await assess(lost().answer('heartbeats.newest', before, now))).toMatchObject({ verdict: 'unreachable-from-here' });
});

test('a memory that answers only later, or names another primary, is no sign of life', async () => {
  expect(await assess(lost().answer('heartbeats.newest', undefined, heartbeat()))).toMatchObject({ verdict: 'down' });
  const other = lost().answer('heartbeats.newest', heartbeat(), heartbeat({ at: after(1), primary: 'db-2' }));
  expect(await assess(other)).toMatchObject({ verdict: 'primary-unclear', action: 'hold' });
});

test('standbys on a newer timeline than the last heartbeat follow a primary nobody sees: held', async () => {
  const seen = world()
    .answer('probe.tryWrite', unreachable)
    .see(dead('db-1'), dead('db-2'), standby('db-3', { timeline: 2 }), standby('db-4', { timeline: 2 }));
  expect(await assess(seen)).toMatchObject({
    verdict: 'primary-unclear',
    action: 'hold',
    why: expect.stringContaining('db-3 is on timeline 2'),
  });
});

describe('the other vantage', () => {
  const sight = (change = {}) => ({
    vantage: 'eu-west-1',
    beat: 'two',
    primary: 'db-1',
    seen: 'no answer',
    receiving: [],
    primaries: [],
    ...change,
  });
  const before = sight({ beat: 'one' });

  test('that does not see the primary either is quoted, and kept for the report', async () => {
    const found = await assess(lost().answer('heartbeats.sights', [before], [sight()]));
    expect(found).toMatchObject({ verdict: 'down', action: 'fail-over', otherVantage: sight() });
    expect(found.why).toContain('the probe in eu-west-1 does not reach it either (no answer)');
  });

  test('that sees a standby receive keeps the primary from being called down', async () => {
    const seen = lost().answer('heartbeats.sights', [before], [sight({ receiving: ['db-3'] })]);
    expect(await assess(seen)).toMatchObject({ verdict: 'unreachable-from-here', action: 'wait' });
  });

  test('that sees another primary makes nobody act', async () => {
    const seen = lost().answer('heartbeats.sights', [before], [sight({ primaries: ['db-2'] })]);
    expect(await assess(seen)).toMatchObject({
      verdict: 'primary-unclear',
      action: 'hold',
      why: expect.stringContaining('db-2 is primary'),
    });
    const both = lost().answer('heartbeats.sights', [before], [sight({ primaries: ['db-1', 'db-2'] })]);
    expect(await assess(both)).toMatchObject({ verdict: 'split-brain', action: 'stop' });
  });

  test('that has not ticked since the first reading says nothing, whatever it saw long ago', async () => {
    const seen = lost().answer('heartbeats.sights', [sight({ primaries: ['db-2'] })]);
    const found = await assess(seen);
    expect(found).toMatchObject({ verdict: 'down', why: expect.stringContaining('no other vantage says anything about it') });
    expect('otherVantage' in found).toBe(false);
  });
});

describe('a primary that only we cannot reach', () => {
  const only = () => world().answer('probe.tryWrite', unreachable).see(dead('db-1'), receiving('db-2'), standby('db-3'));
  const long = assessment({ verdict: 'unreachable-from-here', action: 'wait', verdictSince: after(-40), firstAt: after(-40) });

  test('is a question for a person after the patience; an approval gives it up and is named', async () => {
    expect(await assess(only(), {}, long)).toMatchObject({ action: 'ask' });
    const approved = { incident: incident(), previous: long, decisions: { giveUpPrimary: approval('give-up-primary') } };
    expect(await assessPrimary(approved, only().ports, plan)).toMatchObject({
      action: 'fail-over',
      why: expect.stringContaining('given up, approved by Rado: the room burns'),
    });
  });

  test.each([{ decision: 'decline' as const }, { by: ' ' }, { reason: '' }, { question: 'promote-candidate' as const }])(
    'is not given up by an answer that is no approval of this: %j',
    async (change) => {
      const answered = { incident: incident(), previous: long, decisions: { giveUpPrimary: approval('give-up-primary', change) } };
      expect(await assessPrimary(answered, only().ports, plan)).toMatchObject({ action: 'ask' });
    },
  );

  test('is not asked about when no standby could be promoted', async () => {
    const seen = world()
      .answer('probe.tryWrite', unreachable)
      .see(dead('db-1'), receiving('db-2', { replayPaused: true }));
    expect(await assess(seen, {}, long)).toMatchObject({ action: 'hold', why: expect.stringContaining('no standby could be promoted') });
  });
});

describe('after an execution that set out a promotion', () => {
  const before = { promoting: intent() };
  const promoted = primary('db-2', { timeline: 2 });
  const following = standby('db-3', {
    timeline: 2,
    receiver: { streaming: true, lastMessageAgeSeconds: 0.1, timeline: 2, senderHost: 'db-2.db.internal' },
  });

  test('that happened while the record still names the old primary: fence once more, then go on', async () => {
    const seen = world().answer('probe.tryWrite', unreachable).see(dead('db-1'), promoted, following);
    expect(await assess(seen, before)).toMatchObject({ verdict: 'promoted-before', action: 'fail-over', oldPrimary: 'db-1' });
  });

  test.each([
    ['the record names the new primary', 'db-2.db.internal', attempt('committed'), dead('db-1')],
    ['commits on the new primary hang', 'db-2.db.internal', attempt('commit-hangs'), dead('db-1')],
    ['the old primary is a standby by now', 'db-1.db.internal', attempt('in-recovery'), standby('db-1', { timeline: 2 })],
  ])('that happened, and %s: finish', async (_, record, write, old) => {
    const seen = world().answer('record.read', record).answer('probe.tryWrite', write).see(old, promoted, following);
    const found = await assess(seen, before);
    expect(found).toMatchObject({ verdict: 'promoted-before', action: 'finish', oldPrimary: 'db-1', recordValue: record });
    expect(found.takenUp).toMatchObject({
      fencing: { proven: false, node: 'db-1' },
      comparison: { action: 'promote', candidate: { node: 'db-2', timeline: 1 }, loss: { proven: false, seconds: null } },
      confirmation: { state: 'promoted', timeline: 2 },
    });
  });

  test.each([
    ['does not answer', dead('db-2', 'silent')],
    ['is still a standby', receiving('db-2')],
  ])('a healthy old primary closes nothing while the node %s', async (_, other) => {
    const seen = world().answer('probe.tryWrite', attempt('committed')).see(primary('db-1'), other, receiving('db-3'));
    expect(await assess(seen, before)).toMatchObject({ verdict: 'promoted-before', action: 'hold', why: expect.stringContaining('db-2') });
  });

  test('two primaries are two primaries', async () => {
    const seen = world().answer('probe.tryWrite', attempt('committed')).see(primary('db-1'), promoted);
    expect(await assess(seen, before)).toMatchObject({ verdict: 'split-brain', action: 'stop' });
  });

  test('a record that names a third node is held', async () => {
    const seen = world()
      .answer('record.read', 'db-3.db.internal')
      .answer('probe.tryWrite', attempt('in-recovery'))
      .see(promoted, following);
    expect(await assess(seen, before)).toMatchObject({ verdict: 'primary-unclear', action: 'hold' });
  });

  test('that did not happen, as far as anybody sees, the evidence decides as ever', async () => {
    expect(await assess(lost(), before)).toMatchObject({ verdict: 'down', action: 'fail-over', oldPrimary: 'db-1' });
  });
});

describe('after an execution that relieved the quorum', () => {
  const before = { relieving: { primary: 'db-1', before: 'ANY 1 (db_2, db_3)', silent: ['db_2'] } };
  const serving = (synchronousSetting: string) =>
    world().answer('probe.tryWrite', attempt('committed')).see(primary('db-1', { synchronousSetting }), receiving('db-3'));

  test.each([[''], ['ANY 1 ("db_3")']])('a primary that acknowledges writes under %j is no false alarm, forced or not', async (setting) => {
    for (const force of [false, true])
      expect(await assess(serving(setting), { ...before, force })).toMatchObject({
        verdict: 'healthy',
        action: 'hold',
        why: expect.stringMatching(/acknowledged a write .*; commits return, but .* required ANY 1 \(db_2, db_3\) again/),
      });
  });

  test('one whose setting could not be read is none either; one whose quorum is back is', async () => {
    const unseen = world().answer('probe.tryWrite', attempt('committed')).see(dead('db-1', 'rejected'), receiving('db-3'));
    expect(await assess(unseen, before)).toMatchObject({ action: 'hold', why: expect.stringContaining('is unknown') });
    expect(await assess(serving('ANY 1 (db_2, db_3)'), before)).toMatchObject({ action: 'false-alarm' });
  });

  test('nothing is proven any more for a primary that is lost now', async () => {
    const remembering = () => lost().answer('heartbeats.newest', heartbeat({ synchronousSetting: 'ANY 1 (db_2, db_3)' }));
    expect(await assess(remembering(), before)).toMatchObject({ action: 'fail-over', synchronousSetting: null });
    expect(await assess(remembering(), {})).toMatchObject({ synchronousSetting: 'ANY 1 (db_2, db_3)' });
  });
});
