import { DependencyUnavailable, EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { promoteThroughSql } from '../../../lambdas/steps/promote-through-sql.ts';
import { after, assessment, comparison, dead, fenced, incident, intent, planOf, primary, standby } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const promote = (seen: World, change = {}) =>
  promoteThroughSql(
    { incident: incident(), assessment: assessment(), fencing: fenced(), comparison: comparison(), ...change },
    seen.ports,
    plan,
  );
const ready = () => new World().see(dead('db-1'), standby('db-2'), standby('db-3'), standby('db-4')).answer('control.promote', true);

test('everybody is looked at, then the lock takes the candidate down, then it is promoted within the patience', async () => {
  const seen = ready();
  expect(await promote(seen)).toEqual({ how: 'sql', timelineBefore: 1, at: after(0) });
  expect(seen.calls.map((call) => call.to)).toEqual([
    ...Array(4).fill('probe.observe'),
    'incidents.promoting',
    'control.promote',
    'incidents.append',
  ]);
  expect(seen.callsTo('incidents.promoting')).toEqual([[incident(), intent()]]);
  expect(seen.callsTo('control.promote')).toEqual([[plan.database.nodes[1], plan.failover.promotionPatience]]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({
    data: { step: 'promote-through-sql' },
    text: 'db-2 promoted through SQL, timeline was 1',
  });
});

test('running it twice promotes once', async () => {
  const seen = ready();
  await promote(seen);
  seen.nodes['db-2'] = [primary('db-2', { timeline: 2 })];
  expect(await promote(seen)).toEqual({ how: 'already', timelineBefore: 1, at: after(0) });
  expect(seen.effects).toEqual(['incidents.promoting', 'control.promote']);
});

test('a host command that arrived late makes it superfluous', async () => {
  const seen = ready();
  seen.nodes['db-2'] = [primary('db-2', { timeline: 2 })];
  expect((await promote(seen, { incident: incident({ promoting: intent('db-2') }) })).how).toBe('already');
  expect(seen.effects).toEqual([]);
});

test('a candidate that does not leave recovery in time is unconfirmed, and not asked again', async () => {
  const seen = ready().answer('control.promote', false);
  await expect(promote(seen)).rejects.toMatchObject({
    name: 'PromotionUnconfirmed',
    message: 'db-2 did not leave recovery within 30 s of pg_promote',
    details: { node: 'db-2' },
  });
  expect(seen.callsTo('control.promote')).toHaveLength(1);
  expect(seen.callsTo('incidents.append')).toEqual([]);
});

test.each([
  [new OutcomeUnknown('lost'), 'OutcomeUnknown'],
  [new EffectRefused('no grant'), 'EffectRefused'],
  [new DependencyUnavailable('no answer'), 'DependencyUnavailable'],
])('a promotion that failed is handed on as it was, and not repeated: %#', async (failure, name) => {
  const seen = ready().answer('control.promote', failure);
  await expect(promote(seen)).rejects.toMatchObject({ name });
  expect(seen.callsTo('control.promote')).toHaveLength(1);
});

test.each([
  [new IncidentTakenOver('late'), 'IncidentTakenOver'],
  [unavailable('the table'), 'DependencyUnavailable'],
])('a candidate that could not be noted is not promoted: %#', async (refusal, name) => {
  const seen = ready().answer('incidents.promoting', refusal);
  await expect(promote(seen)).rejects.toMatchObject({ name });
  expect(seen.effects).toEqual(['incidents.promoting']);
});

test('force promotes nobody without proven fencing', async () => {
  const seen = ready();
  const unproven = { incident: incident({ force: true }), fencing: fenced({ proven: false, state: 'unproven' }) };
  await expect(promote(seen, unproven)).rejects.toMatchObject({ name: 'FencingNotProven' });
  expect(seen.calls).toEqual([]);
});
