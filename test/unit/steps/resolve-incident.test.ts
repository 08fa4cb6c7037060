import type { MachineState } from '../../../lambdas/domain/machine-state.ts';
import type { NodeObservation } from '../../../lambdas/domain/observation.ts';
import { DependencyUnavailable, IncidentTakenOver } from '../../../lambdas/errors.ts';
import { resolveIncident } from '../../../lambdas/steps/resolve-incident.ts';
import { after, assessment, comparison, dead, fenced, incident, planOf, primary, standby } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const verification = {
  verifiedAt: after(11),
  crud: { createdMs: 1, readMs: 1, updatedMs: 1, deletedMs: 1, serverAddress: '10.20.1.12' },
  health: { healthy: true, status: 'healthy' },
  resolvedAddress: '10.20.1.12',
  connectionsToOldNode: 0,
};
const known: MachineState = { assessment: assessment({ nodes: [primary('db-1')] }), verification };
const resolve = (seen: World, outcome: 'recovered' | 'false-alarm' = 'recovered', facts = known) =>
  resolveIncident({ incident: incident(), outcome, facts }, seen.ports, plan);
const working = () => new World().answer('reports.save', undefined).answer('incidents.resolve', undefined);
const line = (seen: World) => (seen.callsTo('incidents.append').at(-1)?.[1] as { text: string } | undefined)?.text;

test('the lock, report and figures, and only then the incident is closed, at the time the report says; then its end is told', async () => {
  const seen = working();
  seen.clock.millis += 15_000;
  expect(await resolve(seen)).toMatchObject({ resolvedAt: after(15), recoveryTimeSeconds: 12 });
  expect(seen.calls.map((call) => call.to)).toEqual([
    'incidents.assertOwner',
    'reports.save',
    'incidents.append',
    'incidents.resolve',
    'incidents.append',
    'bell.ring',
  ]);
  expect(seen.callsTo('incidents.resolve')).toEqual([[incident(), after(15), 'recovered']]);
  expect(seen.callsTo('reports.save')[0]?.[1]).toMatchObject({
    writtenAt: after(15),
    region: 'eu-west-3',
    database: null,
    steps: { resolution: { resolvedAt: after(15), recoveryTimeSeconds: 12 } },
  });
  expect(line(seen)).toBe('Recovered in 12 s');
});

test('running it twice closes the same incident and replaces the same report', async () => {
  const seen = working();
  expect(await resolve(seen)).toEqual(await resolve(seen));
  expect(new Set(seen.callsTo('reports.save').map((call) => call[0]))).toEqual(new Set(['database-failover/inc-1/7-recovered.json']));
});

test('a false alarm is reported with the nodes as they were assessed, and without a recovery time', async () => {
  const seen = working();
  expect((await resolve(seen, 'false-alarm')).recoveryTimeSeconds).toBeNull();
  expect(seen.callsTo('reports.save')[0]?.[1]).toMatchObject({
    outcome: 'false-alarm',
    endState: 'False alarm',
    database: [{ node: 'db-1' }],
  });
  expect(line(seen)).toBe('False alarm');
});

test('a recovery whose last good probe nobody remembers has no recovery time, never a zero', async () => {
  const { lastHeartbeat: _, ...forgotten } = assessment();
  const seen = working();
  expect((await resolve(seen, 'recovered', { assessment: forgotten, verification })).recoveryTimeSeconds).toBeNull();
  expect(line(seen)).toBe('Recovered');
});

test('what people have to know of the new and the old primary goes with the end of a recovery, and only with that', async () => {
  const last = (seen: World) => seen.callsTo('incidents.append').at(-1)?.[1];
  const seen = working();
  await resolve(seen, 'recovered', { ...known, comparison: comparison(), fencing: fenced({ state: 'accepted' } as never) });
  expect(last(seen)).toMatchObject({
    kind: 'resolved',
    data: { outcome: 'recovered', recovered: { oldPrimary: 'db-1', candidate: 'db-2', fenceAccepted: true } },
  });
  const alarm = working();
  await resolve(alarm, 'false-alarm');
  expect(last(alarm)).toMatchObject({ kind: 'resolved', data: expect.not.objectContaining({ recovered: expect.anything() }) });
});

test('a report that cannot be written is named, and the incident is closed', async () => {
  const seen = working().answer('reports.save', unavailable('S3'));
  expect((await resolve(seen)).notRecorded).toEqual(['report: S3 does not answer']);
  expect(seen.effects).toEqual(['incidents.assertOwner', 'reports.save', 'incidents.resolve', 'bell.ring']);
});

test('a story that cannot be written keeps nothing open', async () => {
  const seen = working().answer('incidents.append', unavailable('the table'));
  await resolve(seen);
  expect(seen.callsTo('incidents.resolve')).toHaveLength(1);
});

test.each([
  [new IncidentTakenOver('late'), 'IncidentTakenOver'],
  [new DependencyUnavailable('table'), 'DependencyUnavailable'],
])('an incident that cannot be closed is an error, and not tried again: %#', async (failure, name) => {
  const seen = working().answer('incidents.resolve', failure);
  await expect(resolve(seen)).rejects.toMatchObject({ name });
  expect(seen.callsTo('incidents.resolve')).toHaveLength(1);
});

describe('a false alarm of a primary whose quorum was relieved in this incident', () => {
  const relieving = { primary: 'db-1', before: 'ANY 1 (db_2, db_3)', silent: ['db_2'] };
  const seeing = (node: NodeObservation) => working().answer('incidents.assertOwner', { relieving }).see(node);

  test('is closed when the setting before the relief is still in force', async () => {
    const seen = seeing(primary('db-1', { synchronousSetting: 'ANY 1 ("db_2", "db_3")' }));
    await resolve(seen, 'false-alarm');
    expect(seen.callsTo('incidents.resolve')).toHaveLength(1);
  });

  test.each<[string, NodeObservation]>([
    ['a relief that was carried out after the assessment', primary('db-1', { synchronousSetting: '' })],
    ['a setting that cannot be read', dead('db-1', 'silent')],
    ['a primary that is none any more', standby('db-1', { synchronousSetting: relieving.before })],
  ])('is not closed: %s', async (_what, node) => {
    const seen = seeing(node);
    await expect(resolve(seen, 'false-alarm')).rejects.toMatchObject({
      name: 'NodeMoved',
      message: expect.stringContaining('required ANY 1 (db_2, db_3) again as before the relief'),
    });
    expect(seen.effects).toEqual(['incidents.assertOwner']);
  });

  test('nobody looks when another node is primary now, nor when it was recovered from', async () => {
    for (const [outcome, oldPrimary] of [['false-alarm', 'db-2'] as const, ['recovered', 'db-1'] as const]) {
      const seen = seeing(primary('db-1', { synchronousSetting: '' }));
      await resolve(seen, outcome, { ...known, assessment: assessment({ oldPrimary }) });
      expect([seen.callsTo('probe.observe').length, seen.callsTo('incidents.resolve').length]).toEqual([0, 1]);
    }
  });
});

test('late writes no report, no story, and closes nothing', async () => {
  const seen = working().answer('incidents.assertOwner', new IncidentTakenOver('late'));
  await expect(resolve(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  expect(seen.calls.map((call) => call.to)).toEqual(['incidents.assertOwner']);
});

test('a ladder that cannot be woken keeps nobody: it finds out by itself', async () => {
  const seen = working().answer('bell.ring', unavailable('the bell'));
  expect((await resolve(seen)).notRecorded).toEqual([]);
});
