import type { NodeObservation } from '../../../lambdas/domain/observation.ts';
import { confirmPromotion } from '../../../lambdas/steps/confirm-promotion.ts';
import { after, assessment, CLUSTER, comparison, dead, fenced, incident, planOf, primary, standby } from '../../support/ports/builders.ts';
import { World } from '../../support/ports/fakes.ts';

const plan = planOf();
const confirm = (seen: World, change = {}) =>
  confirmPromotion(
    { incident: incident(), assessment: assessment(), fencing: fenced(), comparison: comparison(), ...change },
    seen.ports,
    plan,
  );
const promoted = (change = {}) => primary('db-2', { timeline: 2, currentLsn: '0/5000100', ...change });

test('a promotion that is seen at once is said with timeline, position and time, and nothing is changed by looking', async () => {
  const seen = new World().see(promoted());
  expect(await confirm(seen)).toEqual({
    state: 'promoted',
    timeline: 2,
    lsn: '0/5000100',
    evidence: 'db-2 is primary on timeline 2, exactly 1 + 1',
    at: after(0),
  });
  expect(seen.effects).toEqual([]);
  expect(seen.callsTo('probe.observe')).toEqual([[plan.database.nodes[1], 2]]);
  expect(seen.clock.slept).toEqual([]);
});

test('looking twice says the same', async () => {
  const seen = new World().see(promoted());
  expect(await confirm(seen)).toEqual(await confirm(seen));
});

test('a candidate that stays in recovery is said so after three seconds, with what it replayed', async () => {
  const seen = new World().see(standby('db-2', { replayedLsn: '0/4FFFFF0' }));
  expect(await confirm(seen)).toEqual({
    state: 'in-recovery',
    timeline: 1,
    lsn: '0/4FFFFF0',
    evidence: 'db-2 is still in recovery on timeline 1',
    at: after(3),
  });
  expect(seen.callsTo('probe.observe')).toHaveLength(31);
});

test('what a node does not say is left out, not made up', async () => {
  const bare: NodeObservation = { node: 'db-2', at: after(0), reachable: true, role: 'standby' };
  expect(await confirm(new World().see(bare))).toEqual({
    state: 'in-recovery',
    evidence: 'db-2 is still in recovery on timeline undefined',
    at: after(3),
  });
});

test('a candidate that restarts in between is looked at until it answers', async () => {
  const seen = new World().see(dead('db-2', 'starting-up'), dead('db-2', 'silent'), promoted());
  expect((await confirm(seen)).state).toBe('promoted');
  expect(seen.clock.slept).toEqual([0.1, 0.1]);
});

test.each<[NodeObservation, string]>([
  [dead('db-2', 'silent'), 'db-2 does not answer (connection silent)'],
  [{ node: 'db-2', at: after(0), reachable: false }, 'db-2 does not answer (no reason)'],
])('a candidate that does not answer is unreachable, never promoted: %#', async (now, evidence) => {
  expect(await confirm(new World().see(now))).toEqual({ state: 'unreachable', evidence, at: after(3) });
});

test.each([
  [promoted({ timeline: 3 }), `db-2 is primary on timeline 3 of cluster ${CLUSTER}`],
  [promoted({ systemIdentifier: '9' }), 'db-2 is primary on timeline 2 of cluster 9'],
])('a promotion that is not ours is named for what it is: %#', async (now, what) => {
  await expect(confirm(new World().see(now))).rejects.toMatchObject({
    name: 'NodeMoved',
    message: `${what}; required timeline 2 of cluster ${CLUSTER}`,
  });
});

test('without a candidate nobody is looked at', async () => {
  const seen = new World();
  await expect(confirm(seen, { comparison: comparison({ action: 'hold' }) })).rejects.toMatchObject({ name: 'NodeMoved' });
  expect(seen.calls).toEqual([]);
});
