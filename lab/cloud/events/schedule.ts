const UNIT_MILLISECONDS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** A rule's schedule: how often it fires, or nothing when it is a calendar entry. */
export type Schedule = { kind: 'rate'; milliseconds: number } | { kind: 'calendar'; expression: string };

/**
 * Reads `rate(...)` and `cron(...)`. Calendar entries (drills) are for the account, where people expect them; in a rehearsal they never fire.
 *
 * @throws for anything else
 */
export function parseSchedule(expression: string): Schedule {
  const [, count, unit] = /^rate\(([1-9][0-9]*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count && unit) return { kind: 'rate', milliseconds: Number(count) * (UNIT_MILLISECONDS[unit] ?? 0) };
  if (/^cron\(.+\)$/.test(expression)) return { kind: 'calendar', expression };
  throw new Error(`the lab cannot emulate the schedule ${expression}`);
}
