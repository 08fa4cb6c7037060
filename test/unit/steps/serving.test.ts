import { DependencyUnavailable, EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { repointStandbys } from '../../../lambdas/steps/repoint-standbys.ts';
import { restartServices } from '../../../lambdas/steps/restart-services.ts';
import { setSynchronousStandbys } from '../../../lambdas/steps/set-synchronous-standbys.ts';
import {
  after,
  comparison,
  confirmation,
  dead,
  follower,
  followingNew,
  incident,
  planOf,
  primary,
  standby,
} from '../../support/ports/builders.ts';
import { World } from '../../support/ports/fakes.ts';

const plan = planOf();
const promoted = (change = {}) => primary('db-2', { timeline: 2, ...change });
const about = { incident: incident(), comparison: comparison(), confirmation: confirmation() };

describe('re-pointing', () => {
  const repoint = (seen: World) => repointStandbys(about, seen.ports, plan);
  const everybody = () =>
    new World()
      .see(promoted(), standby('db-3'), followingNew('db-3'), standby('db-4'), followingNew('db-4'))
      .answer('control.createSlots', undefined)
      .answer('control.repoint', undefined)
      .answer('probe.followers', [follower('db-3'), follower('db-4')]);

  test('slots first, then all standbys, then a look that both sides stream; the old primary is left alone', async () => {
    const seen = everybody();
    expect(await repoint(seen)).toEqual({ following: ['db-3', 'db-4'], notFollowing: [] });
    expect(seen.effects).toEqual(['incidents.assertOwner', 'control.createSlots', 'control.repoint', 'control.repoint']);
    expect(seen.callsTo('control.createSlots')[0]?.[1]).toEqual(['reprise_db_3', 'reprise_db_4']);
    expect(seen.calls.filter((call) => JSON.stringify(call.with[0] ?? '').includes('"db-1"'))).toEqual([]);
  });

  test('nothing is done for a primary that is not seen writable on the new timeline', async () => {
    for (const wrong of [standby('db-2'), primary('db-2', { timeline: 1 }), promoted({ writable: false }), dead('db-2')]) {
      const seen = new World().see(wrong);
      await expect(repoint(seen)).rejects.toMatchObject({ name: 'NodeMoved' });
      expect(seen.effects).toEqual(['incidents.assertOwner']);
    }
  });

  test.each([
    ['does not answer', dead('db-3'), 'does not answer'],
    ['is primary', primary('db-3'), 'is not in recovery'],
    ['belongs to another cluster', standby('db-3', { systemIdentifier: 'another' }), 'belongs to another cluster'],
    ['holds more than was promoted', standby('db-3', { receivedLsn: '0/6000000', replayedLsn: '0/6000000' }), 'needs a rewind'],
  ])('a standby that %s gets no slot, and the report says why', async (_, seen3, reason) => {
    const seen = everybody();
    seen.nodes['db-3'] = [seen3];
    expect(await repoint(seen)).toEqual({ following: ['db-4'], notFollowing: [{ node: 'db-3', reason: expect.stringContaining(reason) }] });
    expect(seen.callsTo('control.createSlots')[0]?.[1]).toEqual(['reprise_db_4']);
  });

  test('a standby that refuses is reported; one whose answer got lost is looked at', async () => {
    const refusing = everybody().answer('control.repoint', new EffectRefused('no'), undefined);
    expect(await repoint(refusing)).toMatchObject({ notFollowing: [{ node: 'db-3', reason: 'no' }] });
    const lost = everybody().answer('control.repoint', new OutcomeUnknown('lost'));
    expect(await repoint(lost)).toEqual({ following: ['db-3', 'db-4'], notFollowing: [] });
  });

  test('one that does not stream in time is reported, it stops nothing', async () => {
    const seen = everybody().answer('probe.followers', [follower('db-4'), follower('db-3', { state: 'catchup' })]);
    expect(await repoint(seen)).toMatchObject({
      following: ['db-4'],
      notFollowing: [{ node: 'db-3', reason: expect.stringContaining('does not stream on timeline 2') }],
    });
  });

  test('one that follows already is not touched', async () => {
    const seen = everybody();
    seen.nodes['db-3'] = [followingNew('db-3')];
    await repoint(seen);
    expect(seen.callsTo('control.repoint')).toHaveLength(1);
  });
});

describe('synchronous standbys', () => {
  const set = (seen: World, following = ['db-3', 'db-4']) =>
    setSynchronousStandbys({ ...about, repointing: { following, notFollowing: [] } }, seen.ports, plan);
  const heartbeat = { at: after(8), timeline: 2 };
  const serving = () =>
    new World()
      .see(promoted())
      .answer('probe.followers', [follower('db-3'), follower('db-4')])
      .answer('control.setSynchronousStandbys', undefined)
      .answer('control.commitHeartbeat', heartbeat);

  test('the quorum holds the planned members that follow, by the names they gave themselves, and a commit returns', async () => {
    const seen = serving();
    expect(await set(seen)).toEqual({
      setting: 'ANY 1 ("db_3")',
      planned: 'ANY 1 ("db-1", "db-3")',
      degraded: false,
      heartbeatCommitted: true,
      at: after(8),
    });
    expect(seen.effects).toEqual(['incidents.assertOwner', 'control.setSynchronousStandbys', 'control.commitHeartbeat']);
  });

  test('without followers the quorum is emptied, and durability is said to be degraded', async () => {
    expect(await set(serving(), [])).toMatchObject({ setting: '', degraded: true });
    const gone = serving().answer('probe.followers', new DependencyUnavailable('no answer'));
    expect(await set(gone)).toMatchObject({ setting: '', degraded: true });
    const late = serving().answer('probe.followers', [follower('db-3', { state: 'catchup' })]);
    expect(await set(late)).toMatchObject({ setting: '', degraded: true });
  });

  test('a setting that is in force already is not written again', async () => {
    const seen = serving();
    seen.nodes['db-2'] = [promoted({ synchronousSetting: 'ANY 1 ("db_3")' })];
    await set(seen);
    expect(seen.callsTo('control.setSynchronousStandbys')).toEqual([]);
  });

  test('a first commit that hangs empties the quorum; one that is refused has another cause', async () => {
    for (const hang of [new OutcomeUnknown('no answer'), new EffectRefused('lock', { sqlState: '55P03' })]) {
      const seen = serving().answer('control.commitHeartbeat', hang, heartbeat);
      expect(await set(seen)).toMatchObject({ setting: '', degraded: true, heartbeatCommitted: true });
      expect(seen.callsTo('control.setSynchronousStandbys').map((call) => call[1])).toEqual(['ANY 1 ("db_3")', '']);
    }
    const refused = serving().answer('control.commitHeartbeat', new EffectRefused('disk full', { sqlState: '53100' }));
    await expect(set(refused)).rejects.toMatchObject({ name: 'EffectRefused' });
    expect(refused.callsTo('control.setSynchronousStandbys')).toHaveLength(1);
  });

  test('a primary on which no commit returns, not even alone, fails the run', async () => {
    await expect(set(serving().answer('control.commitHeartbeat', new OutcomeUnknown('no answer')))).rejects.toMatchObject({
      name: 'OutcomeUnknown',
    });
  });

  test('a setting whose answer got lost is looked at, not repeated', async () => {
    const found = serving().answer('control.setSynchronousStandbys', new OutcomeUnknown('lost'));
    found.see(promoted({ synchronousSetting: 'ANY 1 ("db_3")' }));
    expect(await set(found)).toMatchObject({ setting: 'ANY 1 ("db_3")' });
    expect(found.callsTo('control.setSynchronousStandbys')).toHaveLength(1);
    const notFound = serving().answer('control.setSynchronousStandbys', new OutcomeUnknown('lost'));
    await expect(set(notFound)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    await expect(set(serving().answer('control.setSynchronousStandbys', new EffectRefused('no grant')))).rejects.toMatchObject({
      name: 'EffectRefused',
    });
  });

  test('late, or on a node that is not the new primary, nothing is set', async () => {
    const late = serving().answer('incidents.assertOwner', new IncidentTakenOver('late'));
    await expect(set(late)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
    expect(late.callsTo('control.setSynchronousStandbys')).toEqual([]);
    await expect(set(new World().see(standby('db-2')))).rejects.toMatchObject({ name: 'NodeMoved' });
  });
});

describe('restarting the application', () => {
  const done = { kind: 'finished' as const, commandId: 'c', exitCode: 0, stderr: '' };
  const restart = (seen: World, own = plan) => restartServices(about, seen.ports, own);
  const twoManagers = planOf((changed) => {
    const [home] = changed.regions;
    home?.swarmManagers.push({ id: 'swarm-2', address: '10.20.2.12', instance: 'i-0a1b2c3d4e5f60202' });
    if (changed.services[1]) changed.services[1].restartAfterDatabaseFailover = false;
  });

  test('every service of the plan is restarted, once', async () => {
    const seen = new World().answer('hosts.run', done);
    expect(await restart(seen)).toMatchObject({
      restarted: [{ service: 'taxcollector-web' }, { service: 'taxcollector-celery' }],
      skipped: [],
    });
    expect(seen.callsTo('hosts.run').map((call) => (call[2] as { service: string }).service)).toEqual([
      'taxcollector-web',
      'taxcollector-celery',
    ]);
  });

  test('the next manager is asked only when the one before certainly did nothing; what the plan leaves out is skipped', async () => {
    const seen = new World().answer('hosts.run', { kind: 'not-run', why: 'agent gone' }, done);
    expect(await restart(seen, twoManagers)).toMatchObject({
      restarted: [{ service: 'taxcollector-web' }],
      skipped: ['taxcollector-celery'],
    });
    const unknown = new World().answer('hosts.run', { kind: 'unknown', why: 'no answer' });
    await expect(restart(unknown, twoManagers)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect(unknown.callsTo('hosts.run')).toHaveLength(1);
  });

  test.each([
    [{ kind: 'not-run', why: 'agent gone' }, 'did not run: agent gone'],
    [{ ...done, exitCode: 1, report: { program: 'p', outcome: 'refused', seen: 'docker does not know it' } }, 'docker does not know it'],
    [{ ...done, exitCode: 127, stderr: '' }, 'exit code 127'],
  ])('%j is a refusal with its reason', async (outcome, reason) => {
    await expect(restart(new World().answer('hosts.run', outcome))).rejects.toMatchObject({
      name: 'EffectRefused',
      message: expect.stringContaining(reason),
    });
  });

  test('late restarts nothing', async () => {
    const seen = new World().answer('incidents.assertOwner', new IncidentTakenOver('late'));
    await expect(restart(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
    expect(seen.callsTo('hosts.run')).toEqual([]);
  });
});
