import { factsOf } from '../../../lambdas/domain/facts.ts';
import type { MachineState } from '../../../lambdas/domain/machine-state.ts';
import type { NotificationEvent } from '../../../lambdas/domain/notification-facts.ts';
import { after, assessment, comparison, fenced, incident, intent, planOf, switched } from '../../support/ports/builders.ts';

const plan = planOf();
const facts = (state: MachineState, event: NotificationEvent = 'held') =>
  factsOf({ incident: incident(), ...state }, { plan, region: 'eu-west-3', now: new Date(after(60)), event });
const AGAIN = `aws stepfunctions start-execution --region eu-west-3 --state-machine-arn arn:aws:states:eu-west-3:${plan.account}:stateMachine:reprise-taxcollector-database-failover --input '{}'`;
const FORCED = AGAIN.replace("'{}'", '\'{"force":true,"reason":"<reason>"}\'');
const ending = {
  endState: 'Recovery failed' as const,
  error: 'NotYet',
  cause: 'why',
  reportKey: 'database-failover/inc-1/7-failed.json',
  at: after(9),
  notRecorded: [],
};

const relief = {
  state: 'relieved' as const,
  why: 'db_2, db_3 acknowledge nothing',
  before: 'ANY 1 (db_2, db_3)',
  setting: '',
  silent: ['db_2', 'db_3'],
  at: after(9),
};

describe('a person who has to decide gets the command that can help', () => {
  test.each<[string, MachineState]>([
    ['a primary only we cannot reach', { assessment: assessment({ verdict: 'unreachable-from-here', action: 'hold' }) }],
    ['a loss above the objective', { assessment: assessment(), fencing: fenced(), comparison: comparison({ action: 'hold' }) }],
  ])('%s: force, with a reason to write', (_, state) => {
    expect(facts(state)).toMatchObject({ forceCommand: FORCED });
    expect(facts(state)).not.toHaveProperty('againCommand');
  });

  const { candidate: _, ...nobody } = comparison({ action: 'hold' });
  test.each<[string, MachineState]>([
    ['nothing is known', { assessment: assessment({ verdict: 'blind', action: 'hold' }) }],
    ['it is not clear who is primary', { assessment: assessment({ verdict: 'primary-unclear', action: 'hold' }) }],
    ['the fencing is unproven', { assessment: assessment(), fencing: fenced({ proven: false, state: 'unproven' }) }],
    ['a quorum that is kept', { assessment: assessment({ verdict: 'commit-stalled' }), relief: { ...relief, state: 'held', silent: [] } }],
    ['nobody may be promoted', { assessment: assessment(), fencing: fenced(), comparison: nobody }],
  ])('%s: the same start again, once that has changed', (_what, state) => {
    expect(facts(state)).toMatchObject({ againCommand: AGAIN });
    expect(facts(state)).not.toHaveProperty('forceCommand');
  });

  test.each<[string, MachineState]>([
    ['a healthy primary beside a promotion that was set out', { assessment: assessment({ verdict: 'promoted-before', action: 'hold' }) }],
    [
      'another candidate than the one that was set out',
      {
        incident: incident({ promoting: intent('db-3') }),
        assessment: assessment(),
        fencing: fenced(),
        comparison: comparison({ action: 'hold' }),
      },
    ],
    [
      'a quorum that is kept while somebody may still become primary',
      {
        incident: incident({ promoting: intent('db-3') }),
        assessment: assessment({ verdict: 'commit-stalled' }),
        relief: { ...relief, state: 'held', silent: [] },
      },
    ],
  ])('%s: none, because no start helps before somebody has cleared it', (_what, state) => {
    const { forceCommand, againCommand } = facts(state);
    expect([forceCommand, againCommand]).toEqual([undefined, undefined]);
  });

  test('a failed run: the same start again; other messages have no command', () => {
    expect(facts({ assessment: assessment() }, 'failed')).toMatchObject({ againCommand: AGAIN });
    for (const event of ['recovered', 'false-alarm', 'stopped'] as const)
      expect(facts({ assessment: assessment() }, event)).not.toHaveProperty('againCommand');
  });
});

test('the report is named where it was written, and only there', () => {
  const at = `s3://reprise-taxcollector-reports-${plan.account}-eu-west-3/database-failover/inc-1/7-failed.json`;
  expect(facts({ ending }, 'failed').report).toBe(at);
  expect(facts({ ending: { ...ending, notRecorded: ['report: access denied'] } }, 'failed')).not.toHaveProperty('report');
  expect(facts({}, 'failed')).not.toHaveProperty('report');
});

test('a node promoted through SQL may still carry a fence', () => {
  const promotion = { timelineBefore: 1, at: after(5) };
  expect(facts({ comparison: comparison(), promotion: { how: 'sql', ...promotion } }, 'recovered')).toMatchObject({
    fenceMayBeLeft: 'db-2',
  });
  expect(facts({ comparison: comparison(), promotion: { how: 'ssm', ...promotion } }, 'recovered')).not.toHaveProperty('fenceMayBeLeft');
});

test('a fence that a person accepted as missing is said, never called one', () => {
  const unproven = fenced({ proven: false, state: 'accepted' });
  expect(facts({ fencing: unproven }, 'recovered').fenceAccepted).toBe(true);
  expect(facts({ fencing: fenced() }, 'recovered')).not.toHaveProperty('fenceAccepted');
});

