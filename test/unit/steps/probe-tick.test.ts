import type { ProbeMetric } from '../../../lambdas/domain/probe-metrics.ts';
import { FRESH_MEMORY, type ProbeMemory, probeTick } from '../../../lambdas/steps/probe-tick.ts';
import { after, attempt, dead, heartbeat, planOf, primary, receiving, standby } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const NAMES_DB_1 = ['10.20.1.11'];

function world(region = 'eu-west-3'): World {
  const seen = new World()
    .answer('resolver.addresses', NAMES_DB_1)
    .answer('heartbeats.newest', heartbeat())
    .answer('heartbeats.remember', undefined)
    .answer('metrics.publish', undefined)
    .answer('alarm.raisePrimaryNotWritable', undefined);
  seen.region = region;
  return seen;
}
const tick = (seen: World, memory: ProbeMemory = FRESH_MEMORY) => probeTick(memory, seen.ports, plan);
const metric = (seen: World, name: string, tickNumber = 0) => {
  const published = (seen.callsTo('metrics.publish')[tickNumber] ?? [[]])[0] as ProbeMetric[];
  return published.filter((one) => one.name === name).map((one) => one.value);
};
/** Nodes that were asked to write, in order. */
const asked = (seen: World) => seen.callsTo('probe.tryWrite').map(([node]) => (node as { id: string }).id);
const down = (region?: string) =>
  world(region).answer('probe.tryWrite', attempt('unreachable')).see(standby('db-2'), standby('db-3'), standby('db-4'));

test('a write that is acknowledged is remembered and published, with the lag of every standby', async () => {
  const seen = world().answer('probe.tryWrite', attempt('committed')).see(receiving('db-2'), receiving('db-3'), receiving('db-4'));
  expect(await tick(seen)).toEqual({ failures: 0, alarmSet: false, lastHeartbeat: attempt('committed').heartbeat });
  expect(seen.callsTo('heartbeats.remember')).toEqual([[attempt('committed').heartbeat]]);
  expect(metric(seen, 'PrimaryWritable')).toEqual([1]);
  expect(metric(seen, 'StandbyReceiving')).toEqual([1, 1, 1]);
  expect(metric(seen, 'ProbeTick')).toEqual([1]);
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toEqual([]);
});

test('the alarm is raised after the third failed try in a row, once for each outage', async () => {
  const seen = down();
  let memory = FRESH_MEMORY;
  const raised: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    memory = await tick(seen, memory);
    raised.push(seen.callsTo('alarm.raisePrimaryNotWritable').length);
  }
  expect(raised).toEqual([0, 0, 1, 1, 1]);
  expect(memory).toMatchObject({ failures: 5, alarmSet: true });
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')[0]?.[0]).toContain('3 tries in a row failed; primary does not answer');
  expect(metric(seen, 'PrimaryWritable')).toEqual([0]);
});

test('a write in between starts the counting again', async () => {
  const seen = world().answer('probe.tryWrite', attempt('committed')).see(receiving('db-2'));
  expect(await tick(seen, { failures: 2, alarmSet: true })).toMatchObject({ failures: 0, alarmSet: false });
});

test('an alarm that could not be set is tried again at the next tick', async () => {
  const seen = down().answer('alarm.raisePrimaryNotWritable', unavailable('CloudWatch'), undefined);
  const first = await tick(seen, { failures: 2, alarmSet: false });
  expect(first).toMatchObject({ failures: 3, alarmSet: false });
  expect(await tick(seen, first)).toMatchObject({ failures: 4, alarmSet: true });
});

test.each([
  ['standbys still receive from it', [receiving('db-2'), standby('db-3')]],
  ['nobody answers at all', [dead('db-2'), dead('db-3'), dead('db-4')]],
  ['another node is primary', [primary('db-2'), standby('db-3')]],
])('while %s the alarm waits for its own periods', async (_, others) => {
  const seen = world()
    .answer('probe.tryWrite', attempt('unreachable'))
    .see(...others);
  await tick(seen, { failures: 9, alarmSet: false });
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toEqual([]);
  expect(metric(seen, 'PrimaryWritable')).toEqual([0]);
});

test.each(['commit-hangs', 'cannot-write', 'starting-up'] as const)('%s is not down: no early alarm', async (outcome) => {
  const seen = world().answer('probe.tryWrite', attempt(outcome)).see(standby('db-2'));
  await tick(seen, { failures: 9, alarmSet: false });
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toEqual([]);
});

