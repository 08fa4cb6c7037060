import { IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { relieveQuorum } from '../../../lambdas/steps/relieve-quorum.ts';
import {
  after,
  assessment,
  attempt,
  dead,
  follower,
  heartbeat,
  incident,
  intent,
  planOf,
  primary,
  standby,
} from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const QUORUM = 'ANY 1 (db_2, db_3)';
const stalled = assessment({ verdict: 'commit-stalled', action: 'relieve' });
const relieve = (seen: World) => relieveQuorum({ incident: incident(), assessment: stalled }, seen.ports, plan);
const serving = (change = {}) => primary('db-1', { synchronousSetting: QUORUM, ...change });
/** As the server acknowledged it. */
const committed = {
  at: after(9),
  acknowledgedAt: after(1),
  timeline: 1,
  vantage: 'eu-west-3',
  primary: 'db-1',
  systemIdentifier: stalled.systemIdentifier,
  synchronousSetting: '',
};
const silent = [follower('db-2', { flushedLsn: '0/4000000' }), follower('db-3', { flushedLsn: '0/4000000' })];
const hanging = () =>
  new World()
    .see(serving(), standby('db-4'))
    .answer('probe.tryWrite', attempt('commit-hangs'))
    .answer('probe.followers', silent)
    .answer('heartbeats.remember', undefined)
    .answer('control.setSynchronousStandbys', undefined)
    .answer('control.commitHeartbeat', committed);

test('the relief is noted in the incident, then it is put in force, then a commit returns, then the weaker setting is remembered', async () => {
  const seen = hanging();
  expect(await relieve(seen)).toEqual({
    state: 'relieved',
    why: 'db_2, db_3 acknowledge nothing, so no commit returns',
    before: QUORUM,
    setting: '',
    silent: ['db_2', 'db_3'],
    at: after(9),
  });
  expect(seen.calls.map((call) => call.to).filter((to) => to !== 'probe.observe')).toEqual([
    'probe.tryWrite',
    'incidents.assertOwner',
    'probe.followers',
    'probe.followers',
    'incidents.relieving',
    'incidents.append',
    'control.setSynchronousStandbys',
    'control.commitHeartbeat',
    'heartbeats.remember',
  ]);
  expect(seen.callsTo('incidents.relieving')).toEqual([[incident(), { primary: 'db-1', before: QUORUM, silent: ['db_2', 'db_3'] }]]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({
    data: { step: 'relieve-quorum' },
    text: `db-1: synchronous_standby_names ${QUORUM} -> "": db_2, db_3 acknowledge nothing, so no commit returns`,
  });
  expect(seen.callsTo('control.setSynchronousStandbys')).toEqual([[plan.database.nodes[0], '', 2]]);
});

test('what is remembered is the commit that returned, under the setting it returned under', async () => {
  const seen = hanging();
  await relieve(seen);
  expect(seen.callsTo('heartbeats.remember')).toEqual([[committed]]);
});

test('a memory that does not answer undoes no relief: the incident knows it, and the story says so', async () => {
  const seen = hanging().answer('heartbeats.remember', unavailable('heartbeat memory'));
  expect(await relieve(seen)).toMatchObject({ state: 'relieved' });
  expect(seen.callsTo('incidents.append')[1]?.[1]).toMatchObject({ text: expect.stringContaining('was not remembered') });
});

test('standbys get a heartbeat to show that they acknowledge, and slow ones are not silent', async () => {
  const seen = hanging().answer('probe.followers', silent, [follower('db-2', { flushedLsn: '0/4000001' }), silent[1]]);
  expect(await relieve(seen)).toMatchObject({ state: 'held', why: expect.stringContaining('although db_2 acknowledge') });
  expect(seen.clock.slept).toEqual([plan.failover.heartbeat]);
});

test.each([
  ['another primary', [primary('db-3', { timeline: 2 })], 'db-3 is primary on timeline 2; required only standbys on 1'],
  ['a primary on the same timeline', [primary('db-3')], 'db-3 is primary on timeline 1'],
  ['a standby of a newer timeline', [standby('db-3', { timeline: 2 })], 'db-3 is standby on timeline 2'],
  ['a standby that does not say its timeline', [standby('db-3', { timeline: undefined as never })], 'db-3 is standby on timeline unknown'],
  ['nobody', [], 'no standby answers (db-2, db-3, db-4): one of them may have been promoted'],
  ['only a node of another cluster', [standby('db-3', { systemIdentifier: '1' })], 'no standby answers'],
] as const)(
  'when %s answers besides it, the quorum is the last that keeps it from writing beside another, and stays',
  async (_, others, said) => {
    const seen = hanging();
    seen.nodes['db-2'] = [];
    for (const node of ['db-2', 'db-3', 'db-4']) seen.nodes[node] = [others.find((one) => one.node === node) ?? dead(node)];
    expect(await relieve(seen)).toMatchObject({ state: 'held', why: expect.stringContaining(said) });
    expect(seen.effects).toEqual(['probe.tryWrite', 'incidents.assertOwner']);
  },
);

test('a commit that returns meanwhile: nothing is changed', async () => {
  const seen = hanging().answer('probe.tryWrite', attempt('committed'));
  expect(await relieve(seen)).toMatchObject({
    state: 'not-needed',
    silent: [],
    before: '',
    why: expect.stringContaining('commits return again'),
  });
  expect(seen.effects).toEqual(['probe.tryWrite', 'incidents.assertOwner']);
});

test('another cause, or the plan’s bound: nothing is changed, and a person hears why', async () => {
  const acknowledged = [follower('db-2', { flushedLsn: '0/5000000' })];
  const seen = hanging().answer('probe.followers', acknowledged);
  expect(await relieve(seen)).toMatchObject({ state: 'held', why: expect.stringContaining('the cause is another one') });
  expect(seen.effects).toEqual(['probe.tryWrite', 'incidents.assertOwner']);
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
  expect(seen.effects).toEqual(['probe.tryWrite', 'incidents.assertOwner']);
});

test('late is refused before anything is changed', async () => {
  const seen = hanging().answer('incidents.relieving', new IncidentTakenOver('late'));
  await expect(relieve(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  expect(seen.effects).toEqual(['probe.tryWrite', 'incidents.assertOwner', 'incidents.relieving']);
});

test('where the relief cannot be noted it is not put in force: a later failover would prove too much by the old quorum', async () => {
  const seen = hanging().answer('incidents.relieving', unavailable('incident record'));
  await expect(relieve(seen)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect(seen.callsTo('control.setSynchronousStandbys')).toEqual([]);
});

describe('relieved before in this incident', () => {
  const relieving = { primary: 'db-1', before: 'ANY 2 (db_2, db_3)', silent: ['db_3'] };
  // The lock knows it, also where the relief is this execution's own and its answer was lost.
  const again = (seen: World) => relieve(seen.answer('incidents.assertOwner', { relieving }));
  const committed = (synchronousSetting: string) => attempt('committed', { heartbeat: heartbeat({ synchronousSetting }) });

  test('commits that return do not close it until the quorum is back', async () => {
    const weaker = hanging().answer('probe.tryWrite', committed('ANY 1 (db_2)'));
    expect(await again(weaker)).toMatchObject({ state: 'held', why: expect.stringContaining('required ANY 2 (db_2, db_3) again') });
    const back = hanging().answer('probe.tryWrite', committed('ANY 2 (db_2, db_3)'));
    expect(await again(back)).toMatchObject({ state: 'not-needed' });
  });

  test('a further relief adds to the note, and people read what it was in the beginning', async () => {
    const further = hanging();
    const both = { before: 'ANY 2 (db_2, db_3)', silent: ['db_3', 'db_2'] };
    expect(await again(further)).toMatchObject({ state: 'relieved', setting: '', ...both });
    expect(further.callsTo('incidents.relieving')[0]?.[1]).toEqual({ primary: 'db-1', ...both });
  });
});

test('nothing is relieved while a promotion that was set out may still happen', async () => {
  const seen = hanging().answer('incidents.assertOwner', { promoting: intent('db-2') });
  expect(await relieve(seen)).toMatchObject({ state: 'held', why: expect.stringContaining('set out to promote db-2') });
  expect(seen.effects).toEqual(['probe.tryWrite', 'incidents.assertOwner']);
});

test('a setting whose answer got lost is looked at; a commit that still hangs is no relief', async () => {
  const lost = hanging()
    .see(serving({ synchronousSetting: '' }))
    .answer('control.setSynchronousStandbys', new OutcomeUnknown('no answer'));
  expect(await relieve(lost)).toMatchObject({ state: 'relieved' });
  const never = hanging().answer('control.setSynchronousStandbys', new OutcomeUnknown('no answer'));
  await expect(relieve(never)).rejects.toMatchObject({
    name: 'OutcomeUnknown',
    message: expect.stringContaining('no answer; postgresql.auto.conf may hold it'),
  });
  const hangs = hanging().answer('control.commitHeartbeat', new OutcomeUnknown('no answer'));
  await expect(relieve(hangs)).rejects.toMatchObject({
    name: 'OutcomeUnknown',
    message: `synchronous_standby_names ${QUORUM} -> "" on db-1 without db_2, db_3, and still no commit returned: no answer`,
  });
});