test('an instance that was stopped to fence it must not be started until the record is switched', () => {
  const stopped = { assessment: assessment(), fencing: fenced({ rung: 'stop-instance' }) };
  expect(facts(stopped, 'failed').doNotStart).toBe('db-1');
  for (const status of ['PENDING', 'already'] as const)
    expect(facts({ ...stopped, record: switched({ status }) }, 'failed').doNotStart).toBe('db-1');
  for (const status of ['refused', 'unanswered'] as const)
    expect(facts({ ...stopped, record: { status, caught: {} } }, 'failed').doNotStart).toBe('db-1');
  expect(facts({ ...stopped, record: switched({ status: 'INSYNC' }) }, 'failed')).not.toHaveProperty('doNotStart');
  expect(facts({ ...stopped, record: switched(), verification: {} as never }, 'failed')).not.toHaveProperty('doNotStart');
  expect(facts({ assessment: assessment(), fencing: fenced() }, 'failed')).not.toHaveProperty('doNotStart');
});

test('a run that failed between the switch and the first commit says that clients may wait at the new primary', () => {
  const led = { assessment: assessment(), fencing: fenced(), comparison: comparison(), record: switched() };
  expect(facts(led, 'failed').commitsMayHang).toBe('db-2');
  expect(facts({ ...led, synchronous: { degraded: false } as never }, 'failed')).not.toHaveProperty('commitsMayHang');
  expect(facts({ ...led, record: { status: 'refused', caught: {} } }, 'failed')).not.toHaveProperty('commitsMayHang');
});

test('a relief says who was taken out of which quorum, and what is left of it', () => {
  expect(facts({ assessment: assessment({ verdict: 'commit-stalled' }), relief }, 'relieved')).toMatchObject({
    verdict: 'commit-stalled',
    silentStandbys: 'db_2, db_3',
    quorumBefore: 'ANY 1 (db_2, db_3)',
    quorumNow: "''",
    nextUpdate: after(60 + 1_800),
  });
  expect(facts({ relief: { ...relief, setting: 'ANY 1 ("db_3")' } }, 'relieved').quorumNow).toBe('ANY 1 ("db_3")');
  expect(facts({ relief: { ...relief, state: 'held' } }, 'held')).not.toHaveProperty('silentStandbys');
});

test('of commits that return by themselves people hear that the primary works', () => {
  const returned = { ...relief, state: 'not-needed' as const, why: 'db-1 commits again' };
  expect(facts({ assessment: assessment({ verdict: 'commit-stalled' }), relief: returned }, 'false-alarm')).toMatchObject({
    verdict: 'healthy',
    why: 'db-1 commits again',
  });
});

test('an execution that failed at its first step has few facts, and says so', () => {
  const failure = { Error: 'InvalidInput', Cause: '{"errorMessage":"unknown key"}' };
  expect(factsOf({ failure }, { plan, region: 'eu-west-3', now: new Date(after(0)), event: 'failed' })).toMatchObject({
    incidentId: 'unknown',
    oldPrimary: 'unknown',
    verdict: 'unknown',
    error: 'InvalidInput',
    cause: 'unknown key',
    executionUrl: 'https://eu-west-3.console.aws.amazon.com/states/home?region=eu-west-3#/statemachines',
  });
});

test('people hear again at the plan’s interval while it is open, and not after it', () => {
  expect(facts({}, 'held').nextUpdate).toBe(after(60 + 1_800));
  expect(facts({}, 'recovered').nextUpdate).toBeNull();
});

describe('what only the old primary’s disk holds', () => {
  const divergence = {
    state: 'decoded' as const,
    node: 'db-1',
    why: '2 commits',
    at: after(9),
    fork: { lsn: '0/5000000', exact: true },
    bytes: 512,
    commits: 2,
    whole: true,
    firstCommitAt: after(1),
    lastCommitAt: after(2),
    relations: [],
    keptAt: '/var/lib/reprise/evidence/inc-1',
    evidenceKey: 'database-failover/inc-1/7-divergence.json',
    byHand: [],
  };
  const told = (state: MachineState) =>
    Object.fromEntries(Object.entries(facts(state, 'recovered')).filter(([name]) => name.startsWith('diverg')));

  test('how many commits, the last of them, where the evidence is', () => {
    expect(told({ divergence })).toEqual({
      divergentCommits: 2,
      divergentCommitsAtLeast: false,
      divergentLastAt: after(2),
      divergenceEvidence: `s3://reprise-taxcollector-reports-${plan.account}-eu-west-3/database-failover/inc-1/7-divergence.json`,
    });
    expect(told({ divergence: { ...divergence, whole: false, lastCommitAt: null, evidenceKey: null } })).toEqual({
      divergentCommits: 2,
      divergentCommitsAtLeast: true,
    });
  });

  test('nothing is said of a disk that holds no commit more, and of a machine that never asked', () => {
    expect(told({ divergence: { ...divergence, commits: 0 } })).toEqual({});
    expect(told({})).toEqual({});
  });

  test.each<[string, MachineState, string]>([
    ['a disk that was not read', { divergence: { ...divergence, state: 'unreachable', commits: null, why: 'stopped' } }, 'stopped'],
    [
      'no commit in a part of the WAL',
      { divergence: { ...divergence, commits: 0, whole: false, why: 'WAL is missing' } },
      'WAL is missing',
    ],
    ['a step that did not answer', { divergenceFailure: { Error: 'States.Timeout', Cause: 'late' } }, 'late'],
  ])('%s is said to be unknown', (_what, state, why) => {
    expect(told(state)).toEqual({ divergenceUnread: why });
  });
});