test('the other region’s probe never reports the primary lost: it says nothing about it', async () => {
  const seen = down('eu-west-1');
  expect(await tick(seen, { failures: 9, alarmSet: false })).toMatchObject({ failures: 0 });
  expect(metric(seen, 'PrimaryWritable')).toEqual([]);
  expect(metric(seen, 'ProbeTick')).toEqual([1]);
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toEqual([]);
});

test('where this region’s name leads to a standby, the primary that was seen elsewhere is asked', async () => {
  const seen = world('eu-west-1')
    .answer('resolver.addresses', ['10.30.1.11'])
    .answer('probe.tryWrite', attempt('in-recovery'), attempt('committed'))
    .see(primary('db-1'), receiving('db-2'));
  expect(await tick(seen)).toMatchObject({ failures: 0 });
  expect(asked(seen)).toEqual(['db-4', 'db-1']);
  expect(metric(seen, 'PrimaryWritable')).toEqual([1]);
});

test('without DNS the node of the last heartbeat is asked; without that nobody is, and nothing is claimed', async () => {
  const known = world()
    .answer('resolver.addresses', unavailable('DNS'))
    .answer('probe.tryWrite', attempt('committed'))
    .see(receiving('db-2'));
  await tick(known);
  expect(asked(known)).toEqual(['db-1']);
  const unknown = world().answer('resolver.addresses', unavailable('DNS')).answer('heartbeats.newest', undefined).see(receiving('db-2'));
  expect(await tick(unknown, { failures: 9, alarmSet: false })).toMatchObject({ failures: 0 });
  expect(metric(unknown, 'PrimaryWritable')).toEqual([]);
});

test('without DNS no early alarm is raised: the record may name somebody else by now', async () => {
  const seen = down().answer('resolver.addresses', unavailable('DNS'));
  await tick(seen, { failures: 9, alarmSet: false });
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toEqual([]);
});

test('a service that fails does not end the tick', async () => {
  const seen = world()
    .answer('probe.tryWrite', attempt('committed'))
    .answer('metrics.publish', unavailable('CloudWatch'))
    .answer('heartbeats.remember', unavailable('DynamoDB'))
    .see(receiving('db-2'));
  expect(await tick(seen)).toMatchObject({ failures: 0 });
});

test('what was remembered is read once and then carried on', async () => {
  const seen = down();
  const memory = await tick(seen);
  await tick(seen, memory);
  expect(seen.callsTo('heartbeats.newest')).toHaveLength(1);
});

test('two failures are not three: the alarm waits, and nothing is remembered of a write that was not acknowledged', async () => {
  const seen = down();
  expect(await tick(seen, { failures: 1, alarmSet: false })).toEqual({ failures: 2, alarmSet: false, lastHeartbeat: heartbeat() });
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toEqual([]);
  expect(seen.callsTo('heartbeats.remember')).toEqual([]);
});

test('a new outage after a recovery is a new alarm', async () => {
  const seen = down().answer('probe.tryWrite', attempt('committed'), attempt('unreachable'));
  let memory = await tick(seen, { failures: 7, alarmSet: true });
  expect(memory).toMatchObject({ failures: 0, alarmSet: false });
  for (let count = 0; count < 3; count += 1) memory = await tick(seen, memory);
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toHaveLength(1);
});

test('a name that leads to a standby while no primary is seen is reported where the primary lived, without an early alarm', async () => {
  const seen = world().answer('probe.tryWrite', attempt('in-recovery')).see(standby('db-2'), standby('db-3'));
  expect(await tick(seen, { failures: 9, alarmSet: false })).toMatchObject({ failures: 10, alarmSet: false });
  expect(metric(seen, 'PrimaryWritable')).toEqual([0]);
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toEqual([]);
});

test('a standby says nothing about a primary of which nothing is known', async () => {
  const seen = world('eu-west-1')
    .answer('heartbeats.newest', undefined)
    .answer('resolver.addresses', ['10.30.1.11'])
    .answer('probe.tryWrite', attempt('in-recovery'));
  expect(await tick(seen, { failures: 9, alarmSet: false })).toMatchObject({ failures: 0 });
  expect(metric(seen, 'PrimaryWritable')).toEqual([]);
});

test.each([
  ['a primary of this region is seen', [primary('db-2'), standby('db-3')], heartbeat({ primary: 'db-4' })],
  ['the primary lived in this region last', [standby('db-3')], heartbeat({ primary: 'db-2' })],
])('a name that leads to a lost node of the other region is reported here when %s', async (_, others, last) => {
  const seen = world()
    .answer('resolver.addresses', ['10.30.1.11'])
    .answer('heartbeats.newest', last)
    .answer('probe.tryWrite', attempt('unreachable'))
    .see(...others);
  await tick(seen);
  expect(metric(seen, 'PrimaryWritable')).toEqual([0]);
});

