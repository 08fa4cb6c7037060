import fc from 'fast-check';
import { type ChoiceContext, chooseCandidate, hasProspect } from '../../lambdas/domain/candidate.ts';
import { formatLsn, parseLsn } from '../../lambdas/domain/lsn.ts';
import type { NodeObservation } from '../../lambdas/domain/observation.ts';
import type { DatabaseNode } from '../../lib/plan/schema.ts';
import { after, CLUSTER, planOf } from '../support/ports/builders.ts';

const IDS = ['db-1', 'db-2', 'db-3', 'db-4', 'db-5'];

/** Mostly what a healthy standby shows, so that several may be promoted; sometimes anything else. */
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 30, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
/** Either side of where text and numbers disagree, and of the 32-bit border. */
const position = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('0/9', '0/10', '0/FFFFFFFF', '1/0', '9/0', '10/0') },
  { weight: 1, arbitrary: fc.constant(undefined) },
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
    promotable: mostly(true, false),
  });

const look = (id: string): fc.Arbitrary<NodeObservation> =>
  fc
    .record({
      reachable: mostly(true, false),
      role: mostly<'primary' | 'standby' | undefined>('standby', 'primary', undefined),
      timeline: mostly<number | undefined>(2, 1, 3, undefined),
      systemIdentifier: mostly<string | undefined>(CLUSTER, 'another', undefined),
      receivedLsn: position,
      replayedLsn: position,
      replayPaused: mostly<boolean | undefined>(false, true, undefined),
      heartbeat: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -40, max: 0 }) }, { weight: 1, arbitrary: fc.constant(undefined) }),
    })
    .map(({ heartbeat, reachable, ...seen }) => ({
      node: id,
      at: after(0),
      reachable,
      ...(Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined)) as Partial<NodeObservation>),
      ...(heartbeat === undefined ? {} : { newestHeartbeat: { at: after(heartbeat), vantage: 'eu-west-3' } }),
    }));

const observations = fc.subarray(IDS, { minLength: 3 }).chain((seen) => fc.tuple(...seen.map(look)));
const context: fc.Arbitrary<ChoiceContext> = fc.record({
  nodes: fc.tuple(...IDS.map(node)),
  oldPrimary: fc.constantFrom('db-1', 'db-2'),
  region: fc.constant('eu-west-3'),
  systemIdentifier: mostly(CLUSTER, ''),
  timeline: mostly(2, 0, 1, 3),
  lastHeartbeatAt: mostly<string | undefined>(after(-1), after(15), undefined),
  heartbeatAgeLimit: fc.constantFrom(10, 30),
});

const furthest = ({ receivedLsn, replayedLsn }: NodeObservation) =>
  [receivedLsn, replayedLsn].flatMap((one) => (one === undefined ? [] : [parseLsn(one)])).sort((a, b) => (a < b ? 1 : -1))[0] ?? -1n;

/** The rules of docs and design once more, in other words than the code's: who may be promoted. */
function mayBePromoted(seen: readonly NodeObservation[], about: ChoiceContext): { node: DatabaseNode; position: bigint }[] {
  const own = seen.filter((one) => one.systemIdentifier === about.systemIdentifier && one.node !== about.oldPrimary);
  const newest = Math.max(about.timeline, ...own.map((one) => one.timeline ?? 0));
  const beats = [about.lastHeartbeatAt, ...own.map((one) => one.newestHeartbeat?.at)].flatMap((at) => (at === undefined ? [] : [at]));
  const freshSince = Math.max(...beats.map((at) => Date.parse(at))) - about.heartbeatAgeLimit * 1000;
  return about.nodes.flatMap((one) => {
    const its = own.find((other) => other.node === one.id);
    if (its === undefined || about.systemIdentifier === '' || !one.promotable || !its.reachable) return [];
    if (its.role !== 'standby' || its.timeline !== newest || its.replayPaused !== false || furthest(its) < 0n) return [];
    const fresh = beats.length === 0 || (its.newestHeartbeat !== undefined && Date.parse(its.newestHeartbeat.at) >= freshSince);
    return fresh ? [{ node: one, position: furthest(its) }] : [];
  });
}

test('the chosen node may be promoted, no other that may is ahead, and nobody is chosen only when nobody may be', () => {
  let contested = 0;
  fc.assert(
    fc.property(observations, context, (seen, about) => {
      const { candidate } = chooseCandidate(seen, about);
      const allowed = mayBePromoted(seen, about);
      if (new Set(allowed.map((one) => one.position)).size > 1) contested += 1;
      const chosen = allowed.find((one) => one.node.id === candidate?.node);
      expect(candidate === undefined).toBe(allowed.length === 0);
      expect(chosen === undefined).toBe(allowed.length === 0);
      for (const other of allowed) expect(chosen && other.position <= chosen.position).toBe(true);
      if (candidate !== undefined) expect(candidate.position).toBe(formatLsn(chosen?.position ?? 0n));
    }),
    { numRuns: 2_000 },
  );
  expect(contested).toBeGreaterThan(200);
});

test('between equally advanced nodes the region decides, then the priority of the plan, then the id', () => {
  let decided = 0;
  fc.assert(
    fc.property(observations, context, (seen, about) => {
      const allowed = mayBePromoted(seen, about);
      const best = allowed.filter((one) => allowed.every((other) => other.position <= one.position)).map((one) => one.node);
      const here = best.filter((one) => one.region === about.region);
      const near = here.length > 0 ? here : best;
      const first = near.filter((one) => near.every((other) => one.priority <= other.priority)).map((one) => one.id);
      if (best.length > 1) decided += 1;
      expect(chooseCandidate(seen, about).candidate?.node).toBe(first.sort()[0]);
    }),
    { numRuns: 2_000 },
  );
  expect(decided).toBeGreaterThan(60);
});

test('the table names every node of the plan once, with a reason, and chooses exactly one where there is a candidate', () => {
  fc.assert(
    fc.property(observations, context, (seen, about) => {
      const { candidate, ranking } = chooseCandidate(seen, about);
      expect(ranking.map((one) => one.node).sort()).toEqual(IDS);
      for (const one of ranking) expect(one.reason.trim()).not.toBe('');
      expect(ranking.filter((one) => one.chosen).map((one) => one.node)).toEqual(candidate === undefined ? [] : [candidate.node]);
      const allowed = mayBePromoted(seen, about).map((one) => one.node.id);
      expect(ranking.filter((one) => one.chosen || one.reason.startsWith('eligible, ')).map((one) => one.node)).toEqual(
        expect.arrayContaining(allowed),
      );
    }),
    { numRuns: 1_000 },
  );
});

test('who answered first changes neither the choice nor the table', () => {
  const both = observations.chain((seen) => fc.tuple(fc.constant(seen), fc.shuffledSubarray(seen, { minLength: seen.length })));
  fc.assert(
    fc.property(both, context, ([seen, shuffled], about) => {
      expect(chooseCandidate(shuffled, about)).toEqual(chooseCandidate(seen, about));
    }),
    { numRuns: 500 },
  );
});

test('where a candidate can be chosen there was a prospect: fencing is never the reason to hold', () => {
  fc.assert(
    fc.property(observations, context, (seen, about) => chooseCandidate(seen, about).candidate === undefined || hasProspect(seen, about)),
    { numRuns: 500 },
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
