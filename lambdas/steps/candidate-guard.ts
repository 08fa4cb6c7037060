import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Candidate, Comparison } from '../domain/comparison.ts';
import type { Fencing } from '../domain/fencing.ts';
import { requireProvenFencing } from '../domain/fencing-proof.ts';
import type { Incident, PromotionIntent } from '../domain/incident.ts';
import { otherPromotion } from '../domain/incident-token.ts';
import { positionOf } from '../domain/loss.ts';
import { compareLsn, formatLsn, parseLsn } from '../domain/lsn.ts';
import type { NodeObservation } from '../domain/observation.ts';
import { isPromoted } from '../domain/promotion.ts';
import { observedPrimaries, otherNodes, requireNode } from '../domain/topology.ts';
import { DependencyUnavailable, NodeMoved, TwoPrimaries } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { lookAt, lookSeconds } from './looking.ts';

export type Chosen = { candidate: Candidate; node: DatabaseNode };

/** @throws NodeMoved when the comparison did not choose anybody */
export function requireCandidate(comparison: Comparison, plan: Plan): Chosen {
  const { candidate, action } = comparison;
  if (candidate === undefined || action !== 'promote') throw new NodeMoved(`comparison says ${action}; required a candidate to promote`);
  return { candidate, node: requireNode(plan, candidate.node) };
}

/**
 * Looks right before the promotion: `already` when it has happened, `ready` when the candidate is the standby that was compared and
 * nobody else, the fenced node included, answers as a primary. Everything else means that somebody acted, and changes nothing.
 */
export async function lookBeforePromotion(
  { incident, assessment, fencing, comparison }: { incident: Incident; assessment: Assessment; fencing: Fencing; comparison: Comparison },
  probe: Ports['probe'],
  plan: Plan,
): Promise<Chosen & { found: 'ready' | 'already' }> {
  requireProvenFencing(assessment, fencing);
  const chosen = requireCandidate(comparison, plan);
  const { candidate, node } = chosen;
  const other = otherPromotion(incident, node.id, fencing.node);
  if (other !== undefined) throw new NodeMoved(other, { node: node.id });
  const [seen, old, others] = await Promise.all([
    probe.observe(node, lookSeconds(plan)),
    probe.observe(requireNode(plan, fencing.node), plan.failover.heartbeat),
    lookAt(probe, otherNodes(plan, node.id, fencing.node), lookSeconds(plan)),
  ]);
  const rivals = observedPrimaries([old, ...others]);
  if (rivals.length > 0) throw new TwoPrimaries(`${rivals.join(', ')} is primary already; required no other primary than ${node.id}`);
  if (isPromoted(seen, candidate)) return { ...chosen, found: 'already' };
  if (!seen.reachable)
    throw new DependencyUnavailable(`${node.id} does not answer (${seen.failure?.message ?? 'no reason'}); nothing was promoted`, {
      condition: 'CandidateUnreachable',
    });
  const moved = movement(seen, candidate);
  if (moved !== undefined) throw new NodeMoved(moved, { node: node.id });
  return { ...chosen, found: 'ready' };
}

/** What the incident record keeps of a promotion that is set out. */
export function intentOf({ candidate, oldPrimary }: { candidate: Candidate; oldPrimary: string }): PromotionIntent {
  const { node, timeline, position, systemIdentifier } = candidate;
  return { node, oldPrimary, timeline, position, systemIdentifier };
}

/** What changed on the candidate since the comparison, or `undefined`. */
function movement(seen: NodeObservation, candidate: Candidate): string | undefined {
  if (seen.role !== 'standby')
    return `${candidate.node} is primary on timeline ${seen.timeline}; required timeline ${candidate.timeline + 1}`;
  if (seen.systemIdentifier !== candidate.systemIdentifier)
    return `${candidate.node} has system identifier ${seen.systemIdentifier}; required ${candidate.systemIdentifier}`;
  if (seen.timeline !== candidate.timeline) return `${candidate.node} is on timeline ${seen.timeline}; required ${candidate.timeline}`;
  const position = positionOf(seen);
  const behind = position === undefined || compareLsn(position, parseLsn(candidate.position)) < 0;
  return behind
    ? `${candidate.node} is at ${position === undefined ? 'no position' : formatLsn(position)}; required at least ${candidate.position}`
    : undefined;
}

function stateOf({ role, timeline, systemIdentifier, writable }: NodeObservation, candidate: Candidate): string {
  const elsewhere = systemIdentifier === candidate.systemIdentifier ? '' : ` of cluster ${systemIdentifier}`;
  return `${role}${elsewhere} on timeline ${timeline}${role === 'primary' && writable !== true ? ', read-only' : ''}`;
}

/** @throws NodeMoved unless the candidate is seen writable on the new timeline (I3) */
export function requireNewPrimary(seen: NodeObservation, candidate: Candidate): void {
  if (isPromoted(seen, candidate) && seen.writable === true) return;
  const state = seen.reachable ? stateOf(seen, candidate) : `not answering (${seen.failure?.message ?? 'no reason'})`;
  throw new NodeMoved(`${candidate.node} is ${state}; required writable on timeline ${candidate.timeline + 1}`, { node: candidate.node });
}

/**
 * Looks at the new primary and asks for the lock at the same time: one after the other, the first answer would be older by the second's time.
 *
 * @throws IncidentTakenOver; NodeMoved unless the candidate is seen writable on the new timeline (I3)
 */
export async function requireOwnNewPrimary(
  incident: Incident,
  { candidate, node }: Chosen,
  ports: Pick<Ports, 'probe' | 'incidents'>,
  plan: Plan,
): Promise<NodeObservation> {
  const [seen] = await Promise.all([ports.probe.observe(node, lookSeconds(plan)), ports.incidents.assertOwner(incident)]);
  requireNewPrimary(seen, candidate);
  return seen;
}
