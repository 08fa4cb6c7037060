import type { DirectTry, NodeObservation } from '../../../lambdas/domain/observation.ts';
import { replicationMetrics } from '../../../lambdas/domain/replication-metrics.ts';
import { nodeById } from '../../../lambdas/domain/topology.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { after, attempt, dead, planOf, primary, receiving, standby } from '../../support/ports/builders.ts';

const plan = planOf();
const SETTING = 'ANY 1 ("db_2", "db_3")';
const quorum = { setting: SETTING, streaming: 2 };
const ALL = [receiving('db-2'), receiving('db-3'), receiving('db-4')];

type Seen = { target?: string | undefined; direct?: DirectTry; others?: NodeObservation[]; region?: string; of?: Plan };

/** Values by name; by default db-1, of the first region, answers there and everybody follows it. */
function metrics({ target = 'db-1', direct = attempt('committed', { quorum }), others = ALL, region = 'eu-west-3', of = plan }: Seen = {}) {
  const published = replicationMetrics({ target: nodeById(of, target), direct, others }, region, of);
  return Object.fromEntries(published.map((one) => [one.name, one.value]));
}

test('on an ordinary day nobody is missing, and the lag is about a heartbeat', () => {
  expect(metrics()).toEqual({ WorstReplicationLagSeconds: 1, StandbysNotStreaming: 0, QuorumShort: 0 });
});

test('they are series of the vantage, of no node: an alarm watches exactly one', () => {
  for (const one of replicationMetrics(
    { target: nodeById(plan, 'db-1'), direct: attempt('committed', { quorum }), others: ALL },
    'eu-west-3',
    plan,
  ))
    expect(one).not.toHaveProperty('node');
});

describe('who tells', () => {
  const BACK = [standby('db-1'), standby('db-2'), standby('db-3')];
  test.each([
    ['the primary lives in the first region', 'db-1', ALL, { 'eu-west-3': true, 'eu-west-1': false }],
    ['the primary lives in the second region, after a region failover', 'db-4', BACK, { 'eu-west-3': false, 'eu-west-1': true }],
  ])('where %s, only the probe there does', (_, target, others, tells) => {
    for (const [region, expected] of Object.entries(tells))
      expect({ region, tells: Object.keys(metrics({ target, others, region })).length > 0 }).toEqual({ region, tells: expected });
  });

  test.each(['unreachable', 'starting-up', 'rejected', 'in-recovery'] as const)(
    'nobody while the primary is %s: its own alarm rings',
    (outcome) => {
      expect(metrics({ direct: attempt(outcome) })).toEqual({});
    },
  );

  test('nobody when there was nobody to ask', () => {
    expect(replicationMetrics({ target: undefined, others: ALL }, 'eu-west-3', plan)).toEqual([]);
    expect(replicationMetrics({ target: nodeById(plan, 'db-1'), others: ALL }, 'eu-west-3', plan)).toEqual([]);
  });
});

describe('WorstReplicationLagSeconds', () => {
  const held = (seconds: number) => ({ newestHeartbeat: { at: after(-seconds), vantage: 'eu-west-3' } });

  test('is that of the standby that is furthest behind', () => {
    expect(metrics({ others: [receiving('db-2', held(2)), receiving('db-3', held(1900)), receiving('db-4', held(7))] })).toMatchObject({
      WorstReplicationLagSeconds: 1900,
    });
  });

  test('leaves out who does not answer or shows no heartbeat, and a second primary', () => {
    const { newestHeartbeat: _, ...empty } = receiving('db-3');
    expect(metrics({ others: [dead('db-2'), empty, primary('db-4', held(500))] })).not.toHaveProperty('WorstReplicationLagSeconds');
  });

  test('is never negative: a standby may be read after the heartbeat that it is compared with', () => {
    expect(metrics({ others: [receiving('db-2', held(-1))] })).toMatchObject({ WorstReplicationLagSeconds: 0 });
  });

  test('needs an acknowledged heartbeat to be compared with', () => {
    expect(metrics({ direct: attempt('commit-hangs', { quorum }) })).toEqual({ StandbysNotStreaming: 0, QuorumShort: 0 });
  });
});

