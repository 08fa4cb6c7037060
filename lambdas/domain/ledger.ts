import type { Plan, SeverityName } from '../../lib/plan/schema.ts';
import { entriesOf, type RecordEntry } from './incident-record.ts';
import type { IncidentView } from './incident-view.ts';
import { startOfMonth } from './zoned-time.ts';

/** From and to as ISO 8601; `null`: goes on. */
export type Span = { from: string; to: string | null };

/** What the ledger keeps of an incident. */
export type LedgerIncident = {
  id: string;
  scenario: string;
  severity: SeverityName;
  openedAt: string;
  resolvedAt: string | null;
  outcome: 'recovered' | 'false-alarm' | 'by-hand' | null;
  /** When it was a P1, which counts as the service being down (plan §1.2). */
  critical: Span[];
};

export type Availability = {
  from: string;
  to: string;
  /** Minutes of the period so far; what is to come is not counted as available. */
  minutes: number;
  downtimeMinutes: number;
  /** `null`: the period has not begun. */
  percent: number | null;
  objectivePercent: number;
  /** `null` with `percent`. */
  kept: boolean | null;
  /** What the objective leaves for the whole period: 8.76 h for 99.9 % of a year. */
  allowedDowntimeMinutes: number;
};

/** Over the incidents that began in the year. Times ISO 8601, durations seconds or minutes as their names say. */
export type Ledger = {
  schemaVersion: 1;
  asOf: string;
  timeZone: string;
  year: number;
  month: number;
  /** By severity as it stands, without false alarms. */
  counts: Record<SeverityName, number>;
  falseAlarms: number;
  /** Not resolved yet; they are in `counts`, and in no mean. */
  open: number;
  resolved: number;
  /** Mean time from opened to resolved; `null` when nothing was resolved. */
  mttrSeconds: number | null;
  mttrObjectiveSeconds: number;
  availability: { month: Availability; year: Availability };
  incidents: LedgerIncident[];
};

/**
 * What one region answers. `known`: every incident that may touch the year, so that what several regions answer can be put together;
 * `ledger`: this region's alone.
 */
export type RegionLedger = { region: string; ledger: Ledger; known: LedgerIncident[] };

export type LedgerPlan = Pick<Plan, 'timeZone' | 'objectives'>;

/** The ledger of several regions: an incident counts once, whoever knows it. */
export function mergedLedger(
  answers: readonly RegionLedger[],
  plan: LedgerPlan,
  period: { now: Date; year: number; month: number },
): Ledger {
  return ledgerOf(
    answers.flatMap(({ known }) => known),
    plan,
    period,
  );
}

/** What the ledger keeps of a timeline. */
export function ledgerIncident(view: IncidentView, entries: readonly RecordEntry[]): LedgerIncident {
  return {
    id: view.id,
    scenario: view.scenario,
    severity: view.severity,
    openedAt: view.openedAt,
    resolvedAt: view.resolved?.at ?? null,
    outcome: view.resolved?.outcome ?? null,
    critical: criticalSpans(view, entries),
  };
}

/** A change of severity counts from when it was made, in both directions; what is changed after the end changes nothing. */
function criticalSpans({ openedAt, firstSeverity, resolved }: IncidentView, entries: readonly RecordEntry[]): Span[] {
  const end = resolved?.at ?? null;
  const changes = entriesOf(entries, 'severity').map(({ at, data }) => ({ at, severity: data.to }));
  const stages = [{ at: openedAt, severity: firstSeverity }, ...changes];
  return stages.flatMap(({ at, severity }, index) => {
    const next = stages[index + 1]?.at;
    const to = next === undefined ? end : end === null || Date.parse(next) < Date.parse(end) ? next : end;
    return severity !== 'P1' || (to !== null && Date.parse(to) <= Date.parse(at)) ? [] : [{ from: at, to }];
  });
}

