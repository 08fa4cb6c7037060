import { type Allowed, dependenciesOf, ruleBrokenBy } from '../stability/dependencies.ts';

/**
 * What becomes of the recovery when a call beyond its region does not answer, or one that a single control plane answers for the whole
 * world. Each holds for every step that has the grant, and is printed in docs/static-stability.md.
 */
export const WITHOUT = {
  heartbeatsThere:
    'Both memories are asked at once, and one that does not answer in time is left out; this region holds what the other vantage remembered.',
  rememberingThere:
    'Kept there so that it outlives this region. A tick or a relief that cannot remember goes on; the other vantage remembers in this region.',
  hostCommandsThere:
    'Only for a candidate of that region. When its SSM does not answer, the machine looks and promotes it through SQL; one of this region needs nothing there.',
  readingTheRecord:
    'The assessment takes what DNS answers instead, which is a data plane. The switch cannot: see route53:ChangeResourceRecordSets.',
  switchingTheRecord:
    'Accepted (ADR 4): no data plane changes a private record. The run ends red, people are told, and the next one finishes it; clients with a multi-host connection string need no record.',
  awaitingTheSwitch: 'The change is accepted by then: the step says PENDING and goes on, and the verification looks through the name.',
  statusPageThere:
    'The page lies where the loss of the primary region does not reach. When that region does not answer, the page stays as it was, the record says so, and the next change of the incident writes it; no recovery waits for it.',
} as const;

/** Rule of lib/stability that a grant breaks, with the reason that stands beside the grant. */
export type BeyondReach = { rule: string; reason: string };

/**
 * @param buckets region of each bucket that a grant may name: its ARN says none
 * @throws when a reason stands beside a grant that stays in reach: it would hide the next finding
 */
export function beyondReach(
  grants: readonly (Allowed & { withoutIt?: string })[],
  region: string,
  buckets: ReadonlyMap<string, string> = new Map(),
): BeyondReach[] {
  const where = { own: region, buckets };
  return [...Map.groupBy(grants, (grant) => grant.withoutIt)].flatMap(([reason, together]) => {
    if (reason === undefined) return [];
    const rules = dependenciesOf(together, where).flatMap((dependency) => ruleBrokenBy(dependency, [region]) ?? []);
    if (rules.length === 0) throw new Error(`"${reason}" stands beside a grant that needs nothing beyond ${region}; remove it`);
    return rules.map((rule) => ({ rule, reason }));
  });
}
