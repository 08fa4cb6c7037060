import type { Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Fencing } from '../domain/fencing.ts';
import type { Incident } from '../domain/incident.ts';
import type { Promotion } from '../domain/promotion.ts';
import { PromotionUnconfirmed } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { intentOf, lookBeforePromotion } from './candidate-guard.ts';
import { isoNow } from './looking.ts';
import { tell } from './story.ts';

export type PromoteThroughSqlInput = { incident: Incident; assessment: Assessment; fencing: Fencing; comparison: Comparison };
export type PromoteThroughSqlPorts = Pick<Ports, 'incidents' | 'control' | 'probe' | 'clock'>;

/** The other way to the same promotion, for a candidate that was seen still in recovery after the host command failed. */
export async function promoteThroughSql(input: PromoteThroughSqlInput, ports: PromoteThroughSqlPorts, plan: Plan): Promise<Promotion> {
  const { incident } = input;
  const { candidate, node, found } = await lookBeforePromotion(input, ports.probe, plan);
  if (found === 'already') return { how: 'already', timelineBefore: candidate.timeline, at: isoNow(ports.clock) };
  await ports.incidents.promoting(incident, intentOf({ candidate, oldPrimary: input.fencing.node }));
  const patience = plan.failover.promotionPatience;
  const promoted = await ports.control.promote(node, patience);
  if (!promoted) throw new PromotionUnconfirmed(`${node.id} did not leave recovery within ${patience} s of pg_promote`, { node: node.id });
  const at = isoNow(ports.clock);
  await tell(ports, incident, 'promote-through-sql', `${node.id} promoted through SQL, timeline was ${candidate.timeline}`);
  return { how: 'sql', timelineBefore: candidate.timeline, at };
}
