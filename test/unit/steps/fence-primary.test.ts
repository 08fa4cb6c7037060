import type { NodeObservation } from '../../../lambdas/domain/observation.ts';
import { IncidentTakenOver } from '../../../lambdas/errors.ts';
import { fencePrimary } from '../../../lambdas/steps/fence-primary.ts';
import { after, assessment, dead, fenced, incident, planOf, primary, receiving, standby } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const report = { program: 'fence-postgres', outcome: 'fenced', stopped: true, fenceFile: true, seen: 'nothing listens' };
const finished = (reported?: object, exitCode = 0) => ({
  kind: 'finished' as const,
  commandId: 'command-1',
  exitCode,
  stderr: '',
  ...(reported === undefined ? {} : { report: reported }),
});
const fence = (seen: World, change = {}) => fencePrimary({ incident: incident(), assessment: assessment(change) }, seen.ports, plan);
const gone = () => new World().answer('hosts.run', finished(report)).see(dead('db-1'), standby('db-2'), standby('db-3'), standby('db-4'));

test('the primary is looked at, then the lock, then the host acts, then everybody is looked at, then the story is told', async () => {
  const seen = gone();
  expect(await fence(seen)).toEqual({
    ...fenced(),
    at: after(0),
    evidence: [
      { rung: 'fence-postgres', at: after(0), seen: 'host reports fenced: nothing listens' },
      { rung: 'fence-postgres', at: after(0), seen: 'a look from here finds no server, and no standby receives from it' },
    ],
  });
  expect(seen.calls.map((call) => call.to)).toEqual([
    'probe.observe',
    'incidents.assertOwner',
    'hosts.run',
    ...Array(4).fill('probe.observe'),
    'incidents.append',
  ]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toEqual({
    at: after(0),
    by: incident().executionId,
    kind: 'command',
    data: { step: 'fence-primary' },
    text: 'db-1 is fenced: a look from here finds no server, and no standby receives from it',
  });
});

test('running it twice asks the host for the same with the same token, and gives the same proof', async () => {
  const seen = gone();
  expect(await fence(seen)).toEqual(await fence(seen));
  const [first, second] = seen.callsTo('hosts.run');
  expect(second).toEqual(first);
});

test.each([
  [{ kind: 'not-run', why: 'agent gone' }, 'host command did not run: agent gone'],
  [{ kind: 'unknown', why: 'no answer' }, 'host command has an unknown outcome: no answer'],
  [finished(undefined, 3), 'host program ended with 3 and no report'],
  [finished({ program: 'fence-postgres', outcome: 'failed' }, 1), 'host reports failed: nothing more'],
])('a host that does not report a fence is neither believed nor asked again, however dead it looks: %#', async (outcome, why) => {
  const seen = gone().answer('hosts.run', outcome);
  expect(await fence(seen)).toEqual({
    ...fenced({ proven: false, state: 'unproven', at: after(0) }),
    evidence: [{ rung: 'fence-postgres', at: after(0), seen: why }],
  });
  expect(seen.callsTo('hosts.run')).toHaveLength(1);
  expect(seen.calls.at(-1)).toMatchObject({ to: 'incidents.append', with: [{}, { text: `db-1 is unproven: ${why}` }] });
});

test.each(['starting-up', 'shutting-down', 'rejected', 'failed'] as const)('a server that answers "%s" is a server', async (kind) => {
  const fencing = await fence(gone().see(dead('db-1', kind)));
  expect(fencing).toMatchObject({ proven: false, state: 'unproven', at: after(5) });
  expect(fencing.evidence.at(-1)?.seen).toBe(`a server on db-1 still answers (connection ${kind})`);
});

test('a host that is silent contradicts nothing', async () => {
  expect((await fence(gone().see(dead('db-1', 'silent')))).proven).toBe(true);
});

test('a standby that still receives is asked every heartbeat, and believed against the host in the end', async () => {
  const seen = new World().answer('hosts.run', finished(report)).see(dead('db-1'), receiving('db-2'));
  expect(await fence(seen)).toMatchObject({ proven: false, state: 'unproven', evidence: [{}, { seen: 'db-2 still receives from it' }] });
  expect(seen.clock.slept).toEqual([1, 1, 1, 1, 1]);
  expect(seen.callsTo('hosts.run')).toHaveLength(1);
});

test('a standby that does not say how old its last message is may still receive', async () => {
  const unsaid: NodeObservation = standby('db-2', { receiver: { streaming: true, senderHost: 'db-1.db.internal' } });
  expect((await fence(new World().answer('hosts.run', finished(report)).see(dead('db-1'), unsaid))).proven).toBe(false);
});

test('a standby that is fed by another standby is no witness', async () => {
  const cascade = receiving('db-4', { receiver: { streaming: true, lastMessageAgeSeconds: 0.1, senderHost: 'db-3.db.internal' } });
  const seen = new World().answer('hosts.run', finished(report)).see(dead('db-1'), standby('db-3'), cascade);
  expect((await fence(seen)).proven).toBe(true);
});

test('without a standby that answers, the host and the look from here are enough', async () => {
  expect((await fence(new World().answer('hosts.run', finished(report)).see(dead('db-1')))).proven).toBe(true);
});

test('a primary only we could not reach is fenced although it answers: that it answers is why it is fenced', async () => {
  const seen = new World().answer('hosts.run', finished(report)).see(primary('db-1'));
  expect((await fence(seen, { verdict: 'unreachable-from-here' })).proven).toBe(false);
  expect(seen.calls.slice(0, 2).map((call) => call.to)).toEqual(['incidents.assertOwner', 'hosts.run']);
});

test('an old primary that answers as a standby has not come back as primary', async () => {
  const seen = gone();
  seen.nodes['db-1'] = [standby('db-1'), dead('db-1')];
  expect((await fence(seen)).proven).toBe(true);
});

test.each(['false-alarm', 'wait', 'hold', 'stop'] as const)(
  'an assessment that says %s fences nobody, not even after a look',
  async (action) => {
    const seen = gone();
    await expect(fence(seen, { action })).rejects.toMatchObject({
      name: 'NodeMoved',
      message: `assessment says ${action}; required fail-over`,
    });
    expect(seen.calls).toEqual([]);
  },
);

test.each([
  [new IncidentTakenOver('late'), 'IncidentTakenOver'],
  [unavailable('the table'), 'DependencyUnavailable'],
])('without the lock the host hears nothing: %#', async (refusal, name) => {
  const seen = gone().answer('incidents.assertOwner', refusal);
  await expect(fence(seen)).rejects.toMatchObject({ name });
  expect(seen.calls.map((call) => call.to)).toEqual(['probe.observe', 'incidents.assertOwner']);
});

test('a primary the plan does not know is a defect, and nobody is fenced instead', async () => {
  const seen = gone();
  await expect(fence(seen, { oldPrimary: 'db-9' })).rejects.toThrow(RangeError);
  expect(seen.calls).toEqual([]);
});
