/** Year and month (1 to 12) of a moment on the calendar of a time zone. */
export function calendarMonth(at: Date, timeZone: string): { year: number; month: number } {
  const { year, month } = partsOf(at, timeZone);
  return { year, month };
}

/** The moment at which a month (1 to 12; 13 is January of the next year) begins in a time zone. */
export function startOfMonth(year: number, month: number, timeZone: string): Date {
  const asUtc = Date.UTC(year, month - 1, 1);
  // The offset at midnight UTC may be another one than at midnight there, when clocks are changed in between; asking twice settles it.
  const near = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(near, timeZone));
}

/** Milliseconds by which the clocks of a time zone are ahead of UTC at a moment. */
function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(new Date(at), timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

function partsOf(at: Date, timeZone: string): Record<(typeof FIELDS)[number], number> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = format.formatToParts(at);
  return Object.fromEntries(FIELDS.map((field) => [field, Number(parts.find((one) => one.type === field)?.value)])) as Record<
    (typeof FIELDS)[number],
    number
  >;
}