test('where the primary last lived in the other region, a silent node of this one is not the primary lost', async () => {
  const seen = down().answer('heartbeats.newest', heartbeat({ primary: 'db-4' }));
  expect(await tick(seen, { failures: 9, alarmSet: false })).toMatchObject({ failures: 0 });
  expect(metric(seen, 'PrimaryWritable')).toEqual([]);
  expect(seen.callsTo('alarm.raisePrimaryNotWritable')).toEqual([]);
});

test('a primary that failed before anybody remembered a heartbeat does not go unnoticed', async () => {
  const seen = down().answer('heartbeats.newest', undefined);
  expect(await tick(seen, { failures: 2, alarmSet: false })).toEqual({ failures: 3, alarmSet: true });
  expect(metric(seen, 'PrimaryWritable')).toEqual([0]);
});

test('a vantage that has nothing to say keeps an alarm that was set', async () => {
  const seen = world().answer('resolver.addresses', unavailable('DNS')).answer('heartbeats.newest', undefined);
  expect(await tick(seen, { failures: 4, alarmSet: true })).toEqual({ failures: 0, alarmSet: true });
  expect(seen.callsTo('probe.tryWrite')).toEqual([]);
});

test('every question of a tick has one heartbeat to be answered in', async () => {
  const seen = down();
  await tick(seen);
  expect(seen.callsTo('heartbeats.newest')).toEqual([[1]]);
  expect(seen.callsTo('resolver.addresses')).toEqual([['primary.db.internal', 1]]);
  expect([...seen.callsTo('probe.tryWrite'), ...seen.callsTo('probe.observe')].map(([, seconds]) => seconds)).toEqual([1, 1, 1, 1]);
});

/** Metrics that alarms of the standbys watch, as published by the probe of a region. */
const ofReplication = (seen: World) =>
  Object.fromEntries(
    ['WorstReplicationLagSeconds', 'StandbysNotStreaming', 'QuorumShort'].flatMap((name) =>
      metric(seen, name).map((value) => [name, value]),
    ),
  );
const withQuorum = (node: string) =>
  attempt('committed', {
    heartbeat: heartbeat({ at: after(0), primary: node }),
    quorum: { setting: 'ANY 1 ("db_2", "db_3")', streaming: 2 },
  });

test('how the standbys follow is told where the primary lives, and there alone, before and after a region failover', async () => {
  const following = { WorstReplicationLagSeconds: 1, StandbysNotStreaming: 0, QuorumShort: 0 };
  const fromDb4 = { receiver: { streaming: true, lastMessageAgeSeconds: 0.2, timeline: 2, senderHost: 'db-4.db.internal' } };

  const home = world().answer('probe.tryWrite', withQuorum('db-1')).see(receiving('db-2'), receiving('db-3'), receiving('db-4'));
  await tick(home);
  expect(ofReplication(home)).toEqual(following);
  const away = world('eu-west-1')
    .answer('resolver.addresses', ['10.30.1.11'])
    .answer('probe.tryWrite', attempt('in-recovery'), withQuorum('db-1'))
    .see(primary('db-1'), receiving('db-2'), receiving('db-3'));
  await tick(away);
  expect(metric(away, 'PrimaryWritable')).toEqual([1]);
  expect(ofReplication(away)).toEqual({});

  const recovered = world('eu-west-1')
    .answer('resolver.addresses', ['10.30.1.11'])
    .answer('probe.tryWrite', withQuorum('db-4'))
    .see(standby('db-1', fromDb4), standby('db-2', fromDb4), standby('db-3', fromDb4));
  await tick(recovered);
  expect(ofReplication(recovered)).toEqual(following);
  const former = world()
    .answer('probe.tryWrite', attempt('in-recovery'), withQuorum('db-4'))
    .see(standby('db-2', fromDb4), standby('db-3', fromDb4), primary('db-4'));
  await tick(former);
  expect(asked(former)).toEqual(['db-1', 'db-4']);
  expect(ofReplication(former)).toEqual({});
});

test('a lost primary is told by one alarm: nothing is said of the standbys that stand still because of it', async () => {
  const seen = down();
  await tick(seen);
  expect(metric(seen, 'PrimaryWritable')).toEqual([0]);
  expect(ofReplication(seen)).toEqual({});
});
