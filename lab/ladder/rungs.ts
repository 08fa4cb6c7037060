import type { Plan, SeverityName } from '../../lib/plan/schema.ts';
import type { LadderCourse } from './courses.ts';

export type Rung = { audience: string; seconds: number };

/** What the plan says about who hears for the first time and when, worked out here from the plan alone and not by the product's own ladder. */
export function rungsByThePlan(plan: Pick<Plan, 'escalation'>, first: SeverityName, { deeds }: LadderCourse): Rung[] {
  const at = (action: string) => deeds.find((deed) => deed.action === action)?.after ?? Number.POSITIVE_INFINITY;
  const raise = deeds.find((deed) => deed.action === 'severity');
  const raisedAt = raise?.after ?? Number.POSITIVE_INFINITY;
  const end = Math.min(at('acknowledge'), at('resolve'));
  const before = plan.escalation[first].filter(({ after }) => after < Math.min(end, raisedAt));
  const told = new Set(before.map(({ audience }) => audience));
  const after = raise === undefined ? [] : plan.escalation[raise.severity ?? first].filter(({ audience }) => !told.has(audience));
  return [
    ...before.map(({ audience, after: seconds }) => ({ audience, seconds })),
    ...after
      .map(({ audience, after: seconds }) => ({ audience, seconds: Math.max(seconds, raisedAt) }))
      .filter(({ seconds }) => seconds < end),
  ];
}

/** `1 h 05 min`; below a minute the seconds. */
export function minutes(seconds: number): string {
  const whole = Math.floor(seconds / 60);
  const rest = String(Math.floor(seconds % 60)).padStart(2, '0');
  return whole < 60 ? `${whole} min ${rest} s` : `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')} min ${rest} s`;
}
