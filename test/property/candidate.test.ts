import fc from 'fast-check';
import { type ChoiceContext, chooseCandidate, hasProspect } from '../../lambdas/domain/candidate.ts';
import { positionOf } from '../../lambdas/domain/loss.ts';
import { formatLsn, parseLsn } from '../../lambdas/domain/lsn.ts';
import type { NodeObservation } from '../../lambdas/domain/observation.ts';
import type { DatabaseNode } from '../../lib/plan/schema.ts';
import { after, CLUSTER, planOf } from '../support/ports/builders.ts';

const IDS = ['db-1', 'db-2', 'db-3', 'db-4', 'db-5'];
const position = fc.option(
  fc.integer({ min: 1, max: 5 }).map((step) => formatLsn(0x5000000n + BigInt(step) * 0x100n)),
  { nil: undefined },
);

const node = (id: string): fc.Arbitrary<DatabaseNode> =>
  fc.record({
    id: fc.constant(id),
    region: fc.constantFrom('eu-west-3', 'eu-west-1'),
    host: fc.constant(`${id}.db.internal`),
    address: fc.constant(`10.0.0.${id.slice(3)}`),
    instance: fc.constant(`i-0000000${id.slice(3)}`),
    priority: fc.integer({ min: 1, max: 3 }),
    synchronous: fc.boolean(),
    promotable: fc.boolean(),
  });

const look = (id: string): fc.Arbitrary<NodeObservation> =>
  fc
    .record({
      reachable: fc.boolean(),
      role: fc.constantFrom('primary' as const, 'standby' as const, undefined),
      timeline: fc.constantFrom(1, 2, undefined),
      systemIdentifier: fc.constantFrom(CLUSTER, CLUSTER, 'another', undefined),
      receivedLsn: position,
      replayedLsn: position,
      replayPaused: fc.constantFrom(false, false, true, undefined),
      heartbeat: fc.option(fc.integer({ min: -200, max: 0 }), { nil: undefined }),
    })
    .map(({ heartbeat, ...seen }) => {
      const known = Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined)) as Pick<
        NodeObservation,
        'reachable'
      >;
      return {
        node: id,
        at: after(0),
        ...known,
        ...(heartbeat === undefined ? {} : { newestHeartbeat: { at: after(heartbeat), vantage: 'eu-west-3' } }),
      };
    });

const nodes = fc.tuple(...IDS.map(node));
const observations = fc.subarray(IDS).chain((seen) => fc.tuple(...seen.map(look)));
const context = nodes.chain((all) =>
  fc.record({
    nodes: fc.constant(all),
    oldPrimary: fc.constantFrom('db-1', 'db-2'),
    region: fc.constant('eu-west-3'),
    systemIdentifier: fc.constantFrom(CLUSTER, CLUSTER, ''),
    timeline: fc.constantFrom(0, 1, 2),
    lastHeartbeatAt: fc.constantFrom(after(-1), undefined),
    heartbeatAgeLimit: fc.constantFrom(10, 60),
  }),
) as fc.Arbitrary<ChoiceContext>;

test('whoever is chosen may be promoted, and nobody who may be is ahead', () => {
  fc.assert(
    fc.property(observations, context, (seen, about) => {
      const { candidate, ranking } = chooseCandidate(seen, about);
      if (candidate === undefined) return;
      const one = seen.find((look) => look.node === candidate.node);
      expect(one).toMatchObject({ reachable: true, role: 'standby', systemIdentifier: about.systemIdentifier, replayPaused: false });
      expect(candidate.node).not.toBe(about.oldPrimary);
      expect(about.systemIdentifier).not.toBe('');
      expect(about.nodes.find((known) => known.id === candidate.node)?.promotable).toBe(true);
      expect(one?.timeline).toBe(candidate.timeline);
      expect(candidate.timeline).toBeGreaterThanOrEqual(about.timeline);
      expect(one && formatLsn(positionOf(one) ?? 0n)).toBe(candidate.position);
      for (const other of ranking.filter((rank) => rank.reason.startsWith('eligible') && rank.position !== undefined))
        expect(parseLsn(other.position ?? '0/0') <= parseLsn(candidate.position)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('no standby on a newer timeline of the cluster is passed over', () => {
  fc.assert(
    fc.property(observations, context, (seen, about) => {
      const { candidate } = chooseCandidate(seen, about);
      const own = seen.filter((one) => one.systemIdentifier === about.systemIdentifier && one.node !== about.oldPrimary);
      return candidate === undefined || own.every((one) => (one.timeline ?? 0) <= candidate.timeline);
    }),
    { numRuns: 1_000 },
  );
});

test('the table names every node of the plan once, with a reason, and chooses exactly one where there is a candidate', () => {
  fc.assert(
    fc.property(observations, context, (seen, about) => {
      const { candidate, ranking } = chooseCandidate(seen, about);
      expect(ranking.map((one) => one.node).sort()).toEqual([...IDS].sort());
      for (const one of ranking) expect(one.reason).not.toBe('');
      expect(ranking.filter((one) => one.chosen).map((one) => one.node)).toEqual(candidate === undefined ? [] : [candidate.node]);
    }),
    { numRuns: 500 },
  );
});

test('the choice does not depend on who answered first', () => {
  fc.assert(
    fc.property(observations, context, (seen, about) => {
      expect(chooseCandidate([...seen].reverse(), about).candidate).toEqual(chooseCandidate(seen, about).candidate);
    }),
  );
});

test('where a candidate can be chosen there was a prospect: fencing is never the reason to hold', () => {
  fc.assert(
    fc.property(observations, context, (seen, about) => chooseCandidate(seen, about).candidate === undefined || hasProspect(seen, about)),
  );
});

test('with everything equal the plan decides: region, then priority, then id', () => {
  const plan = planOf();
  const equal = ['db-2', 'db-3', 'db-4'].map(
    (id): NodeObservation => ({
      node: id,
      at: after(0),
      reachable: true,
      role: 'standby',
      timeline: 1,
      systemIdentifier: CLUSTER,
      receivedLsn: '0/5000000',
      replayPaused: false,
    }),
  );
  const about = { nodes: plan.database.nodes, oldPrimary: 'db-1', systemIdentifier: CLUSTER, timeline: 1, heartbeatAgeLimit: 60 };
  expect(chooseCandidate(equal, { ...about, region: 'eu-west-3' }).candidate?.node).toBe('db-2');
  expect(chooseCandidate(equal, { ...about, region: 'eu-west-1' }).candidate?.node).toBe('db-4');
});
