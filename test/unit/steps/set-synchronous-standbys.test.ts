import { DependencyUnavailable, EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { setSynchronousStandbys } from '../../../lambdas/steps/set-synchronous-standbys.ts';
import { after, comparison, confirmation, follower, incident, planOf, primary } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const all = ['db-3', 'db-4'];
const QUORUM = 'ANY 1 ("db_3")';
const set = (seen: World, following = all, own = plan) =>
  setSynchronousStandbys(
    { incident: incident(), comparison: comparison(), confirmation: confirmation(), repointing: { following, notFollowing: [] } },
    seen.ports,
    own,
  );
const promoted = (change = {}) => primary('db-2', { timeline: 2, ...change });
const heartbeat = { at: after(8), timeline: 2 };
const serving = () =>
  new World()
    .see(promoted())
    .answer('probe.followers', [follower('db-3'), follower('db-4')])
    .answer('control.setSynchronousStandbys', undefined)
    .answer('control.commitHeartbeat', heartbeat);
const settings = (seen: World) => seen.callsTo('control.setSynchronousStandbys').map((call) => call[1]);
const line = (seen: World) => (seen.callsTo('incidents.append')[0]?.[1] as { text: string } | undefined)?.text;

test('the lock, the setting, then one commit of five seconds, and the story tells the setting', async () => {
  const seen = serving();
  await set(seen);
  expect(seen.calls.map((call) => call.to)).toEqual([
    'probe.observe',
    'incidents.assertOwner',
    'probe.followers',
    'control.setSynchronousStandbys',
    'control.commitHeartbeat',
    'incidents.append',
  ]);
  expect(seen.callsTo('control.setSynchronousStandbys')).toEqual([[plan.database.nodes[1], QUORUM, 2]]);
  expect(seen.callsTo('control.commitHeartbeat')).toEqual([[plan.database.nodes[1], 5]]);
  expect(line(seen)).toBe('synchronous_standby_names is "ANY 1 (\\"db_3\\")"');
});

test('running it twice sets once', async () => {
  const seen = serving();
  const first = await set(seen);
  seen.nodes['db-2'] = [promoted({ synchronousSetting: QUORUM })];
  expect(await set(seen)).toEqual(first);
  expect(settings(seen)).toEqual([QUORUM]);
});

test('a standby outside the planned quorum does not become synchronous because it follows', async () => {
  const seen = serving();
  expect(await set(seen, ['db-4'])).toMatchObject({ setting: '', degraded: true });
  expect(seen.callsTo('probe.followers')).toEqual([]);
});

test('fewer followers than planned acknowledge less, and that is said', async () => {
  const two = planOf((changed) => {
    changed.database.synchronous.count = 2;
  });
  const seen = serving();
  expect(await set(seen, all, two)).toMatchObject({ setting: QUORUM, planned: 'ANY 2 ("db-1", "db-3")', degraded: true });
  expect(line(seen)).toBe('synchronous_standby_names is "ANY 1 (\\"db_3\\")": durability is degraded');
});

test('FIRST stays FIRST', async () => {
  const first = planOf((changed) => {
    changed.database.synchronous.method = 'first';
  });
  expect(await set(serving(), all, first)).toMatchObject({ setting: 'FIRST 1 ("db_3")', planned: 'FIRST 1 ("db-1", "db-3")' });
});

test('an empty quorum that is in force already is not written, and its commit is tried once', async () => {
  const seen = serving();
  expect(await set(seen, [])).toEqual({
    setting: '',
    planned: 'ANY 1 ("db-1", "db-3")',
    degraded: true,
    heartbeatCommitted: true,
    at: after(8),
  });
  expect(seen.effects).toEqual(['incidents.assertOwner', 'control.commitHeartbeat']);
});

test('a quorum of the old primary is emptied when nobody follows', async () => {
  const seen = serving();
  seen.nodes['db-2'] = [promoted({ synchronousSetting: 'ANY 1 (db_1, db_3)' })];
  await set(seen, []);
  expect(settings(seen)).toEqual(['']);
});

describe('the first commit', () => {
  test('one that hangs under a quorum is given up in this order: the quorum goes, then a commit alone', async () => {
    const seen = serving().answer('control.commitHeartbeat', new OutcomeUnknown('no answer'), heartbeat);
    expect(await set(seen)).toMatchObject({ setting: '', degraded: true, at: after(8) });
    expect(seen.effects).toEqual([
      'incidents.assertOwner',
      'control.setSynchronousStandbys',
      'control.commitHeartbeat',
      'control.setSynchronousStandbys',
      'control.commitHeartbeat',
    ]);
    expect(line(seen)).toBe('synchronous_standby_names is "": durability is degraded');
  });

  test('one that hangs without a quorum is not repeated: nothing is left to give up', async () => {
    const seen = serving().answer('control.commitHeartbeat', new OutcomeUnknown('no answer'));
    await expect(set(seen, [])).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect(seen.callsTo('control.commitHeartbeat')).toHaveLength(1);
  });

  test.each([
    new EffectRefused('disk full', { sqlState: '53100' }),
    new EffectRefused('no grant'),
    new DependencyUnavailable('db-2 does not answer'),
  ])('one that fails for another cause leaves the quorum in force: %#', async (failure) => {
    const seen = serving().answer('control.commitHeartbeat', failure);
    await expect(set(seen)).rejects.toBe(failure);
    expect(settings(seen)).toEqual([QUORUM]);
    expect(seen.callsTo('control.commitHeartbeat')).toHaveLength(1);
  });

  test('emptying the quorum whose answer got lost is looked at, not repeated', async () => {
    const lost = () =>
      serving()
        .answer('control.commitHeartbeat', new OutcomeUnknown('no answer'), heartbeat)
        .answer('control.setSynchronousStandbys', undefined, new OutcomeUnknown('lost'));
    expect(await set(lost())).toMatchObject({ setting: '', degraded: true });
    const stays = lost().see(promoted({ synchronousSetting: QUORUM }));
    await expect(set(stays)).rejects.toMatchObject({
      name: 'OutcomeUnknown',
      message: expect.stringMatching(/^lost; postgresql.auto.conf may hold it/),
    });
    expect(settings(stays)).toEqual([QUORUM, '']);
    expect(stays.callsTo('control.commitHeartbeat')).toHaveLength(1);
  });
});

test('a setting that was certainly refused is not looked at', async () => {
  const seen = serving().answer('control.setSynchronousStandbys', new EffectRefused('no grant'));
  await expect(set(seen)).rejects.toMatchObject({ name: 'EffectRefused' });
  expect(seen.callsTo('probe.observe')).toHaveLength(1);
  expect(seen.callsTo('control.commitHeartbeat')).toEqual([]);
});

test.each([
  [new IncidentTakenOver('late'), 'IncidentTakenOver'],
  [unavailable('the table'), 'DependencyUnavailable'],
])('without the lock nothing is set and nothing is committed: %#', async (refusal, name) => {
  const seen = serving().answer('incidents.assertOwner', refusal);
  await expect(set(seen)).rejects.toMatchObject({ name });
  expect(seen.effects).toEqual(['incidents.assertOwner']);
});

test('a node that is not the new primary is given no setting', async () => {
  const seen = serving();
  seen.nodes['db-2'] = [promoted({ writable: false })];
  await expect(set(seen)).rejects.toMatchObject({ name: 'NodeMoved' });
  expect(seen.effects).toEqual(['incidents.assertOwner']);
});
