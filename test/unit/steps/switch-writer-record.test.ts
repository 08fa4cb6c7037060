import { DependencyUnavailable, EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import { switchWriterRecord } from '../../../lambdas/steps/switch-writer-record.ts';
import { assessment, comparison, confirmation, dead, incident, planOf, primary, switched } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const OLD = 'db-1.db.internal';
const NEW = 'db-2.db.internal';
const change = (seen: World) =>
  switchWriterRecord(
    { incident: incident(), assessment: assessment(), comparison: comparison(), confirmation: confirmation() },
    seen.ports,
    plan,
  );
const promoted = () => new World().see(primary('db-2', { timeline: 2 }));
const swapping = () => promoted().answer('record.read', OLD).answer('record.compareAndSwap', { outcome: 'swapped', changeId: 'C1' });
const already = { ...switched({ status: 'already', changeId: '' }) };

test('the new primary is seen and the lock asked before the one swap, and the story comes last; nothing is waited for', async () => {
  const seen = swapping();
  expect(await change(seen)).toEqual(switched());
  expect(seen.calls.map((call) => call.to)).toEqual([
    'probe.observe',
    'incidents.assertOwner',
    'control.commitLocally',
    'record.compareAndSwap',
    'incidents.append',
  ]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({
    data: { step: 'switch-writer-record' },
    text: `primary.db.internal: ${OLD} -> ${NEW}, change C1`,
  });
});

test('running it twice switches once', async () => {
  const seen = promoted().answer('record.compareAndSwap', { outcome: 'swapped', changeId: 'C1' }, { outcome: 'moved', current: NEW });
  expect(await change(seen)).toEqual(switched());
  expect(await change(seen)).toEqual(already);
});

test('a record that the assessment saw at the new primary is looked at and not swapped for itself', async () => {
  const taken = {
    incident: incident(),
    assessment: assessment({ recordValue: NEW }),
    comparison: comparison(),
    confirmation: confirmation(),
  };
  const seen = promoted().answer('record.read', NEW);
  expect(await switchWriterRecord(taken, seen.ports, plan)).toEqual({ ...already, from: NEW });
  expect(seen.callsTo('record.compareAndSwap')).toEqual([]);
});

test('a new primary that does not answer gets no name, and the record is not even read', async () => {
  const seen = new World().see(dead('db-2'));
  await expect(change(seen)).rejects.toMatchObject({ name: 'NodeMoved' });
  expect(seen.calls.map((call) => call.to)).toEqual(['probe.observe', 'incidents.assertOwner']);
});

test('a record that somebody moved is named with all three values', async () => {
  const seen = promoted().answer('record.compareAndSwap', { outcome: 'moved', current: 'db-3.db.internal' });
  await expect(change(seen)).rejects.toMatchObject({
    name: 'RecordMoved',
    message: `writer record holds db-3.db.internal; required ${OLD}`,
    details: { current: 'db-3.db.internal', from: OLD, to: NEW },
  });
});

test('a swap that found another value is never repeated', async () => {
  const seen = promoted().answer('record.compareAndSwap', { outcome: 'moved', current: 'db-3.db.internal' });
  await expect(change(seen)).rejects.toMatchObject({ name: 'RecordMoved' });
  expect(seen.effects).toEqual(['incidents.assertOwner', 'control.commitLocally', 'record.compareAndSwap']);
});

test.each([new EffectRefused('disk full'), new OutcomeUnknown('no answer'), unavailable('db-2')])(
  'a new primary that commits nothing gets no name: %s',
  async (failure) => {
    const seen = swapping().answer('control.commitLocally', failure);
    await expect(change(seen)).rejects.toMatchObject({
      name: 'EffectRefused',
      message: `db-2 commits nothing (${failure.message}); the writer record was left as found`,
    });
    expect(seen.callsTo('record.compareAndSwap')).toEqual([]);
  },
);

describe('a swap that failed', () => {
  test.each([new OutcomeUnknown('lost'), new DependencyUnavailable('throttled'), new EffectRefused('no')])(
    'is looked up once, and handed on as it was while the record holds the old value: %#',
    async (failure) => {
      const seen = swapping().answer('record.compareAndSwap', failure);
      await expect(change(seen)).rejects.toBe(failure);
      expect(seen.effects).toEqual(['incidents.assertOwner', 'control.commitLocally', 'record.compareAndSwap']);
      expect(seen.callsTo('record.read')).toHaveLength(1);
      expect(seen.callsTo('incidents.append')).toEqual([]);
    },
  );

  test('that nobody can look up stays unknown', async () => {
    const failure = new OutcomeUnknown('lost');
    const seen = promoted().answer('record.read', unavailable('Route 53')).answer('record.compareAndSwap', failure);
    await expect(change(seen)).rejects.toBe(failure);
  });

  test('but took effect is a switch', async () => {
    const seen = promoted().answer('record.read', NEW).answer('record.compareAndSwap', new OutcomeUnknown('lost'));
    expect(await change(seen)).toEqual(already);
    expect(seen.callsTo('record.compareAndSwap')).toHaveLength(1);
  });
});

test.each([
  [new IncidentTakenOver('late'), 'IncidentTakenOver'],
  [unavailable('the table'), 'DependencyUnavailable'],
])('without the lock the record stays: %#', async (refusal, name) => {
  const seen = swapping().answer('incidents.assertOwner', refusal);
  await expect(change(seen)).rejects.toMatchObject({ name });
  expect(seen.effects).toEqual(['incidents.assertOwner']);
});
