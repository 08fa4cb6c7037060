import { DependencyUnavailable, EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { repointStandbys } from '../../../lambdas/steps/repoint-standbys.ts';
import {
  comparison,
  confirmation,
  dead,
  follower,
  followingNew,
  incident,
  planOf,
  primary,
  receiving,
  standby,
} from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const repoint = (seen: World, own = plan) =>
  repointStandbys({ incident: incident(), comparison: comparison(), confirmation: confirmation() }, seen.ports, own);
const everybody = () =>
  new World()
    .see(primary('db-2', { timeline: 2 }), standby('db-3'), followingNew('db-3'), standby('db-4'), followingNew('db-4'))
    .answer('control.createSlots', undefined)
    .answer('control.repoint', undefined)
    .answer('probe.followers', [follower('db-3'), follower('db-4')]);
const repointed = (seen: World) => seen.callsTo('control.repoint').map(([one, to]) => [one, to].map((node) => (node as { id: string }).id));

test('each standby is pointed at the new primary, and the story tells who follows', async () => {
  const seen = everybody();
  await repoint(seen);
  expect(repointed(seen)).toEqual([
    ['db-3', 'db-2'],
    ['db-4', 'db-2'],
  ]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({
    text: 'follow db-2: db-3, db-4',
    data: { step: 'repoint-standbys', detail: { following: ['db-3', 'db-4'], notFollowing: [] } },
  });
});

test('running it twice re-points once', async () => {
  const seen = everybody();
  const first = await repoint(seen);
  expect(await repoint(seen)).toEqual(first);
  expect(repointed(seen)).toHaveLength(2);
});

test.each([
  ['by host', 'db-2.db.internal', 2, true, 1],
  ['by address', '10.20.1.12', 2, true, 1],
  ['from somebody else', 'db-4.db.internal', 2, true, 2],
  ['on the old timeline', 'db-2.db.internal', 1, true, 2],
  ['not any more', 'db-2.db.internal', 2, false, 2],
])(
  'a standby that streams from the new primary %s: only one that really follows is left alone',
  async (_, senderHost, timeline, streaming, times) => {
    const seen = everybody();
    seen.nodes['db-3'] = [standby('db-3', { receiver: { streaming, timeline, senderHost } }), followingNew('db-3')];
    await repoint(seen);
    expect(repointed(seen)).toHaveLength(times);
  },
);

describe('who follows is what both sides say', () => {
  test.each([
    ['the standby is still on the old timeline', receiving('db-3', { timeline: 1 })],
    ['the standby does not stream', standby('db-3')],
    ['the standby stopped answering', dead('db-3')],
  ])('the primary streams, but %s', async (_, now) => {
    const seen = everybody();
    seen.nodes['db-3'] = [standby('db-3'), now];
    expect(await repoint(seen)).toEqual({
      following: ['db-4'],
      notFollowing: [{ node: 'db-3', reason: 'was re-pointed, but does not stream on timeline 2 after 9 s' }],
    });
    expect(seen.clock.slept).toEqual(Array(90).fill(0.1));
  });

  test('a primary that does not tell its followers has none', async () => {
    const seen = everybody().answer('probe.followers', unavailable('db-2'));
    expect((await repoint(seen)).following).toEqual([]);
  });

  test('a primary that is slow to tell is asked again, and nobody is re-pointed again', async () => {
    const both = [follower('db-3'), follower('db-4')];
    const seen = everybody().answer('probe.followers', unavailable('db-2'), [follower('db-4')], both);
    expect(await repoint(seen)).toEqual({ following: ['db-3', 'db-4'], notFollowing: [] });
    expect(seen.clock.slept).toEqual([0.1, 0.1]);
    expect(repointed(seen)).toHaveLength(2);
  });
});

test('a re-pointing whose answer got lost leads to a look, and is not repeated', async () => {
  const seen = everybody().answer('control.repoint', new OutcomeUnknown('lost'));
  seen.nodes['db-3'] = [standby('db-3')];
  expect(await repoint(seen)).toMatchObject({ following: ['db-4'], notFollowing: [{ node: 'db-3' }] });
  expect(repointed(seen)).toHaveLength(2);
});

test.each([new EffectRefused('no grant'), new DependencyUnavailable('no grant')])(
  'a standby that certainly was not re-pointed is not waited for: %#',
  async (refusal) => {
    const seen = everybody().answer('control.repoint', refusal);
    expect(await repoint(seen)).toEqual({
      following: [],
      notFollowing: [
        { node: 'db-3', reason: 'no grant' },
        { node: 'db-4', reason: 'no grant' },
      ],
    });
    expect(seen.clock.slept).toEqual([]);
  },
);

describe('who cannot follow', () => {
  test('with nobody left no slot is made, nobody is waited for, and the story says none', async () => {
    const seen = everybody();
    seen.nodes['db-3'] = [{ node: 'db-3', at: '', reachable: false }];
    seen.nodes['db-4'] = [dead('db-4', 'silent')];
    expect(await repoint(seen)).toEqual({
      following: [],
      notFollowing: [
        { node: 'db-3', reason: 'does not answer (not observed)' },
        { node: 'db-4', reason: 'does not answer (connection silent)' },
      ],
    });
    expect(seen.effects).toEqual(['incidents.assertOwner']);
    expect(seen.clock.slept).toEqual([]);
    expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({ text: 'follow db-2: none' });
  });

  test('only WAL beyond the promotion point on the old timeline asks for a rewind', async () => {
    const beyond = { receivedLsn: '0/5000001', replayedLsn: '0/5000000' };
    const seen = everybody();
    seen.nodes['db-3'] = [standby('db-3', beyond), followingNew('db-3')];
    seen.nodes['db-4'] = [standby('db-4', { ...beyond, timeline: 2 }), followingNew('db-4')];
    expect(await repoint(seen)).toEqual({
      following: ['db-4'],
      notFollowing: [{ node: 'db-3', reason: 'holds WAL up to 0/5000001, beyond the promotion point 0/5000000: it needs a rewind' }],
    });
  });
});

test('slots that could not be made stop it: nobody is re-pointed to a primary that would throw its WAL away', async () => {
  const seen = everybody().answer('control.createSlots', new OutcomeUnknown('lost'));
  await expect(repoint(seen)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
  expect(seen.effects).toEqual(['incidents.assertOwner', 'control.createSlots']);
});

test('late is refused before slots and standbys', async () => {
  const seen = everybody().answer('incidents.assertOwner', new IncidentTakenOver('late'));
  await expect(repoint(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  expect(seen.effects).toEqual(['incidents.assertOwner']);
});
