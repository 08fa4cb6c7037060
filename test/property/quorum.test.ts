import fc from 'fast-check';
import { lossBound } from '../../lambdas/domain/loss.ts';
import { formatLsn } from '../../lambdas/domain/lsn.ts';
import type { NodeObservation } from '../../lambdas/domain/observation.ts';
import { formatSynchronousRule, parseSynchronousRule, type SynchronousRule } from '../../lambdas/domain/quorum.ts';
import { after, CLUSTER, heartbeat, planOf } from '../support/ports/builders.ts';

const [template] = planOf().database.nodes;
if (template === undefined) throw new Error('the plan has no nodes');
const nodes = ['db-1', 'db-2', 'db-3', 'db-4', 'db-5'].map((id) => ({ ...template, id, host: `${id}.db.internal` }));
const STANDBYS = ['db-2', 'db-3', 'db-4', 'db-5'];
const COMMITS = [1, 2, 3, 4, 5, 6];

/** Positions are counted in commits: a standby at position p holds the commits 1 to p. */
const at = (commits: number) => formatLsn(0x5000000n + BigInt(commits));

const rule: fc.Arbitrary<SynchronousRule> = fc
  .tuple(fc.constantFrom('any' as const, 'first' as const), fc.subarray(STANDBYS, { minLength: 1 }), fc.integer({ min: 1, max: 4 }))
  .map(([method, members, count]) => ({ method, members, count: Math.min(count, members.length) }));

const positions = fc
  .tuple(...STANDBYS.map(() => fc.integer({ min: 0, max: 6 })))
  .map((all) => Object.fromEntries(STANDBYS.map((id, index) => [id, all[index] ?? 0])));

/**
 * Could PostgreSQL have acknowledged this commit? `ANY k`: at least k members hold it. `FIRST k`: the first k of those that were connected
 * then held it; which were connected nobody knows afterwards, so any k members that hold it may have been those.
 */
function mayBeAcknowledged(commit: number, held: Record<string, number>, { members, count }: SynchronousRule): boolean {
  return members.filter((id) => (held[id] ?? 0) >= commit).length >= count;
}

function bound(held: Record<string, number>, seen: readonly string[], candidate: string, setting: string) {
  const observations = seen.map(
    (node): NodeObservation => ({
      node,
      at: after(0),
      reachable: true,
      role: 'standby',
      timeline: 1,
      systemIdentifier: CLUSTER,
      receivedLsn: at(held[node] ?? 0),
      replayedLsn: at(held[node] ?? 0),
      newestHeartbeat: { at: after(-1), vantage: 'eu-west-3' },
    }),
  );
  return lossBound({
    nodes,
    oldPrimary: 'db-1',
    candidate,
    observations,
    synchronousSetting: setting,
    systemIdentifier: CLUSTER,
    timeline: 1,
    lastHeartbeat: heartbeat({ at: after(-1), synchronousSetting: setting }),
    fencedAt: after(2),
    seenGone: true,
    heartbeat: 1,
  });
}

test('"proven" is said only when the candidate holds every commit that may have been acknowledged, whoever was not seen', () => {
  let proven = 0;
  fc.assert(
    fc.property(rule, positions, fc.subarray(STANDBYS, { minLength: 1 }), (setting, held, seen) => {
      const candidate = [...seen].sort((a, b) => (held[b] ?? 0) - (held[a] ?? 0))[0] ?? '';
      const loss = bound(held, seen, candidate, formatSynchronousRule(setting));
      if (!loss.proven) return;
      proven += 1;
      for (const commit of COMMITS.filter((one) => mayBeAcknowledged(one, held, setting)))
        expect(held[candidate] ?? 0).toBeGreaterThanOrEqual(commit);
    }),
    { numRuns: 3_000 },
  );
  expect(proven).toBeGreaterThan(300);
});

test('when every member was seen and the most advanced is chosen, it is proven', () => {
  fc.assert(
    fc.property(rule, positions, (setting, held) => {
      const candidate = [...STANDBYS].sort((a, b) => (held[b] ?? 0) - (held[a] ?? 0))[0] ?? '';
      return bound(held, STANDBYS, candidate, formatSynchronousRule(setting)).proven;
    }),
  );
});

test('one member too few, and it is not proven: there is a commit that only those not seen may hold', () => {
  fc.assert(
    fc.property(rule, positions, (setting, held) => {
      const seen = setting.members.slice(0, setting.members.length - setting.count);
      const candidate = [...seen].sort((a, b) => (held[b] ?? 0) - (held[a] ?? 0))[0];
      return candidate === undefined || !bound(held, seen, candidate, formatSynchronousRule(setting)).proven;
    }),
  );
});

test('a setting that is written is read back, whatever the standbys are called', () => {
  const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'));
  const written = fc.record({
    method: fc.constantFrom('any' as const, 'first' as const),
    count: fc.integer({ min: 1, max: 9 }),
    members: fc.array(name, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(fc.property(written, (setting) => expect(parseSynchronousRule(formatSynchronousRule(setting))).toEqual(setting)));
});
