import { IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { closeOutage } from '../../../lambdas/steps/close-outage.ts';
import { lookAtDependency } from '../../../lambdas/steps/look-at-dependency.ts';
import { openOutage } from '../../../lambdas/steps/open-outage.ts';
import { probeDependencies } from '../../../lambdas/steps/probe-dependencies.ts';
import { switchDependency } from '../../../lambdas/steps/switch-dependency.ts';
import { tellOutage } from '../../../lambdas/steps/tell-outage.ts';
import { watchDependency } from '../../../lambdas/steps/watch-dependency.ts';
import { outageLeaseSeconds } from '../../../lib/plan/dependency-budget.ts';
import { everyLook, failed, looked, outage, outageLook, switching, watching } from '../../support/outages/builders.ts';
import { after, planOf, START } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const PARAMETER = '/taxcollector/switches/mvola';
const held = (value: string, version = 3) => ({ value, version });

describe('open outage', () => {
  const execution = { id: 'arn:execution:1', name: 'one', startedAt: START };
  const hold = { status: 'opened', id: 'inc-1', token: 7, openedAt: START };

  test('takes the lock of this dependency, for as long as two rounds of looks, and tells the story', async () => {
    const world = new World().answer('incidents.open', hold);
    const opened = await openOutage({ input: { dependency: 'SMTP' }, execution }, world.ports, plan);
    expect(opened).toMatchObject({ status: 'opened', dependency: 'smtp', severity: 'P4', token: 7, watched: true });
    expect(world.callsTo('incidents.open')[0]?.[0]).toMatchObject({
      scenario: 'dependency-smtp',
      severity: 'P4',
      ownerExpiresAt: after(outageLeaseSeconds(plan)),
    });
    expect(world.callsTo('incidents.append')).toHaveLength(1);
  });

  test('leaves the story to who is at work', async () => {
    const world = new World().answer('incidents.open', { ...hold, status: 'already-running', owner: 'arn:other' });
    expect((await openOutage({ input: { dependency: 'mvola' }, execution }, world.ports, plan)).status).toBe('already-running');
    expect(world.callsTo('incidents.append')).toEqual([]);
  });

  test('writes nothing for an input that it does not understand', async () => {
    const world = new World();
    await expect(openOutage({ input: {}, execution }, world.ports, plan)).rejects.toMatchObject({ name: 'InvalidInput' });
    expect(world.calls).toEqual([]);
  });
});

describe('look at the dependency', () => {
  const look = (world: World) => lookAtDependency({ outage: outage() }, world.ports, plan);

  test('sees all of them at once, and what the application reads', async () => {
    const world = everyLook(new World(), failed()).answer('switches.read', held('online'));
    expect(await look(world)).toMatchObject({ action: 'switch', available: false, holds: 'normal', value: 'online' });
    expect(world.callsTo('dependencies.look').map(([one, patience]) => [(one as { id: string }).id, patience])).toEqual([
      ['mvola', 5],
      ['stripe', 5],
      ['smtp', 5],
      ['cloudflare', 5],
    ]);
  });

  test('of a parameter that does not exist leaves it to people, and of a long value shows the beginning', async () => {
    const missing = everyLook(new World(), failed()).answer('switches.read', undefined);
    expect(await look(missing)).toMatchObject({ action: 'refuse', holds: 'missing' });
    const long = everyLook(new World(), failed()).answer('switches.read', held('x'.repeat(100)));
    expect((await look(long)).value).toHaveLength(40);
  });

  test('without an answer about the one that matters is a defect, and says so', async () => {
    const world = everyLook(new World(), looked({ dependency: 'other' })).answer('switches.read', held('online'));
    await expect(look(world)).rejects.toMatchObject({ name: 'UnexpectedFailure' });
  });
});

describe('the probe', () => {
  test('publishes what it saw', async () => {
    const world = everyLook(new World(), failed()).answer('metrics.publish', undefined);
    await probeDependencies(world.ports, plan);
    const [metrics] = world.callsTo('metrics.publish')[0] as [{ name: string; value: number; dependency?: string }[]];
    expect(metrics.map(({ name, value, dependency }) => [name, dependency, value])).toEqual([
      ['DependencyProbeBlind', undefined, 0],
      ['DependencyAvailable', 'mvola', 0],
      ['DependencyAvailable', 'stripe', 1],
      ['DependencyAvailable', 'smtp', 1],
      ['DependencyAvailable', 'cloudflare', 1],
    ]);
  });

  test('goes on when nobody takes its metrics', async () => {
    const world = everyLook(new World(), looked()).answer('metrics.publish', unavailable('CloudWatch'));
    expect(await probeDependencies(world.ports, plan)).toHaveLength(4);
  });
});

describe('switch the dependency', () => {
  const switchIt = (world: World, to: 'fallback' | 'normal' = 'fallback') => switchDependency({ outage: outage(), to }, world.ports, plan);

  test('writes the one parameter from the one value to the other, and looks', async () => {
    const world = new World().answer('switches.read', held('online'), held('offline', 4)).answer('switches.set', 4);
    expect(await switchIt(world)).toMatchObject({
      state: 'switched',
      to: 'fallback',
      why: `${PARAMETER} was switched from "online" to "offline"`,
    });
    expect(world.calls.map(({ to }) => to)).toEqual([
      'incidents.assertOwner',
      'switches.read',
      'switches.set',
      'switches.read',
      'incidents.append',
    ]);
    expect(world.callsTo('switches.set')).toEqual([[PARAMETER, 'offline']]);
  });

  test('writes nothing when it is there already', async () => {
    const world = new World().answer('switches.read', held('online'));
    expect((await switchIt(world, 'normal')).state).toBe('already');
    expect(world.effects).toEqual(['incidents.assertOwner', 'switches.read']);
  });

  test.each([
    ['a third value', held('maintenance'), 'holds neither of the values of the plan'],
    ['no parameter', undefined, 'does not exist'],
  ])('leaves %s alone', async (_, value, why) => {
    const world = new World().answer('switches.read', value);
    expect(await switchIt(world)).toMatchObject({ state: 'refused', why: expect.stringContaining(why) });
    expect(world.callsTo('switches.set')).toEqual([]);
  });

  test('touches nothing when the outage is somebody else’s by now', async () => {
    const world = new World().answer('incidents.assertOwner', new IncidentTakenOver('late'));
    await expect(switchIt(world)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
    expect(world.callsTo('switches.read')).toEqual([]);
  });

  test('says that somebody wrote at the same moment', async () => {
    const world = new World().answer('switches.read', held('online'), held('offline', 5)).answer('switches.set', 5);
    expect((await switchIt(world)).why).toContain('somebody else wrote it at the same moment');
  });

  test.each([
    ['that cannot be read again', unavailable('SSM')],
    ['that holds something else', held('online', 5)],
    ['that is gone', undefined],
  ])('of a parameter %s has an unknown outcome, and is not repeated', async (_, second) => {
    const world = new World().answer('switches.read', held('online'), second).answer('switches.set', 4);
    await expect(switchIt(world)).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(world.callsTo('switches.set')).toHaveLength(1);
  });
});

describe('watch the dependency', () => {
  const watchIt = (world: World, watch: Parameters<typeof watchDependency>[0]['watch'] = { looks: 0 }) =>
    watchDependency({ outage: outage(), watch }, world.ports, plan);

  test('looks at this one, and keeps the lock for the next round', async () => {
    const world = new World().answer('dependencies.look', looked());
    expect(await watchIt(world)).toMatchObject({ state: 'settling', looks: 1, since: START });
    expect(world.callsTo('incidents.extend')).toEqual([[outage(), after(outageLeaseSeconds(plan))]]);
    expect(world.callsTo('dependencies.look')).toHaveLength(1);
  });

  test('goes by the hysteresis of the plan', async () => {
    const world = new World().answer('dependencies.look', looked({ at: after(1_000) }));
    const settling = watching({ state: 'settling', wellSince: after(100), at: after(950) });
    expect((await watchIt(world, settling)).state).toBe('stable');
  });

  test('goes on while the record does not answer, and ends when the outage is somebody else’s', async () => {
    const silent = new World().answer('incidents.extend', unavailable('DynamoDB')).answer('dependencies.look', failed());
    expect((await watchIt(silent)).state).toBe('out');
    const late = new World().answer('incidents.extend', new IncidentTakenOver('late')).answer('dependencies.look', failed());
    await expect(watchIt(late)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  });
});

describe('tell of the outage', () => {
  const words = { team: () => ({ subject: 'team', body: 'b' }), contact: () => ({ subject: 'contact', body: 'b' }) };
  const told = (world: World, event: Parameters<typeof tellOutage>[0]['event'], facts = { outage: outage() } as object) =>
    tellOutage({ event, facts }, world.ports, plan, words);
  type Published = [string, { subject: string }][];
  const published = (world: World) =>
    (world.callsTo('notifier.publish') as Published).map(([audience, { subject }]) => `${audience}: ${subject}`);

  test('the team hears, and the contact its own words', async () => {
    const world = new World().answer('notifier.publish', 'topic');
    expect(await told(world, 'dependency-out')).toEqual({ told: true, topics: ['topic', 'topic', 'topic'], at: START });
    expect(published(world)).toEqual(['on-call: team', 'tech-lead: team', 'contact-mvola: contact']);
  });

  test.each([
    ['a contact that the plan does not have', 'dependency-out', { outage: outage({ dependency: 'smtp' }) }, ['on-call: team']],
    ['what only we can act on', 'dependency-stuck', { outage: outage() }, ['on-call: team', 'tech-lead: team']],
    ['what a person switched', 'dependency-out', { outage: outage({ watched: false }) }, ['on-call: team', 'tech-lead: team']],
    ['an input nobody understood', 'dependency-failed', { failure: { Error: 'InvalidInput' } }, ['on-call: team']],
  ] as const)('no third party hears of %s', async (_, event, facts, audiences) => {
    const world = new World().answer('notifier.publish', 'topic');
    await told(world, event, facts);
    expect(published(world)).toEqual(audiences);
  });

  test('one topic that fails is named and keeps nobody else from hearing', async () => {
    const world = new World().answer('notifier.publish', 'topic', unavailable('the second topic'), 'topic');
    expect(await told(world, 'dependency-back')).toMatchObject({
      told: true,
      topics: ['topic', 'topic'],
      error: 'the second topic does not answer',
    });
    const nobody = new World().answer('notifier.publish', unavailable('SNS'));
    expect(await told(nobody, 'dependency-back')).toMatchObject({ told: false, topics: [] });
  });
});

describe('close the outage', () => {
  const close = (world: World, outcome: Parameters<typeof closeOutage>[0]['outcome'], facts = {}) =>
    closeOutage({ outage: outage(), outcome, facts }, world.ports);

  test.each(['back', 'by-hand', 'false-alarm'] as const)('%s closes the incident', async (outcome) => {
    const world = new World().answer('incidents.resolve', undefined);
    expect(await close(world, outcome, { look: outageLook() })).toMatchObject({ cause: outageLook().why, notRecorded: [] });
    expect(world.effects).toEqual(['incidents.resolve']);
  });

  test('which must be possible, or it is an error', async () => {
    const world = new World().answer('incidents.resolve', unavailable('DynamoDB'));
    await expect(close(world, 'back')).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  });

  test.each([
    ['stuck', 'DependencyStillOut', { watch: watching() }, 'after 2 looks'],
    ['stuck', 'DependencyStillOut', { watch: { looks: 0 }, switched: switching() }, 'was switched'],
    ['refused', 'SwitchRefused', { look: outageLook(), switched: switching({ why: 'a third value' }) }, 'a third value'],
    ['refused', 'SwitchRefused', { switchedBack: switching({ why: 'on the way back' }) }, 'on the way back'],
    ['blind', 'VantageBlind', { look: outageLook({ why: 'none answers' }) }, 'none answers'],
    ['failed', 'States.Timeout', { failure: { Error: 'States.Timeout' } }, 'without a cause'],
    ['blind', 'VantageBlind', {}, 'nothing was looked at'],
  ] as const)('%s leaves it open, with the lock given back: %s', async (outcome, error, facts, cause) => {
    const world = new World().answer('incidents.release', undefined);
    expect(await close(world, outcome, facts)).toMatchObject({ error, cause: expect.stringContaining(cause), notRecorded: [] });
    expect(world.effects).toEqual(['incidents.release']);
  });

  test('a lock that cannot be given back is named: people are told all the same', async () => {
    const world = new World().answer('incidents.release', unavailable('DynamoDB'));
    expect((await close(world, 'stuck')).notRecorded).toEqual(['lock: DynamoDB does not answer']);
  });
});
