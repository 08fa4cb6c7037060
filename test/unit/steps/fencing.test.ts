import { DependencyUnavailable, EffectRefused, IncidentTakenOver } from '../../../lambdas/errors.ts';
import { checkInstanceStopped } from '../../../lambdas/steps/check-instance-stopped.ts';
import { fencePrimary } from '../../../lambdas/steps/fence-primary.ts';
import { stopInstance } from '../../../lambdas/steps/stop-instance.ts';
import { after, assessment, dead, fenced, incident, planOf, primary, receiving, standby } from '../../support/ports/builders.ts';
import { World } from '../../support/ports/fakes.ts';

const plan = planOf();
const reported = (change = {}) => ({
  kind: 'finished' as const,
  commandId: 'command-1',
  exitCode: 0,
  stderr: '',
  report: { program: 'fence-postgres', outcome: 'fenced', stopped: true, fenceFile: true, seen: 'nothing listens', ...change },
});

describe('the first rung: the host', () => {
  const gone = () => new World().see(dead('db-1'), standby('db-2'), standby('db-3'), standby('db-4'));
  const fence = (seen: World, change = {}) => fencePrimary({ incident: incident(), assessment: assessment(change) }, seen.ports, plan);

  test('a host that reports stopped and forbidden, and nobody who contradicts it, is proof', async () => {
    const seen = gone().answer('hosts.run', reported());
    expect(await fence(seen)).toMatchObject({ proven: true, state: 'fenced', rung: 'fence-postgres', node: 'db-1' });
    expect(seen.effects).toEqual(['incidents.assertOwner', 'hosts.run']);
    expect(seen.callsTo('hosts.run')[0]).toEqual([
      'fence-postgres',
      expect.objectContaining({ id: 'db-1' }),
      { incident: 'inc-1', token: '7', node: 'db-1', unit: plan.database.unit },
      plan.failover.hostCommandPatience,
    ]);
  });

  test.each([
    ['the server was not stopped', reported({ stopped: false })],
    ['the start is not forbidden', reported({ fenceFile: false })],
    ['the program failed', reported({ outcome: 'failed' })],
    ['there is no report', { kind: 'finished' as const, commandId: 'c', exitCode: 0, stderr: '' }],
    ['nothing ran', { kind: 'not-run' as const, why: 'agent gone' }],
    ['nobody knows', { kind: 'unknown' as const, why: 'no answer' }],
  ])('%s: unproven, and the report says what was seen', async (_, outcome) => {
    const fencing = await fence(gone().answer('hosts.run', outcome));
    expect(fencing).toMatchObject({ proven: false, state: 'unproven', node: 'db-1' });
    expect(fencing.evidence[0]?.seen.length).toBeGreaterThan(10);
  });

  test('a host that reports fenced while its server still answers is not believed', async () => {
    const seen = new World().answer('hosts.run', reported()).see(dead('db-1'), primary('db-1'));
    expect(await fence(seen)).toMatchObject({ proven: false, state: 'unproven', evidence: [{}, { seen: 'db-1 still answers SQL' }] });
  });

  test('nor while a standby still receives from it; silence that comes within the patience is proof', async () => {
    const always = new World().answer('hosts.run', reported()).see(dead('db-1'), receiving('db-2'));
    expect(await fence(always)).toMatchObject({ proven: false, evidence: [{}, { seen: 'db-2 still receives from it' }] });
    const soon = new World().answer('hosts.run', reported()).see(dead('db-1'), receiving('db-2'), standby('db-2'));
    expect(await fence(soon)).toMatchObject({ proven: true });
    expect(soon.clock.slept).toEqual([1]);
  });

  test('a primary that was down and answers again is not shot', async () => {
    const seen = new World().see(primary('db-1')).answer('hosts.run', reported());
    await expect(fence(seen)).rejects.toMatchObject({ name: 'NodeMoved', message: expect.stringContaining('answers as primary again') });
    expect(seen.effects).toEqual([]);
  });

  test('nor one that rejects us: it may serve others', async () => {
    const rejecting = dead('db-1', 'rejected');
    const seen = new World().see(rejecting).answer('hosts.run', reported());
    await expect(fence(seen)).rejects.toMatchObject({ name: 'NodeMoved', message: expect.stringContaining('answers again') });
    expect(seen.effects).toEqual([]);
  });

  test('a degraded primary that the plan gives up answers, and is fenced all the same', async () => {
    const seen = new World().answer('hosts.run', reported()).see(dead('db-1'), standby('db-2'));
    expect((await fence(seen, { verdict: 'degraded' })).proven).toBe(true);
  });

  test('an assessment that does not say fail-over fences nobody', async () => {
    const seen = gone();
    await expect(fence(seen, { action: 'hold' })).rejects.toMatchObject({ name: 'NodeMoved' });
    expect(seen.effects).toEqual([]);
  });

  test('late is refused before the host hears of it', async () => {
    const seen = gone().answer('incidents.assertOwner', new IncidentTakenOver('late'));
    await expect(fence(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
    expect(seen.callsTo('hosts.run')).toEqual([]);
  });

  test('a story that cannot be written stops nothing', async () => {
    const seen = gone().answer('hosts.run', reported()).answer('incidents.append', new DependencyUnavailable('table'));
    expect((await fence(seen)).proven).toBe(true);
  });
});

describe('the second rung: the power switch', () => {
  const unproven = fenced({ proven: false, state: 'unproven' });
  const stop = (seen: World, fencing = unproven) =>
    stopInstance({ incident: incident(), assessment: assessment(), fencing }, seen.ports, plan);

  test('asking proves nothing; the evidence so far is kept', async () => {
    const seen = new World().answer('instances.stop', 'stopping');
    const fencing = await stop(seen);
    expect(fencing).toMatchObject({ proven: false, state: 'stopping', rung: 'stop-instance', attempts: 0, stopRequestedAt: after(0) });
    expect(fencing.evidence).toHaveLength(2);
    expect(seen.effects).toEqual(['incidents.assertOwner', 'instances.stop']);
  });

  test('a refusal ends the waiting, an answer that got lost does not', async () => {
    expect(await stop(new World().answer('instances.stop', new EffectRefused('no permission')))).toMatchObject({
      state: 'unproven',
      proven: false,
    });
    expect(await stop(new World().answer('instances.stop', new DependencyUnavailable('no answer')))).toMatchObject({ state: 'stopping' });
  });

  test('what is proven already is not switched off again', async () => {
    const seen = new World();
    expect(await stop(seen, fenced())).toEqual(fenced());
    expect(seen.calls).toEqual([]);
  });

  test('late is refused before EC2 hears of it', async () => {
    const seen = new World().answer('incidents.assertOwner', new IncidentTakenOver('late'));
    await expect(stop(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
    expect(seen.callsTo('instances.stop')).toEqual([]);
  });
});

describe('looking at the instance', () => {
  const stopping = fenced({ proven: false, state: 'stopping', rung: 'stop-instance', stopRequestedAt: after(0), attempts: 3 });
  const check = (seen: World, fencing = stopping) =>
    checkInstanceStopped({ incident: incident(), assessment: assessment(), fencing }, seen.ports, plan);

  test('stopped is proof', async () => {
    expect(await check(new World().answer('instances.state', 'stopped'))).toMatchObject({ proven: true, state: 'fenced', attempts: 4 });
  });

  test.each(['stopping', 'shutting-down', 'terminated', 'pending', 'unknown'] as const)('%s is none: look again', async (state) => {
    expect(await check(new World().answer('instances.state', state))).toMatchObject({ proven: false, state: 'stopping' });
  });

  test('silence of EC2 is none either', async () => {
    const fencing = await check(new World().answer('instances.state', new DependencyUnavailable('EC2 does not answer')));
    expect(fencing).toMatchObject({ proven: false, state: 'stopping' });
  });

  test('after the patience it is unproven, with the last state as evidence', async () => {
    const seen = new World().answer('instances.state', 'stopping');
    seen.clock.millis += plan.failover.instanceStopPatience * 1000;
    const fencing = await check(seen);
    expect(fencing).toMatchObject({ proven: false, state: 'unproven' });
    expect(fencing.evidence.at(-1)?.seen).toBe('EC2 says of i-0a1b2c3d4e5f60101: stopping after 120 s');
  });

  test('an instance that could not be asked to stop is proven when it is found stopped', async () => {
    const unproven = { ...stopping, state: 'unproven' as const };
    expect(await check(new World().answer('instances.state', 'stopped'), unproven)).toMatchObject({ proven: true });
    expect(await check(new World().answer('instances.state', 'running'), unproven)).toMatchObject({ state: 'unproven' });
  });
});
