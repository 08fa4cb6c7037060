import type { MachineState } from '../../../lambdas/domain/machine-state.ts';
import { DependencyUnavailable, IncidentTakenOver } from '../../../lambdas/errors.ts';
import { recordOutcome } from '../../../lambdas/steps/record-outcome.ts';
import { after, approval, assessment, comparison, fenced, incident, planOf, primary, standby } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const record = (seen: World, outcome: 'held' | 'relieved' | 'failed' = 'held', facts: MachineState = { assessment: assessment() }) =>
  recordOutcome({ incident: incident(), outcome, facts }, seen.ports, plan);
const working = () =>
  new World().see(primary('db-1'), standby('db-2')).answer('reports.save', undefined).answer('incidents.release', undefined);
const KEY = 'database-failover/inc-1/7-held.json';

test('everybody is looked at, then the report, the story and the lock, in this order, and the ladder is woken beside it', async () => {
  const seen = working();
  expect(await record(seen)).toEqual({
    endState: 'Held for a person',
    error: 'HeldForAPerson',
    cause: 'primary does not answer',
    reportKey: KEY,
    at: after(0),
    notRecorded: [],
  });
  expect(seen.calls.map((call) => call.to)).toEqual([
    ...Array(4).fill('probe.observe'),
    'reports.save',
    'incidents.append',
    'incidents.release',
    'bell.ring',
  ]);
  expect(seen.callsTo('incidents.release')).toEqual([[incident()]]);
  const end = { endState: 'Held for a person', error: 'HeldForAPerson', cause: 'primary does not answer' };
  expect(seen.callsTo('incidents.append')[0]?.[1]).toEqual({
    kind: 'ended',
    at: after(0),
    by: incident().executionId,
    text: 'Held for a person: primary does not answer',
    data: { ...end, executionId: incident().executionId, reportKey: KEY },
  });
});

test('the report tells end, time and how the nodes were left', async () => {
  const seen = working();
  await record(seen);
  const [key, report] = seen.callsTo('reports.save')[0] as [string, object];
  expect(key).toBe(KEY);
  expect(report).toMatchObject({
    outcome: 'held',
    endState: 'Held for a person',
    region: 'eu-west-3',
    writtenAt: after(0),
    steps: { ending: { cause: 'primary does not answer', reportKey: KEY } },
    database: [{ node: 'db-1', role: 'primary' }, { node: 'db-2' }, { node: 'db-3', reachable: false }, { node: 'db-4' }],
  });
});

test('running it twice replaces the report instead of writing another', async () => {
  const seen = working();
  expect(await record(seen)).toEqual(await record(seen));
  expect(seen.callsTo('reports.save').map((call) => call[0])).toEqual([KEY, KEY]);
});

test.each([
  ['the report', { report: unavailable('S3') }, ['report: S3 does not answer']],
  ['the lock', { lock: new DependencyUnavailable('table is gone') }, ['lock: table is gone']],
  ['a lock that is somebody else’s', { lock: new IncidentTakenOver('owned by arn:other') }, ['lock: owned by arn:other']],
  ['both', { report: unavailable('S3'), lock: unavailable('table') }, ['report: S3 does not answer', 'lock: table does not answer']],
])(
  '%s that could not be written is named, and everything else is tried',
  async (_, { report, lock }: { report?: Error; lock?: Error }, named) => {
    const seen = working().answer('reports.save', report).answer('incidents.release', lock);
    expect(await record(seen)).toMatchObject({ cause: 'primary does not answer', notRecorded: named });
    expect(seen.effects).toEqual(['reports.save', 'incidents.release', 'bell.ring']);
  },
);

test('a story that cannot be written is named, and does not keep the lock', async () => {
  const seen = working().answer('incidents.append', unavailable('the table'));
  expect((await record(seen)).notRecorded).toEqual([expect.stringMatching(/^story: /)]);
  expect(seen.callsTo('incidents.release')).toHaveLength(1);
});

