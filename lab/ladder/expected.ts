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

/** A message as it arrived; seconds from the incident's start. */
export type Heard = { audience: string; seconds: number; subject: string };

/** Seconds a message may be late: functions work in real time, also on a fast clock. */
const LATE = 60;

/** What is not as the plan says, a sentence each. */
export function objections(heard: readonly Heard[], expected: readonly Rung[], endedAt: number): string[] {
  const first = new Map<string, Heard>();
  for (const one of heard) if (!first.has(one.audience)) first.set(one.audience, one);
  const wrong = expected.flatMap(({ audience, seconds }) => {
    const one = first.get(audience);
    if (one === undefined) return [`${audience} was never told; required at ${minutes(seconds)}`];
    if (one.seconds < seconds) return [`${audience} was told at ${minutes(one.seconds)}; required not before ${minutes(seconds)}`];
    return one.seconds > seconds + LATE ? [`${audience} was told at ${minutes(one.seconds)}; required at ${minutes(seconds)}`] : [];
  });
  const known = new Set(expected.map(({ audience }) => audience));
  const surplus = [...first.values()].filter(({ audience }) => !known.has(audience));
  const unheard = [...known].filter((audience) => !heard.some((one) => one.audience === audience && one.seconds >= endedAt));
  return [
    ...wrong,
    ...surplus.map(({ audience, seconds }) => `${audience} was told at ${minutes(seconds)}; required never`),
    ...unheard.map((audience) => `${audience} did not hear that the incident is over; required of everybody who was told`),
  ];
}

/** `1 h 05 min`; below a minute the seconds. */
export function minutes(seconds: number): string {
  const whole = Math.floor(seconds / 60);
  const rest = String(Math.floor(seconds % 60)).padStart(2, '0');
  return whole < 60 ? `${whole} min ${rest} s` : `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')} min ${rest} s`;
}
