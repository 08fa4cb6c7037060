import { assessPrimary } from '../../../lambdas/steps/assess-primary.ts';
import {
  after,
  assessment,
  attempt,
  dead,
  heartbeat,
  incident,
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
  assessPrimary({ incident: incident(change), previous }, seen.ports, plan);

test('one acknowledged write is enough: a false alarm after a single try', async () => {
  const seen = world().answer('probe.tryWrite', attempt('committed')).see(primary('db-1'), receiving('db-2'));
  expect(await assess(seen)).toMatchObject({ verdict: 'healthy', action: 'false-alarm', attempt: 1, oldPrimary: 'db-1' });
  expect(seen.callsTo('probe.tryWrite')).toHaveLength(1);
});

test('a primary counts as lost only after three tries, a heartbeat apart, with everybody looked at after each', async () => {
  const seen = lost();
  expect(await assess(seen)).toMatchObject({
    verdict: 'down',
    action: 'fail-over',
    oldPrimary: 'db-1',
    recordValue: 'db-1.db.internal',
    timeline: 1,
  });
  expect(seen.callsTo('probe.tryWrite')).toHaveLength(3);
  expect(seen.clock.slept).toEqual([1, 1]);
  expect(seen.callsTo('probe.observe')).toHaveLength(3 * plan.database.nodes.length);
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
  expect(await assess(seen, {}, second)).toMatchObject({ action: 'hold', attempt: 3 });
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
