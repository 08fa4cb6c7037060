import { IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { relieveQuorum } from '../../../lambdas/steps/relieve-quorum.ts';
import { after, assessment, attempt, dead, follower, heartbeat, incident, planOf, primary, standby } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const QUORUM = 'ANY 1 (db_2, db_3)';
const stalled = assessment({ verdict: 'commit-stalled', action: 'relieve' });
const relieve = (seen: World) => relieveQuorum({ incident: incident(), assessment: stalled }, seen.ports, plan);
const serving = (change = {}) => primary('db-1', { synchronousSetting: QUORUM, ...change });
const silent = [follower('db-2', { flushedLsn: '0/4000000' }), follower('db-3', { flushedLsn: '0/4000000' })];
const hanging = () =>
  new World()
    .see(serving())
    .answer('probe.tryWrite', attempt('commit-hangs'))
    .answer('probe.followers', silent)
    .answer('heartbeats.newest', heartbeat({ synchronousSetting: QUORUM }))
    .answer('heartbeats.remember', undefined)
    .answer('control.setSynchronousStandbys', undefined)
    .answer('control.commitHeartbeat', { at: after(9), timeline: 1 });

test('the lock and the story first, then the weaker setting is remembered, then it is put in force, then a commit returns', async () => {
  const seen = hanging();
  expect(await relieve(seen)).toEqual({
    state: 'relieved',
    why: 'db_2, db_3 acknowledge nothing, so no commit returns',
    before: QUORUM,
    setting: '',
    silent: ['db_2', 'db_3'],
    at: after(9),
  });
  expect(seen.calls.map((call) => call.to)).toEqual([
    'probe.tryWrite',
    'probe.observe',
    'probe.followers',
    'incidents.assertOwner',
    'incidents.append',
    'heartbeats.newest',
    'heartbeats.remember',
    'control.setSynchronousStandbys',
    'control.commitHeartbeat',
    'heartbeats.newest',
    'heartbeats.remember',
  ]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({
    step: 'relieve-quorum',
    text: `db-1: synchronous_standby_names ${QUORUM} -> "": db_2, db_3 acknowledge nothing, so no commit returns`,
  });
  expect(seen.callsTo('control.setSynchronousStandbys')).toEqual([[plan.database.nodes[0], '', 2]]);
});

test('what is remembered is newer than what any vantage remembers, and differs in nothing but the setting', async () => {
  const seen = hanging();
  await relieve(seen);
  const known = heartbeat({ synchronousSetting: '' });
  expect(seen.callsTo('heartbeats.remember')[0]).toEqual([{ ...known, at: new Date(Date.parse(known.at) + 1).toISOString() }]);
});

test('nothing is written over where nothing is remembered, or the weaker setting already', async () => {
  const nobody = hanging().answer('heartbeats.newest', undefined);
  await relieve(nobody);
  const already = hanging().answer('heartbeats.newest', heartbeat({ synchronousSetting: '' }));
  await relieve(already);
  expect([...nobody.callsTo('heartbeats.remember'), ...already.callsTo('heartbeats.remember')]).toEqual([]);
});

test('standbys get a heartbeat to show that they acknowledge', async () => {
  const seen = hanging();
  await relieve(seen);
  expect(seen.clock.slept).toEqual([plan.failover.heartbeat]);
});

test('a commit that returns meanwhile: nothing is changed', async () => {
  const seen = hanging().answer('probe.tryWrite', attempt('committed'));
  expect(await relieve(seen)).toMatchObject({
    state: 'not-needed',
    silent: [],
    before: '',
    why: expect.stringContaining('db-1 commits again'),
  });
  expect(seen.effects).toEqual(['probe.tryWrite']);
});

test('another cause, or the plan’s bound: nothing is changed, and a person hears why', async () => {
  const acknowledged = [follower('db-2', { flushedLsn: '0/5000000' })];
  const seen = hanging().answer('probe.followers', acknowledged);
  expect(await relieve(seen)).toMatchObject({ state: 'held', why: expect.stringContaining('the cause is another one') });
  expect(seen.effects).toEqual(['probe.tryWrite']);
});

test.each([
  ['a standby', standby('db-1'), 'standby on timeline 1'],
  ['on another timeline', serving({ timeline: 2 }), 'primary on timeline 2'],
  ['of another cluster', serving({ systemIdentifier: '1' }), 'primary on timeline 1'],
  ['gone', dead('db-1'), 'not reachable'],
] as const)('a node that is %s by now is left alone', async (_, now, said) => {
  const seen = hanging();
  seen.nodes['db-1'] = [now];
  await expect(relieve(seen)).rejects.toMatchObject({ name: 'NodeMoved', message: expect.stringContaining(said) });
  expect(seen.effects).toEqual(['probe.tryWrite']);
});

test('late is refused before anything is changed', async () => {
  const seen = hanging().answer('incidents.assertOwner', new IncidentTakenOver('late'));
  await expect(relieve(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  expect(seen.effects).toEqual(['probe.tryWrite', 'incidents.assertOwner']);
});

test('where the weaker setting cannot be remembered it is not put in force: a later failover would prove too much by it', async () => {
  const seen = hanging().answer('heartbeats.remember', unavailable('heartbeat memory'));
  await expect(relieve(seen)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect(seen.callsTo('control.setSynchronousStandbys')).toEqual([]);
});

test('a setting whose answer got lost is looked at; a commit that still hangs is no relief', async () => {
  const lost = hanging()
    .see(serving({ synchronousSetting: '' }))
    .answer('control.setSynchronousStandbys', new OutcomeUnknown('no answer'));
  expect(await relieve(lost)).toMatchObject({ state: 'relieved' });
  const hangs = hanging().answer('control.commitHeartbeat', new OutcomeUnknown('no answer'));
  await expect(relieve(hangs)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
});
