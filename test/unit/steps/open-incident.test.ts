import { openIncident } from '../../../lambdas/steps/open-incident.ts';
import { slowestPathSeconds } from '../../../lib/plan/time-budget.ts';
import { after, intent, planOf, START } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const execution = { id: 'arn:execution:1', name: 'execution-1', startedAt: after(-2) };
const open = (seen: World, input: unknown = {}) => openIncident({ input, execution }, seen.ports, plan);
const opened = { status: 'opened', id: 'inc-1', token: 7, openedAt: START };
const alarm = { name: 'PrimaryNotWritable', state: 'ALARM', stateChangedAt: after(-1), region: 'eu-west-3' };
const lines = (seen: World) => seen.callsTo('incidents.append').map((call) => (call[1] as { text: string }).text);

test('the lock is claimed for this execution until the longest run without a gate would be over', async () => {
  const seen = new World().answer('incidents.open', opened);
  await open(seen, { alarm });
  expect(seen.callsTo('incidents.open')).toEqual([
    [
      {
        scenario: 'database-failover',
        incidentId: expect.stringMatching(/^inc-20261123-095958-[0-9a-f]{8}$/),
        executionId: 'arn:execution:1',
        severity: 'P1',
        reason: 'alarm PrimaryNotWritable',
        at: START,
        ownerExpiresAt: after(slowestPathSeconds(plan)),
      },
    ],
  ]);
});

test('the same execution asking again claims the same incident and carries the same token', async () => {
  const seen = new World().answer('incidents.open', opened);
  const first = await open(seen);
  seen.clock.millis += 60_000;
  expect(await open(seen)).toEqual(first);
  const [one, two] = seen.callsTo('incidents.open').map((call) => (call[0] as { incidentId: string }).incidentId);
  expect(two).toBe(one);
});

test('another execution would open another incident', async () => {
  const seen = new World().answer('incidents.open', opened);
  await open(seen);
  await openIncident({ input: {}, execution: { ...execution, id: 'arn:execution:2' } }, seen.ports, plan);
  const [one, two] = seen.callsTo('incidents.open').map((call) => (call[0] as { incidentId: string }).incidentId);
  expect(two).not.toBe(one);
});

test('the incident carries what was asked and what the record answered', async () => {
  const seen = new World().answer('incidents.open', { ...opened, status: 'taken-over', token: 8, promoting: intent('db-2') });
  expect(await open(seen, { force: true, reason: 'Rakoto accepts it' })).toEqual({
    status: 'taken-over',
    id: 'inc-1',
    token: 8,
    severity: 'P1',
    reason: 'Rakoto accepts it',
    force: true,
    trigger: 'person',
    openedAt: START,
    executionId: 'arn:execution:1',
    promoting: intent('db-2'),
  });
});

test('a taken-over incident has its ladder already: it is woken, because somebody recovers again; a new one has none', async () => {
  const seen = new World().answer('incidents.open', { ...opened, status: 'taken-over', token: 8 });
  await open(seen);
  expect(seen.callsTo('bell.ring')).toEqual([['inc-1']]);
  const silent = new World()
    .answer('incidents.open', { ...opened, status: 'taken-over' })
    .answer('bell.ring', unavailable('Step Functions'));
  expect((await open(silent)).status).toBe('taken-over');
  const fresh = new World().answer('incidents.open', opened);
  await open(fresh);
  expect(fresh.callsTo('bell.ring')).toEqual([]);
});

test.each([
  [{}, 'opened by person: started by a person, no reason given'],
  [{ schedule: 'database-drill' }, 'opened by schedule: schedule database-drill'],
  [{ alarm }, 'opened by alarm: alarm PrimaryNotWritable'],
])('the story begins with who started it and why: %#', async (input, line) => {
  const seen = new World().answer('incidents.open', opened);
  await open(seen, input);
  expect(lines(seen)).toEqual([line]);
});

test('one that is running already is told apart: who holds it, and no line in a story that is not ours', async () => {
  const seen = new World().answer('incidents.open', { ...opened, status: 'already-running', owner: 'arn:other' });
  expect(await open(seen)).toMatchObject({
    status: 'already-running',
    error: 'AlreadyRunning',
    cause: `incident inc-1 is being handled by execution arn:other since ${START}; this execution changes nothing`,
  });
  expect(lines(seen)).toEqual([]);
  expect(seen.effects).toEqual(['incidents.open']);
});

test('a story that cannot be written does not keep the incident from being opened', async () => {
  const seen = new World().answer('incidents.open', opened).answer('incidents.append', unavailable('the table'));
  expect((await open(seen)).status).toBe('opened');
});

test('without the lock there is no incident', async () => {
  const seen = new World().answer('incidents.open', unavailable('the table'));
  await expect(open(seen)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect(lines(seen)).toEqual([]);
});

test.each([[null], [[]], ['text'], [{ force: true }], [{ force: 'yes' }], [{ alarm: {} }], [{ forse: true }]])(
  'input %j is refused before the lock is asked for',
  async (input) => {
    const seen = new World();
    await expect(open(seen, input)).rejects.toMatchObject({ name: 'InvalidInput' });
    expect(seen.calls).toEqual([]);
  },
);