describe('StandbysNotStreaming', () => {
  const fedBy = (senderHost: string) => ({ receiver: { streaming: true, lastMessageAgeSeconds: 0.2, timeline: 1, senderHost } });
  const one = (change: NodeObservation) => metrics({ others: [change, receiving('db-3'), receiving('db-4')] }).StandbysNotStreaming;

  test.each([
    ['does not answer', dead('db-2', 'silent')],
    ['has no receiver', standby('db-2')],
    ['has a receiver that waits', receiving('db-2', { receiver: { streaming: false } })],
    ['has heard nothing for three heartbeats', receiving('db-2', { receiver: { streaming: true, lastMessageAgeSeconds: 3 } })],
    ['is a primary itself', primary('db-2')],
    ['is fed by another standby, in a cascade', receiving('db-2', fedBy('db-3.db.internal'))],
  ])('counts a standby that %s', (_, seen) => {
    expect(one(seen)).toBe(1);
  });

  test('counts every node of the plan, also one that nobody looked at', () => {
    expect(metrics({ others: [receiving('db-2')] })).toMatchObject({ StandbysNotStreaming: 2 });
    expect(metrics({ others: [dead('db-2'), dead('db-3'), dead('db-4')] })).toMatchObject({ StandbysNotStreaming: 3 });
  });

  test('a sender under a name nobody knows may be the primary', () => {
    expect(one(receiving('db-2', fedBy('primary.db.internal')))).toBe(0);
  });
});

describe('QuorumShort', () => {
  const wants = (method: 'any' | 'first', count: number) =>
    planOf(({ database }) => {
      Object.assign(database.synchronous, { method, count });
    });
  const short = (setting: string, streaming: number, of = plan) =>
    metrics({ direct: attempt('committed', { quorum: { setting, streaming } }), of }).QuorumShort;

  test.each([
    ['one of two that stream is enough for ANY 1', SETTING, 1, plan, 0],
    ['nobody streams: commits hang', SETTING, 0, plan, 1],
    ['the quorum was taken out', '', 0, plan, 1],
    ['ANY 2 with one', 'ANY 2 ("db_2", "db_3")', 1, wants('any', 2), 1],
    ['the plan wants two, the setting one, and both stream', SETTING, 2, wants('any', 2), 1],
    ['the setting wants two, the plan one: commits hang all the same', 'ANY 2 ("db_2", "db_3")', 1, plan, 1],
    ['FIRST 1', 'FIRST 1 (db_2, db_3)', 1, wants('first', 1), 0],
    ['a text that nobody understands counts as who streams', 'ANY (', 1, plan, 0],
    ['more than the plan asks', 'ANY 2 ("db_2", "db_3")', 2, plan, 0],
  ])('%s', (_, setting, streaming, of, expected) => {
    expect(short(setting, streaming, of)).toBe(expected);
  });

  test('no more is promised than there are members while this node is primary', () => {
    const all = wants('any', 3);
    const seen = (target: string, region: string, streaming: number) =>
      metrics({ target, region, of: all, direct: attempt('committed', { quorum: { setting: `ANY ${streaming} (a, b, c)`, streaming } }) })
        .QuorumShort;
    expect(seen('db-1', 'eu-west-3', 2)).toBe(0);
    expect(seen('db-4', 'eu-west-1', 2)).toBe(1);
  });

  test('is not said of a primary whose senders hide, and is of one whose commit hangs', () => {
    expect(metrics({ direct: attempt('committed') })).not.toHaveProperty('QuorumShort');
    expect(metrics({ direct: attempt('commit-hangs', { quorum: { setting: SETTING, streaming: 0 } }) })).toMatchObject({ QuorumShort: 1 });
  });
});
