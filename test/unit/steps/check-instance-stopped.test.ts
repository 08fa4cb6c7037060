import { checkInstanceStopped } from '../../../lambdas/steps/check-instance-stopped.ts';
import { after, assessment, fenced, incident, planOf } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const stopping = fenced({ proven: false, state: 'stopping', rung: 'stop-instance', stopRequestedAt: after(0), attempts: 3 });
const check = (seen: World, fencing = stopping) =>
  checkInstanceStopped({ incident: incident(), assessment: assessment(), fencing }, seen.ports, plan);
const at = (seconds: number, seen: World) => {
  seen.clock.millis += seconds * 1000;
  return seen;
};

test('an instance that stopped is proof, with what EC2 said as evidence, and nothing is changed by looking', async () => {
  const seen = at(20, new World().answer('instances.state', 'stopped'));
  expect(await check(seen)).toEqual({
    ...stopping,
    proven: true,
    state: 'fenced',
    at: after(20),
    attempts: 4,
    evidence: [...stopping.evidence, { rung: 'stop-instance', at: after(20), seen: 'EC2 says of i-0a1b2c3d4e5f60101: stopped' }],
  });
  expect(seen.effects).toEqual([]);
  expect(seen.callsTo('instances.state')).toEqual([[plan.database.nodes[0]]]);
});

test('what is proven already is handed on as it is, and EC2 is not asked', async () => {
  const seen = new World();
  expect(await check(seen, fenced())).toEqual(fenced());
  expect(seen.calls).toEqual([]);
});

test('the proof comes from the power switch, also when the first rung had left its name', async () => {
  const unproven = fenced({ proven: false, state: 'unproven' });
  expect(await check(new World().answer('instances.state', 'stopped'), unproven)).toMatchObject({ proven: true, rung: 'stop-instance' });
});

test('looking again while it stops is counted, and leaves the evidence as it is', async () => {
  const seen = at(119, new World().answer('instances.state', 'stopping'));
  const first = await check(seen);
  expect(first).toMatchObject({ proven: false, state: 'stopping', attempts: 4, at: after(119), stopRequestedAt: after(0) });
  expect(first.evidence).toEqual(stopping.evidence);
  expect(await check(seen, first)).toMatchObject({ state: 'stopping', attempts: 5 });
});

test('the patience is counted from the order to stop, not from the last look', async () => {
  const looked = { ...stopping, at: after(119) };
  expect((await check(at(120, new World().answer('instances.state', 'stopping')), looked)).state).toBe('unproven');
});

test('where nobody noted the order, the patience begins at the first look', async () => {
  const seen = at(123, new World().answer('instances.state', 'stopping'));
  const first = await check(seen, { ...stopping, stopRequestedAt: '' });
  expect(first).toMatchObject({ state: 'stopping', stopRequestedAt: after(123) });
  expect((await check(at(119, seen), first)).state).toBe('stopping');
  expect((await check(at(1, seen), first)).state).toBe('unproven');
});

test('one that still runs was not reached by the order: it is asked again, within the same patience', async () => {
  const running = (seconds: number) => check(at(seconds, new World().answer('instances.state', 'running')));
  expect(await running(4)).toMatchObject({ proven: false, state: 'not-stopping', stopRequestedAt: after(0) });
  expect(await running(120)).toMatchObject({ proven: false, state: 'unproven' });
});

test('one whose order was refused is not asked again, however long it runs', async () => {
  const refused = { ...stopping, state: 'unproven' as const };
  expect((await check(new World().answer('instances.state', 'running'), refused)).state).toBe('unproven');
});

test('an instance found stopped after the patience is proof all the same', async () => {
  expect(await check(at(500, new World().answer('instances.state', 'stopped')))).toMatchObject({ proven: true, state: 'fenced' });
});

test('silence of EC2 is waited out, and then evidence of nothing', async () => {
  const silent = () => new World().answer('instances.state', unavailable('EC2'));
  expect(await check(at(60, silent()))).toMatchObject({ proven: false, state: 'stopping' });
  const ended = await check(at(120, silent()));
  expect(ended).toMatchObject({ proven: false, state: 'unproven' });
  expect(ended.evidence.at(-1)).toEqual({
    rung: 'stop-instance',
    at: after(120),
    seen: 'EC2 says of i-0a1b2c3d4e5f60101: EC2 does not answer after 120 s',
  });
});
