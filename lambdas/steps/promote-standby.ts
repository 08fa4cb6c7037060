import type { Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Fencing } from '../domain/fencing.ts';
import type { Incident } from '../domain/incident.ts';
import type { Promotion } from '../domain/promotion.ts';
import { EffectRefused, PromotionUnconfirmed } from '../errors.ts';
import type { HostCommandOutcome } from '../ports/host-commands.ts';
import type { Ports } from '../ports/ports.ts';
import { intentOf, lookBeforePromotion } from './candidate-guard.ts';
import { isoNow } from './looking.ts';
import { tell } from './story.ts';

export type PromoteStandbyInput = { incident: Incident; assessment: Assessment; fencing: Fencing; comparison: Comparison };
export type PromoteStandbyPorts = Pick<Ports, 'incidents' | 'hosts' | 'probe' | 'clock'>;

/**
 * Promotes the candidate by its host's own program. An answer that did not come is reported as such: the machine looks at
 * the candidate before anything else is tried (I6).
 */
export async function promoteStandby(input: PromoteStandbyInput, ports: PromoteStandbyPorts, plan: Plan): Promise<Promotion> {
  const { incident } = input;
  const { candidate, node, found } = await lookBeforePromotion(input, ports.probe, plan);
  if (found === 'already') return { how: 'already', timelineBefore: candidate.timeline, at: isoNow(ports.clock) };
  await ports.incidents.promoting(incident, intentOf({ candidate, oldPrimary: input.fencing.node }));
  const patience = plan.failover.promotionPatience;
  const parameters = {
    incident: incident.id,
    token: String(incident.token),
    node: node.id,
    timeline: String(candidate.timeline),
    timeoutSeconds: String(patience),
  };
  const outcome = await ports.hosts.run('promote-standby', node, parameters, patience);
  const { commandId, report } = requirePromoted(outcome, node.id);
  const at = isoNow(ports.clock);
  await tell(ports, incident, 'promote-standby', `${node.id} promoted by its host, timeline was ${candidate.timeline}`);
  const forkedAt = report?.forkedAt;
  return { how: 'ssm', commandId, timelineBefore: candidate.timeline, ...(typeof forkedAt === 'string' ? { forkedAt } : {}), at };
}

function requirePromoted(outcome: HostCommandOutcome, node: string): Extract<HostCommandOutcome, { kind: 'finished' }> {
  if (outcome.kind === 'unknown') throw new PromotionUnconfirmed(`promotion of ${node} has an unknown outcome: ${outcome.why}`, { node });
  if (outcome.kind === 'not-run') throw new EffectRefused(`promotion of ${node} did not run: ${outcome.why}`, { node });
  if (outcome.exitCode === 0) return outcome;
  throw new EffectRefused(`host ${node} did not promote: ${outcome.report?.seen ?? (outcome.stderr || `exit code ${outcome.exitCode}`)}`, {
    node,
  });
}
