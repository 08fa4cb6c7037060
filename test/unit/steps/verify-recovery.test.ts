import { EffectRefused } from '../../../lambdas/errors.ts';
import { verifyRecovery } from '../../../lambdas/steps/verify-recovery.ts';
import { after, comparison, confirmation, fenced, incident, planOf } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const crud = { createdMs: 1, readMs: 2, updatedMs: 3, deletedMs: 4, serverAddress: '10.20.1.12' };
const healthy = { healthy: true, status: 'healthy' };
const well = () =>
  new World()
    .answer('resolver.addresses', ['10.20.1.12'])
    .answer('control.verifyThroughName', crud)
    .answer('health.ask', healthy)
    .answer('probe.clientsOf', 0);
const verify = (seen: World, change = {}) =>
  verifyRecovery(
    { incident: incident(), comparison: comparison(), confirmation: confirmation(), fencing: fenced(), ...change },
    seen.ports,
    plan,
  );

test('the name comes first, then a row through it, then application and old node', async () => {
  const seen = well();
  await verify(seen);
  expect(seen.calls).toEqual([
    { to: 'resolver.addresses', with: ['primary.db.internal', 2] },
    { to: 'control.verifyThroughName', with: ['inc-1', 5] },
    { to: 'health.ask', with: [2] },
    { to: 'probe.clientsOf', with: [plan.database.nodes[0], 1] },
  ]);
});

test('verifying twice says the same', async () => {
  const seen = well();
  expect(await verify(seen)).toEqual(await verify(seen));
});

test.each([
  ['resolver.addresses', unavailable('DNS'), 'primary.db.internal does not resolve: DNS does not answer'],
  ['resolver.addresses', [], 'primary.db.internal resolves to nothing; required 10.20.1.12'],
  ['resolver.addresses', ['10.20.1.12', '10.20.1.11'], 'primary.db.internal resolves to 10.20.1.12, 10.20.1.11; required 10.20.1.12'],
  ['control.verifyThroughName', new EffectRefused('read-only'), 'a row could not be written through the name: read-only'],
  ['control.verifyThroughName', { ...crud, serverAddress: '10.20.1.11' }, 'db-1 answered through the name; required db-2'],
  ['probe.clientsOf', 3, '3 clients are connected to db-1; required none'],
  ['health.ask', { healthy: false, status: 'HTTP 503' }, 'application says HTTP 503; required healthy'],
] as const)('what was not so at the last try is said: %s, %#', async (port, answer, message) => {
  await expect(verify(well().answer(port, answer))).rejects.toMatchObject({ name: 'NotYet', message });
});

test('while the name leads elsewhere nothing is written', async () => {
  const seen = well().answer('resolver.addresses', ['10.20.1.11']);
  await expect(verify(seen)).rejects.toMatchObject({ details: { condition: 'NameNotSwitched' } });
  expect(seen.callsTo('control.verifyThroughName')).toEqual([]);
});

test('everything is asked anew at each try, and the time counts from the write that was part of the last one', async () => {
  const seen = well()
    .answer('resolver.addresses', ['10.20.1.11'], ['10.20.1.12'])
    .answer('control.verifyThroughName', new EffectRefused('read-only'), crud)
    .answer('health.ask', { healthy: false, status: 'starting' }, healthy)
    .answer('probe.clientsOf', 2, 1, 0);
  expect((await verify(seen)).verifiedAt).toBe(after(4));
  expect(seen.clock.slept).toEqual([1, 1, 1, 1]);
  expect(seen.callsTo('resolver.addresses')).toHaveLength(5);
});

test('the last try is when another one would be past the patience, and its reason counts', async () => {
  const slow = well().answer('resolver.addresses', unavailable('DNS'), ['10.20.1.11']);
  await expect(verify(slow)).rejects.toMatchObject({ details: { condition: 'NameNotSwitched' } });
  expect(slow.clock.now().toISOString()).toBe(after(60));
  expect(slow.callsTo('resolver.addresses')).toHaveLength(61);
});

test('an old node that does not answer has no clients', async () => {
  expect((await verify(well().answer('probe.clientsOf', undefined))).connectionsToOldNode).toBe(0);
});

test('clients on the old node are told before an application that is not healthy', async () => {
  const seen = well().answer('probe.clientsOf', 1).answer('health.ask', { healthy: false, status: 'HTTP 503' });
  await expect(verify(seen)).rejects.toMatchObject({ details: { condition: 'ClientsOnOldNode' } });
});

test('without a candidate nothing is verified, and nothing is waited for', async () => {
  const seen = well();
  await expect(verify(seen, { comparison: comparison({ action: 'hold' }) })).rejects.toMatchObject({ name: 'NodeMoved' });
  expect(seen.calls).toEqual([]);
  expect(seen.clock.slept).toEqual([]);
});
