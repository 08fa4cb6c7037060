import type { Audience, Plan } from './schema.ts';

/** Who hears first about a P1: alarms about the recovery itself go there. The plan promises at least one rung. */
export function firstAudience(plan: Pick<Plan, 'escalation'>): Audience {
  return [...plan.escalation.P1].sort((a, b) => a.after - b.after)[0]?.audience ?? 'on-call';
}
