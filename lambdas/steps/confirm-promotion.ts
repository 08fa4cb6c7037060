import type { Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Candidate, Comparison } from '../domain/comparison.ts';
import type { Fencing } from '../domain/fencing.ts';
import type { Incident } from '../domain/incident.ts';
import type { NodeObservation } from '../domain/observation.ts';
import { type Confirmation, isPromoted } from '../domain/promotion.ts';
import { NodeMoved } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { requireCandidate } from './candidate-guard.ts';
import { isoNow, lookSeconds, lookUntil } from './looking.ts';

export type ConfirmPromotionInput = { incident: Incident; assessment: Assessment; fencing: Fencing; comparison: Comparison };
export type ConfirmPromotionPorts = Pick<Ports, 'probe' | 'clock'>;

/** Seconds a promotion under way is watched before it counts as not happening, and between looks. */
const PATIENCE = 3;
const EVERY = 0.1;

/**
 * Looks whether the candidate left recovery. Only looks: what it finds decides what is tried next.
 *
 * @throws NodeMoved for a promotion that is not ours (another timeline or another cluster)
 */
export async function confirmPromotion(
  { comparison }: ConfirmPromotionInput,
  ports: ConfirmPromotionPorts,
  plan: Plan,
): Promise<Confirmation> {
  const { candidate, node } = requireCandidate(comparison, plan);
  const isPrimary = (seen: NodeObservation) => seen.reachable && seen.role === 'primary';
  const seen = await lookUntil(() => ports.probe.observe(node, lookSeconds(plan)), isPrimary, ports.clock, {
    patience: PATIENCE,
    every: EVERY,
  });
  const at = isoNow(ports.clock);
  if (!seen.reachable)
    return { state: 'unreachable', evidence: `${node.id} does not answer (${seen.failure?.message ?? 'no reason'})`, at };
  if (!isPrimary(seen))
    return { state: 'in-recovery', ...position(seen), evidence: `${node.id} is still in recovery on timeline ${seen.timeline}`, at };
  if (!isPromoted(seen, candidate))
    throw new NodeMoved(
      `${strange(seen, candidate)}; required timeline ${candidate.timeline + 1} of cluster ${candidate.systemIdentifier}`,
    );
  return {
    state: 'promoted',
    ...position(seen),
    evidence: `${node.id} is primary on timeline ${seen.timeline}, exactly ${candidate.timeline} + 1`,
    at,
  };
}

const strange = (seen: NodeObservation, candidate: Candidate) =>
  `${candidate.node} is primary on timeline ${seen.timeline} of cluster ${seen.systemIdentifier}`;

function position(seen: NodeObservation): Pick<Confirmation, 'timeline' | 'lsn'> {
  const lsn = seen.currentLsn ?? seen.replayedLsn;
  return { ...(seen.timeline === undefined ? {} : { timeline: seen.timeline }), ...(lsn === undefined ? {} : { lsn }) };
}
