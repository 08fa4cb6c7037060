import type { RecordSwitch } from '../../../lambdas/domain/aftermath.ts';
import type { NoSwitch } from '../../../lambdas/domain/machine-state.ts';
import { EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { awaitWriterRecord } from '../../../lambdas/steps/await-writer-record.ts';
import { switchWriterRecord } from '../../../lambdas/steps/switch-writer-record.ts';
import { verifyRecovery } from '../../../lambdas/steps/verify-recovery.ts';
import {
  after,
  assessment,
  comparison,
  confirmation,
  fenced,
  incident,
  planOf,
  primary,
  standby,
  switched,
} from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const OLD = 'db-1.db.internal';
const NEW = 'db-2.db.internal';
const about = { incident: incident(), assessment: assessment(), comparison: comparison(), confirmation: confirmation(), fencing: fenced() };
const promoted = () => new World().see(primary('db-2', { timeline: 2 }));

describe('switching the writer record', () => {
  const change = (seen: World) => switchWriterRecord(about, seen.ports, plan);
  const swapped = { outcome: 'swapped', changeId: 'C1' };

  test('from the value the assessment saw to the new primary', async () => {
    const seen = promoted().answer('record.compareAndSwap', swapped);
    expect(await change(seen)).toMatchObject({ name: 'primary.db.internal', from: OLD, to: NEW, changeId: 'C1', status: 'PENDING' });
    expect(seen.effects).toEqual(['incidents.assertOwner', 'control.commitLocally', 'record.compareAndSwap']);
    expect(seen.callsTo('record.compareAndSwap')).toEqual([[OLD, NEW]]);
  });

  test('never to a node that is not seen writable on the new timeline', async () => {
    for (const wrong of [standby('db-2'), primary('db-2', { timeline: 1 }), primary('db-2', { timeline: 2, writable: false })]) {
      const seen = new World().see(wrong).answer('record.read', OLD);
      await expect(change(seen)).rejects.toMatchObject({ name: 'NodeMoved' });
      expect(seen.effects).toEqual(['incidents.assertOwner']);
    }
  });

  test('a record that somebody moved is left as it was found; one that was switched before is a switch', async () => {
    const moved = (now: string) => promoted().answer('record.compareAndSwap', { outcome: 'moved', current: now });
    await expect(change(moved('db-3.db.internal'))).rejects.toMatchObject({
      name: 'RecordMoved',
      message: expect.stringContaining('db-3.db.internal'),
    });
    expect(await change(moved(NEW))).toMatchObject({ status: 'already', changeId: '' });
  });

  test('a swap whose answer got lost is looked up, not repeated', async () => {
    const happened = promoted().answer('record.read', NEW).answer('record.compareAndSwap', new OutcomeUnknown('lost'));
    expect(await change(happened)).toMatchObject({ status: 'already' });
    const not = promoted().answer('record.read', OLD).answer('record.compareAndSwap', new OutcomeUnknown('lost'));
    await expect(change(not)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect(not.callsTo('record.compareAndSwap')).toHaveLength(1);
    const blind = promoted().answer('record.read', unavailable('Route 53')).answer('record.compareAndSwap', new EffectRefused('no'));
    await expect(change(blind)).rejects.toMatchObject({ name: 'EffectRefused' });
  });

  test('late changes nothing', async () => {
    const seen = promoted().answer('record.read', OLD).answer('incidents.assertOwner', new IncidentTakenOver('late'));
    await expect(change(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
    expect(seen.callsTo('record.compareAndSwap')).toEqual([]);
  });
});

describe('waiting for the writer record', () => {
  const wait = (seen: World, record: RecordSwitch | NoSwitch = switched()) => awaitWriterRecord({ ...about, record }, seen.ports, plan);

  test('ends when the change is everywhere, and says when', async () => {
    const seen = new World().answer('record.waitInSync', true);
    seen.clock.millis += 20_000;
    expect(await wait(seen)).toEqual(switched({ status: 'INSYNC', at: after(20) }));
    expect(seen.callsTo('record.waitInSync')).toEqual([['C1', plan.failover.verificationPatience]]);
  });

  test.each([false, unavailable('Route 53')])('not hearing it is not a switch that failed: %s', async (answer) => {
    expect(await wait(new World().answer('record.waitInSync', answer))).toEqual(switched());
  });

  const already = switched({ status: 'already', changeId: '' });
  const unanswered = { status: 'unanswered', caught: { Error: 'OutcomeUnknown' } } as const;

  test.each([already, unanswered])(
    'a change whose id nobody knows is everywhere when the name leads to the new primary: $status',
    async (record) => {
      const seen = new World().answer('resolver.addresses', ['10.20.1.11'], unavailable('DNS'), ['10.20.1.12']);
      expect(await wait(seen, record)).toEqual({ ...already, at: after(2) });
      expect(seen.callsTo('record.waitInSync')).toEqual([]);
    },
  );

  test.each([already, unanswered])('and stays as it was noted when the name does not, within the patience: $status', async (record) => {
    const seen = new World().answer('resolver.addresses', ['10.20.1.11']);
    expect(await wait(seen, record)).toEqual(record);
    expect(seen.clock.slept.length).toBe(plan.failover.verificationPatience - 2);
  });
});

describe('verifying through the name', () => {
  const crud = { createdMs: 1, readMs: 1, updatedMs: 1, deletedMs: 1, serverAddress: '10.20.1.12' };
  const well = () =>
    new World()
      .answer('resolver.addresses', ['10.20.1.12'])
      .answer('control.verifyThroughName', crud)
      .answer('health.ask', { healthy: true, status: 'healthy' })
      .answer('probe.clientsOf', undefined);
  const verify = (seen: World) => verifyRecovery(about, seen.ports, plan);

  test('name, four statements, health and nobody left on the old node', async () => {
    expect(await verify(well())).toEqual({
      verifiedAt: '2026-11-23T10:00:00.000Z',
      crud,
      health: { healthy: true, status: 'healthy' },
      resolvedAddress: '10.20.1.12',
      connectionsToOldNode: 0,
    });
  });

  test.each([
    ['the name does not resolve', 'resolver.addresses', unavailable('DNS'), 'NameNotResolved'],
    ['the name leads elsewhere', 'resolver.addresses', ['10.20.1.11'], 'NameNotSwitched'],
    ['the name leads to two nodes', 'resolver.addresses', ['10.20.1.11', '10.20.1.12'], 'NameNotSwitched'],
    ['no row can be written', 'control.verifyThroughName', new EffectRefused('read-only'), 'WriteThroughNameFailed'],
    ['another node answers', 'control.verifyThroughName', { ...crud, serverAddress: '10.20.1.13' }, 'NameNotSwitched'],
    ['clients are left on the old node', 'probe.clientsOf', 3, 'ClientsOnOldNode'],
    ['the application is not healthy', 'health.ask', { healthy: false, status: 'HTTP 503' }, 'ApplicationNotHealthy'],
  ] as const)('while %s it asks again, and gives up after the patience', async (_, port, answer, condition) => {
    const seen = well().answer(port, answer);
    await expect(verify(seen)).rejects.toMatchObject({ name: 'NotYet', details: { condition } });
    expect(seen.clock.slept).toHaveLength(plan.failover.verificationPatience);
  });

  test('what becomes true within the patience is a recovery', async () => {
    const seen = well().answer('health.ask', { healthy: false, status: 'starting' }, { healthy: true, status: 'healthy' });
    expect(await verify(seen)).toMatchObject({ verifiedAt: '2026-11-23T10:00:01.000Z' });
  });

  test('an answer from behind a socket or a proxy that no node has counts: the name was checked', async () => {
    expect(await verify(well().answer('control.verifyThroughName', { ...crud, serverAddress: '' }))).toMatchObject({
      resolvedAddress: '10.20.1.12',
    });
  });

  test('a defect is not asked again', async () => {
    await expect(verify(well().answer('probe.clientsOf', new TypeError('broken')))).rejects.toThrow('broken');
  });
});
