import { IncidentTakenOver } from '../../../lambdas/errors.ts';
import { promoteStandby } from '../../../lambdas/steps/promote-standby.ts';
import { after, assessment, comparison, dead, fenced, incident, intent, planOf, primary, standby } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const done = { kind: 'finished' as const, commandId: 'command-1', exitCode: 0, stderr: '' };
const promote = (seen: World, change = {}) =>
  promoteStandby(
    { incident: incident(), assessment: assessment(), fencing: fenced(), comparison: comparison(), ...change },
    seen.ports,
    plan,
  );
const ready = () => new World().see(dead('db-1'), standby('db-2'), standby('db-3'), standby('db-4')).answer('hosts.run', done);

test('everybody is looked at, then the lock takes the candidate down, then its host promotes it with the token', async () => {
  const seen = ready();
  expect(await promote(seen)).toEqual({ how: 'ssm', commandId: 'command-1', timelineBefore: 1, at: after(0) });
  expect(seen.calls.map((call) => call.to)).toEqual([
    ...Array(4).fill('probe.observe'),
    'incidents.promoting',
    'hosts.run',
    'incidents.append',
  ]);
  expect(seen.callsTo('incidents.promoting')).toEqual([[incident(), intent()]]);
  expect(seen.callsTo('hosts.run')).toEqual([
    [
      'promote-standby',
      plan.database.nodes[1],
      { incident: 'inc-1', token: '7', node: 'db-2', timeline: '1', timeoutSeconds: '30' },
      plan.failover.promotionPatience,
    ],
  ]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({
    data: { step: 'promote-standby' },
    text: 'db-2 promoted by its host, timeline was 1',
  });
});

test('where the node left the old timeline is kept as its host says it', async () => {
  const report = { program: 'promote-standby', outcome: 'promoted', forkedAt: '0/5000108' };
  expect(await promote(ready().answer('hosts.run', { ...done, report }))).toMatchObject({ how: 'ssm', forkedAt: '0/5000108' });
  const unknown = await promote(ready().answer('hosts.run', { ...done, report: { ...report, forkedAt: null } }));
  expect(unknown).not.toHaveProperty('forkedAt');
});

test('running it twice promotes once', async () => {
  const seen = ready();
  await promote(seen);
  seen.nodes['db-2'] = [primary('db-2', { timeline: 2 })];
  expect(await promote(seen)).toEqual({ how: 'already', timelineBefore: 1, at: after(0) });
  expect(seen.effects).toEqual(['incidents.promoting', 'hosts.run']);
});

test.each([
  [{ kind: 'unknown', why: 'no answer' }, 'PromotionUnconfirmed', 'promotion of db-2 has an unknown outcome: no answer'],
  [{ kind: 'not-run', why: 'agent gone' }, 'EffectRefused', 'promotion of db-2 did not run: agent gone'],
  [
    { ...done, exitCode: 1, stderr: 'noise', report: { program: 'p', outcome: 'refused', seen: 'token 7 is older than 8' } },
    'EffectRefused',
    'host db-2 did not promote: token 7 is older than 8',
  ],
  [{ ...done, exitCode: 1, stderr: 'no such unit' }, 'EffectRefused', 'host db-2 did not promote: no such unit'],
  [{ ...done, exitCode: 127 }, 'EffectRefused', 'host db-2 did not promote: exit code 127'],
])('a host that did not promote is not asked twice, and no story says it did: %#', async (outcome, name, message) => {
  const seen = ready().answer('hosts.run', outcome);
  await expect(promote(seen)).rejects.toMatchObject({ name, message, details: { node: 'db-2' } });
  expect(seen.callsTo('hosts.run')).toHaveLength(1);
  expect(seen.calls.at(-1)?.to).toBe('hosts.run');
});

test.each([
  [new IncidentTakenOver('late'), 'IncidentTakenOver'],
  [unavailable('the table'), 'DependencyUnavailable'],
])('a candidate that could not be noted is not promoted: %#', async (refusal, name) => {
  const seen = ready().answer('incidents.promoting', refusal);
  await expect(promote(seen)).rejects.toMatchObject({ name });
  expect(seen.effects).toEqual(['incidents.promoting']);
});

test('a story that cannot be written does not undo a promotion', async () => {
  expect((await promote(ready().answer('incidents.append', unavailable('the table')))).how).toBe('ssm');
});

test('force promotes nobody without proven fencing', async () => {
  const seen = ready();
  const unproven = { incident: incident({ force: true }), fencing: fenced({ proven: false, state: 'unproven' }) };
  await expect(promote(seen, unproven)).rejects.toMatchObject({ name: 'FencingNotProven' });
  expect(seen.calls).toEqual([]);
});