/** The ledger of a year and of a month of it, as of now. The order of the incidents does not matter, and one that is there twice counts once. */
export function ledgerOf(
  incidents: readonly LedgerIncident[],
  plan: LedgerPlan,
  { now, year, month }: { now: Date; year: number; month: number },
): Ledger {
  const { timeZone, objectives } = plan;
  const all = onceEach(incidents).sort(byOpening);
  const period = { month: [month, month + 1], year: [1, 13] } as const;
  const bounds = ([from, to]: readonly [number, number]) =>
    [startOfMonth(year, from, timeZone).getTime(), startOfMonth(year, to, timeZone).getTime()] as const;
  const [first, last] = bounds(period.year);
  const ofYear = all.filter(({ openedAt }) => Date.parse(openedAt) >= first && Date.parse(openedAt) < last);
  const real = ofYear.filter(({ outcome }) => outcome !== 'false-alarm');
  const durations = real.flatMap(({ openedAt, resolvedAt }) =>
    resolvedAt === null ? [] : [Math.max(0, Date.parse(resolvedAt) - Date.parse(openedAt)) / 1000],
  );
  const down = unionOf(
    all.filter(({ outcome }) => outcome !== 'false-alarm').flatMap(({ critical }) => critical),
    now.getTime(),
  );
  const availability = (part: keyof typeof period) =>
    availabilityIn(bounds(period[part]), down, now.getTime(), objectives.availabilityPercent);
  return {
    schemaVersion: 1,
    asOf: now.toISOString(),
    timeZone,
    year,
    month,
    counts: countsOf(real),
    falseAlarms: ofYear.length - real.length,
    open: real.length - durations.length,
    resolved: durations.length,
    mttrSeconds: durations.length === 0 ? null : durations.reduce((sum, one) => sum + one, 0) / durations.length,
    mttrObjectiveSeconds: objectives.mttr,
    availability: { month: availability('month'), year: availability('year') },
    incidents: ofYear,
  };
}

/** Of what several regions know of one incident, what says that it is over; the choice does not depend on the order. */
function onceEach(incidents: readonly LedgerIncident[]): LedgerIncident[] {
  const inOrder = incidents
    .map((incident) => ({ incident, text: JSON.stringify(incident) }))
    .sort((a, b) => Number(a.incident.resolvedAt !== null) - Number(b.incident.resolvedAt !== null) || (a.text < b.text ? -1 : 1));
  return [...new Map(inOrder.map(({ incident }) => [incident.id, incident])).values()];
}

const byOpening = (a: LedgerIncident, b: LedgerIncident) => Date.parse(a.openedAt) - Date.parse(b.openedAt) || (a.id < b.id ? -1 : 1);

function countsOf(incidents: readonly LedgerIncident[]): Record<SeverityName, number> {
  const counts: Record<SeverityName, number> = { P1: 0, P2: 0, P3: 0, P4: 0 };
  for (const { severity } of incidents) counts[severity] += 1;
  return counts;
}

type Interval = readonly [from: number, to: number];

/** Intervals that do not overlap, in order; a minute in which two incidents are open is one minute. */
function unionOf(spans: readonly Span[], now: number): Interval[] {
  const sorted = spans.map(({ from, to }): Interval => [Date.parse(from), to === null ? now : Date.parse(to)]).sort(([a], [b]) => a - b);
  const union: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = union.at(-1);
    if (last === undefined || from > last[1]) union.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return union;
}

const MINUTE = 60_000;

function availabilityIn([from, end]: Interval, down: readonly Interval[], now: number, objectivePercent: number): Availability {
  const to = Math.min(Math.max(now, from), end);
  const lost = down.reduce((sum, [start, stop]) => sum + Math.max(0, Math.min(stop, to) - Math.max(start, from)), 0);
  const percent = to === from ? null : 100 * (1 - lost / (to - from));
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    minutes: (to - from) / MINUTE,
    downtimeMinutes: lost / MINUTE,
    percent,
    objectivePercent,
    kept: percent === null ? null : percent >= objectivePercent,
    allowedDowntimeMinutes: ((end - from) / MINUTE) * (1 - objectivePercent / 100),
  };
}
