import { IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { confirmPromotion } from '../../../lambdas/steps/confirm-promotion.ts';
import { promoteStandby } from '../../../lambdas/steps/promote-standby.ts';
import { promoteThroughSql } from '../../../lambdas/steps/promote-through-sql.ts';
import { assessment, comparison, dead, fenced, incident, intent, planOf, primary, standby } from '../../support/ports/builders.ts';
import { World } from '../../support/ports/fakes.ts';

const plan = planOf();
const decided = (change = {}) => ({
  incident: incident(),
  assessment: assessment(),
  fencing: fenced(),
  comparison: comparison(),
  ...change,
});
const ready = () => new World().see(dead('db-1'), standby('db-2'), standby('db-3'), standby('db-4'));
const done = { kind: 'finished' as const, commandId: 'command-1', exitCode: 0, stderr: '' };
const promotedNode = () => primary('db-2', { timeline: 2 });

describe.each([
  ['through its host', promoteStandby, 'hosts.run' as const, done],
  ['through SQL', promoteThroughSql, 'control.promote' as const, true],
] as const)('%s', (_, promote, effect, success) => {
  test('the candidate is noted in the incident, then promoted', async () => {
    const seen = ready().answer(effect, success);
    expect(await promote(decided(), seen.ports, plan)).toMatchObject({ timelineBefore: 1 });
    expect(seen.effects).toEqual(['incidents.promoting', effect]);
    expect(seen.callsTo('incidents.promoting')[0]?.[1]).toEqual(intent());
  });

  test.each([
    ['unproven', fenced({ proven: false, state: 'unproven' })],
    ['still stopping', fenced({ state: 'stopping' })],
    ['of somebody else', fenced({ node: 'db-3' })],
    ['by no rung', fenced({ rung: 'none' })],
  ])('fencing %s: nobody is looked at, nobody is promoted', async (_case, fencing) => {
    const seen = ready().answer(effect, success);
    await expect(promote(decided({ fencing }), seen.ports, plan)).rejects.toMatchObject({ name: 'FencingNotProven' });
    expect(seen.calls).toEqual([]);
  });

  test('another primary, the fenced one included, stops it', async () => {
    for (const rival of ['db-1', 'db-3', 'db-4']) {
      const seen = ready().answer(effect, success);
      seen.nodes[rival] = [primary(rival)];
      await expect(promote(decided(), seen.ports, plan)).rejects.toMatchObject({
        name: 'TwoPrimaries',
        message: expect.stringContaining(rival),
      });
      expect(seen.effects).toEqual([]);
    }
  });

  test('a candidate that is primary already on the next timeline is not promoted again', async () => {
    const seen = ready().answer(effect, success);
    seen.nodes['db-2'] = [promotedNode()];
    expect(await promote(decided(), seen.ports, plan)).toMatchObject({ how: 'already' });
    expect(seen.effects).toEqual([]);
  });

  test.each([
    ['primary on a timeline of its own', primary('db-2', { timeline: 3 })],
    ['on another timeline', standby('db-2', { timeline: 2 })],
    ['of another cluster', standby('db-2', { systemIdentifier: 'another' })],
    ['behind the position that was compared', standby('db-2', { receivedLsn: '0/4000000', replayedLsn: '0/4000000' })],
  ])('a candidate that is %s has moved', async (_case, now) => {
    const seen = ready().answer(effect, success);
    seen.nodes['db-2'] = [now];
    await expect(promote(decided(), seen.ports, plan)).rejects.toMatchObject({ name: 'NodeMoved' });
    expect(seen.effects).toEqual([]);
  });

  test('a candidate that does not answer is not promoted blindly', async () => {
    const seen = ready().answer(effect, success);
    seen.nodes['db-2'] = [dead('db-2', 'silent')];
    await expect(promote(decided(), seen.ports, plan)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    expect(seen.effects).toEqual([]);
  });

  test('late is refused before the effect', async () => {
    const seen = ready().answer(effect, success).answer('incidents.promoting', new IncidentTakenOver('late'));
    await expect(promote(decided(), seen.ports, plan)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
    expect(seen.callsTo(effect)).toEqual([]);
  });

  test('after an earlier execution set out to promote another node, this one is refused', async () => {
    const seen = ready().answer(effect, success);
    const other = incident({ promoting: intent('db-3') });
    await expect(promote(decided({ incident: other }), seen.ports, plan)).rejects.toMatchObject({
      name: 'NodeMoved',
      message: expect.stringContaining('db-3'),
    });
    expect(seen.effects).toEqual([]);
    await promote(decided({ incident: incident({ promoting: intent('db-2') }) }), ready().answer(effect, success).ports, plan);
  });

  test('without a candidate nothing happens', async () => {
    await expect(promote(decided({ comparison: comparison({ action: 'hold' }) }), ready().ports, plan)).rejects.toMatchObject({
      name: 'NodeMoved',
    });
  });
});

test.each([
  [{ kind: 'unknown' as const, why: 'no answer' }, 'PromotionUnconfirmed'],
  [{ kind: 'not-run' as const, why: 'agent gone' }, 'EffectRefused'],
  [{ ...done, exitCode: 1, report: { program: 'p', outcome: 'refused', seen: 'older token' } }, 'EffectRefused'],
  [{ ...done, exitCode: 1, stderr: 'broken' }, 'EffectRefused'],
])('a host that answers %j leads to a look, never to a second try', async (outcome, name) => {
  const seen = ready().answer('hosts.run', outcome);
  await expect(promoteStandby(decided(), seen.ports, plan)).rejects.toMatchObject({ name });
  expect(seen.callsTo('hosts.run')).toHaveLength(1);
});

test('pg_promote that does not come back in time is unconfirmed; a lost answer stays unknown', async () => {
  await expect(promoteThroughSql(decided(), ready().answer('control.promote', false).ports, plan)).rejects.toMatchObject({
    name: 'PromotionUnconfirmed',
  });
  await expect(
    promoteThroughSql(decided(), ready().answer('control.promote', new OutcomeUnknown('lost')).ports, plan),
  ).rejects.toMatchObject({ name: 'OutcomeUnknown' });
});

describe('looking at the candidate', () => {
  const confirm = (seen: World) => confirmPromotion(decided(), seen.ports, plan);

  test('primary on exactly the next timeline is promoted', async () => {
    expect(await confirm(new World().see(promotedNode()))).toMatchObject({ state: 'promoted', timeline: 2, lsn: '0/5000000' });
  });

  test('a promotion under way is waited for, a while', async () => {
    const seen = new World().see(standby('db-2'), standby('db-2'), promotedNode());
    expect((await confirm(seen)).state).toBe('promoted');
    expect(seen.clock.slept).toEqual([0.1, 0.1]);
    const never = new World().see(standby('db-2'));
    expect(await confirm(never)).toMatchObject({ state: 'in-recovery', timeline: 1 });
    expect(never.clock.slept.reduce((sum, one) => sum + one, 0)).toBeCloseTo(3);
  });

  test('nobody who answers is unreachable, not in recovery', async () => {
    expect((await confirm(new World().see(dead('db-2', 'silent')))).state).toBe('unreachable');
  });

  test.each([
    primary('db-2', { timeline: 1 }),
    primary('db-2', { timeline: 3 }),
    primary('db-2', { timeline: 2, systemIdentifier: 'another' }),
  ])('a promotion that is not ours stops the run', async (strange) => {
    await expect(confirm(new World().see(strange))).rejects.toMatchObject({ name: 'NodeMoved' });
  });
});
