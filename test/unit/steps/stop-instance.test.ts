import { DependencyUnavailable, EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { stopInstance } from '../../../lambdas/steps/stop-instance.ts';
import { after, assessment, dead, fenced, incident, planOf, primary } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const unproven = fenced({ proven: false, state: 'unproven' });
const INSTANCE = 'i-0a1b2c3d4e5f60101';
const stop = (seen: World, fencing = unproven) =>
  stopInstance({ incident: incident(), assessment: assessment(), fencing }, seen.ports, plan);

test('the lock, then the order for the old primary’s instance, then the story; the waiting begins', async () => {
  const seen = new World().answer('instances.stop', 'stopping');
  seen.clock.millis += 9000;
  const said = `EC2 was asked to stop ${INSTANCE}, it is stopping`;
  expect(await stop(seen)).toEqual({
    proven: false,
    rung: 'stop-instance',
    state: 'stopping',
    node: 'db-1',
    at: after(9),
    attempts: 0,
    stopRequestedAt: after(9),
    evidence: [...unproven.evidence, { rung: 'stop-instance', at: after(9), seen: said }],
  });
  expect(seen.calls.map((call) => call.to)).toEqual(['probe.observe', 'incidents.assertOwner', 'instances.stop', 'incidents.append']);
  expect(seen.callsTo('instances.stop')).toEqual([[plan.database.nodes[0]]]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({ kind: 'command', data: { step: 'stop-instance' }, text: said });
});

test('not even an instance that EC2 calls stopped is proof: looking is another step', async () => {
  expect(await stop(new World().answer('instances.stop', 'stopped'))).toMatchObject({ proven: false, state: 'stopping' });
});

test.each([
  [new EffectRefused('no permission'), 'unproven', `EC2 did not take the order to stop ${INSTANCE}: no permission`],
  [new DependencyUnavailable('no answer'), 'stopping', `EC2 did not answer the order to stop ${INSTANCE}: no answer`],
  [new OutcomeUnknown('lost'), 'stopping', `EC2 did not answer the order to stop ${INSTANCE}: lost`],
])('an order that failed is given once; only a refusal ends the waiting: %#', async (failure, state, said) => {
  const seen = new World().answer('instances.stop', failure);
  const fencing = await stop(seen);
  expect(fencing).toMatchObject({ proven: false, state });
  expect(fencing.evidence.at(-1)?.seen).toBe(said);
  expect(seen.callsTo('instances.stop')).toHaveLength(1);
});

test('a story that cannot be written does not hide the order', async () => {
  const seen = new World().answer('instances.stop', 'stopping').answer('incidents.append', unavailable('the table'));
  expect((await stop(seen)).state).toBe('stopping');
});

test('without the lock EC2 hears nothing, also when the table only does not answer', async () => {
  for (const refusal of [new IncidentTakenOver('late'), unavailable('the table')]) {
    const seen = new World().answer('incidents.assertOwner', refusal);
    await expect(stop(seen)).rejects.toBe(refusal);
    expect(seen.calls.map((call) => call.to)).toEqual(['probe.observe', 'incidents.assertOwner']);
  }
});

test('ordered again, it counts the patience from the first order, and says the same only once', async () => {
  const throttled = () => new World().answer('instances.stop', new DependencyUnavailable('RequestLimitExceeded'));
  const first = await stop(throttled());
  const again = throttled();
  again.clock.millis += 60_000;
  const second = await stop(again, { ...first, state: 'not-stopping' });
  expect(second).toMatchObject({ state: 'stopping', stopRequestedAt: after(0), at: after(60) });
  expect(second.evidence).toEqual(first.evidence);
});

test.each([
  ['answers as primary again', primary('db-1')],
  ['answers again, but lets us not in', dead('db-1', 'rejected')],
])('a primary that came back while its host could not be asked (%s) is not shot', async (_, look) => {
  const seen = new World().see(look);
  await expect(stop(seen)).rejects.toMatchObject({ name: 'NodeMoved' });
  expect(seen.effects).toEqual([]);
});
