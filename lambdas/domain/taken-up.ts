import type { Plan } from '../../lib/plan/schema.ts';
import type { TakenUp } from './assessment.ts';
import type { Comparison } from './comparison.ts';
import type { PromotionIntent } from './incident.ts';
import { requireNode } from './topology.ts';

/** The comparison of a promotion that has happened: nothing is left to choose, and the loss was bounded by whoever chose. */
export function comparisonFrom({ oldPrimary, ...decided }: PromotionIntent, plan: Pick<Plan, 'database'>): Comparison {
  const { host, address } = requireNode(plan, decided.node);
  const reason = 'promoted by an earlier execution of this incident';
  return {
    action: 'promote',
    why: `${decided.node}: ${reason}`,
    oldPrimary,
    candidate: { ...decided, host, address },
    ranking: [{ node: decided.node, chosen: true, reason, timeline: decided.timeline, position: decided.position }],
    loss: {
      proven: false,
      bytes: null,
      seconds: null,
      statement: 'what may be lost was bounded by the execution that promoted: see its report',
    },
  };
}

/**
 * What the states after the promotion go on from when no fencing and no promotion is left to do. The fencing is not called proven: the old
 * primary is no writer because the writer record names another node, or because it was seen as a standby.
 */
export function takenUpFrom(intent: PromotionIntent, { why, at }: { why: string; at: string }, plan: Pick<Plan, 'database'>): TakenUp {
  const { node, oldPrimary, timeline } = intent;
  return {
    fencing: {
      proven: false,
      rung: 'none',
      state: 'unproven',
      node: oldPrimary,
      at,
      attempts: 0,
      stopRequestedAt: '',
      evidence: [{ rung: 'none', at, seen: why }],
    },
    comparison: comparisonFrom(intent, plan),
    confirmation: { state: 'promoted', timeline: timeline + 1, evidence: `${node} is primary on timeline ${timeline + 1}`, at },
  };
}
