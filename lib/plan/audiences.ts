import type { Audience, Plan } from './schema.ts';

/**
 * Who hears first about a P1: alarms about the recovery itself go there.
 *
 * @throws RangeError for a ladder without a rung, which the schema refuses
 */
export function firstAudience(plan: Pick<Plan, 'escalation'>): Audience {
  const [first] = plan.escalation.P1.toSorted((a, b) => a.after - b.after);
  if (first === undefined) throw new RangeError('escalation.P1 has no rung; required at least one');
  return first.audience;
}