describe('a relief', () => {
  const relief = {
    state: 'relieved' as const,
    why: 'silent',
    before: 'ANY 2 (db_2, db_3)',
    setting: 'ANY 1 ("db_3")',
    silent: ['db_2'],
    at: after(9),
  };

  test('says that clients write, to fewer disks', async () => {
    expect(await record(working(), 'relieved', { assessment: assessment(), relief })).toMatchObject({
      endState: 'Writing, less durable',
      error: 'DurabilityDegraded',
      cause: 'writes go on without db_2: synchronous_standby_names is ANY 1 ("db_3"); nothing was promoted',
      reportKey: 'database-failover/inc-1/7-relieved.json',
    });
    const alone = { assessment: assessment(), relief: { ...relief, setting: '', silent: ['db_2', 'db_3'] } };
    expect(await record(working(), 'relieved', alone)).toMatchObject({
      cause: 'writes go on without db_2, db_3: no synchronous standby is left; nothing was promoted',
    });
  });

  test('that was held says why', async () => {
    const held = { assessment: assessment(), relief: { ...relief, state: 'held' as const, why: 'the plan wants at least 1' } };
    expect(await record(working(), 'held', held)).toMatchObject({ endState: 'Held for a person', cause: 'the plan wants at least 1' });
  });
});

describe('why it was held', () => {
  const held = comparison({ action: 'hold', why: 'the loss has no bound' });
  const unproven = fenced({
    proven: false,
    state: 'unproven',
    evidence: [
      { rung: 'fence-postgres', at: after(4), seen: 'agent gone' },
      { rung: 'stop-instance', at: after(9), seen: 'EC2 is silent' },
    ],
  });

  test.each<[string, MachineState, string]>([
    ['a comparison that held comes before all', { assessment: assessment(), fencing: unproven, comparison: held }, 'the loss has no bound'],
    [
      'fencing that is not proven names every rung and the risk',
      { assessment: assessment(), fencing: unproven },
      'db-1 is not proven unable to accept writes (agent gone; EC2 is silent); promoting now could leave two primaries, so nothing is promoted',
    ],
    [
      'proven fencing and a choice leave the evidence',
      { assessment: assessment(), fencing: fenced(), comparison: comparison() },
      'primary does not answer',
    ],
    ['nothing at all', {}, 'nothing was assessed'],
  ])('%s', async (_, facts, cause) => {
    expect(await record(working(), 'held', facts)).toMatchObject({ endState: 'Held for a person', error: 'HeldForAPerson', cause });
  });
});

test.each<[MachineState, string, string]>([
  [{ failure: { Error: 'States.Timeout', Cause: '' } }, 'States.Timeout', 'States.Timeout without a cause'],
  [{ failure: { Error: 'Lambda.Unknown', Cause: 'killed' } }, 'Lambda.Unknown', 'killed'],
  [{}, 'Unknown', 'Unknown without a cause'],
])('a failure is named as the machine caught it, also when it was two primaries before: %#', async (facts, error, cause) => {
  const stopped = assessment({ action: 'stop', verdict: 'split-brain' });
  expect(await record(working(), 'failed', { ...facts, assessment: stopped })).toMatchObject({
    endState: 'Recovery failed',
    error,
    cause,
    reportKey: 'database-failover/inc-1/7-failed.json',
  });
});

describe('held at a gate', () => {
  const asked = { assessment: assessment({ action: 'ask', why: 'only we cannot reach it' }) };

  test.each([
    ['nobody decided', { Error: 'States.Timeout', Cause: '' }, 'only we cannot reach it; nobody decided in time, so nothing is promoted'],
    [
      'nobody could be asked',
      { Error: 'DependencyUnavailable', Cause: JSON.stringify({ errorMessage: 'the topic is gone' }) },
      'only we cannot reach it; nobody could be asked (the topic is gone), so nothing is promoted',
    ],
  ])('%s: the cause says so', async (_, failure, cause) => {
    const facts = { ...asked, silence: { question: 'give-up-primary' as const, ...failure } };
    expect((await record(working(), 'held', facts)).cause).toBe(cause);
  });

  test('a person who declined is named, with the reason and what was asked', async () => {
    const decisions = { promoteUnfenced: approval('promote-unfenced', { decision: 'decline', about: 'db-1 may still write' }) };
    const ending = await record(working(), 'held', { assessment: assessment(), decisions });
    expect(ending.cause).toBe('db-1 may still write; declined by Rado: the room burns');
  });
});
