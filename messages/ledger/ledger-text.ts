import { type Availability, type Ledger, mergedLedger, type RegionLedger } from '../../lambdas/domain/ledger.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { durationText, numberText } from '../figures.ts';

/** A region that was asked and gave no answer, and why. */
export type SilentRegion = { region: string; why: string };

/** The ledger of all regions that answered; `null` when none did. `silent` makes every figure one of a part. */
export type AllLedgers = { ledger: Ledger | null; answered: string[]; silent: SilentRegion[] };

/** Puts together what the regions answered, for the period that the first of them spoke of: they were all asked for the same. */
export function allLedgers(answers: readonly RegionLedger[], silent: readonly SilentRegion[], plan: Plan): AllLedgers {
  const [first] = answers;
  const latest = answers
    .map(({ ledger }) => ledger.asOf)
    .sort()
    .at(-1);
  const ledger =
    first === undefined
      ? null
      : mergedLedger(answers, plan, { now: new Date(latest ?? 0), year: first.ledger.year, month: first.ledger.month });
  return { ledger, answered: answers.map(({ region }) => region), silent: [...silent] };
}

/** The ledger for a terminal: incidents, then counts, mean time and availability against what the plan promises. */
export function ledgerText({ ledger, answered, silent }: AllLedgers): string {
  const gaps = silent.map(({ region, why }) => `${region} does not answer: ${why}`);
  if (ledger === null) return `${['No region answered; nothing is known.', ...gaps].join('\n')}\n`;
  const month = `${ledger.year}-${String(ledger.month).padStart(2, '0')}`;
  return `${[
    `Incidents of ${ledger.year}, as of ${moment(ledger.asOf)} (${answered.join(', ')}; times UTC, periods in ${ledger.timeZone})`,
    '',
    ...incidentRows(ledger),
    '',
    counts(ledger),
    meanTime(ledger),
    '',
    ...columns([
      ['availability', 'so far', 'objective', 'downtime', 'allowed in all', ''],
      availability(month, ledger.availability.month),
      availability(String(ledger.year), ledger.availability.year),
    ]),
    'Downtime is the time in which at least one incident was a P1.',
    ...(gaps.length === 0 ? [] : ['', ...gaps, 'What that region alone knows is missing above: counts and downtime may be higher.']),
  ].join('\n')}\n`;
}

const moment = (iso: string) => iso.slice(0, 19).replace('T', ' ');

function incidentRows({ incidents, year }: Ledger): string[] {
  if (incidents.length === 0) return [`no incident in ${year}`];
  const rows = incidents.map(({ id, severity, scenario, openedAt, resolvedAt, outcome }) => {
    const took = resolvedAt === null ? 'open' : durationText(Math.max(0, Date.parse(resolvedAt) - Date.parse(openedAt)) / 1000, 'en');
    return [moment(openedAt), severity, took, outcome ?? '-', scenario, id].map(printable);
  });
  return columns([['opened', 'severity', 'took', 'outcome', 'scenario', 'incident'], ...rows]);
}

function counts({ counts: by, open, falseAlarms }: Ledger): string {
  const all = Object.entries(by).map(([severity, count]) => `${severity} ${count}`);
  return `${all.join(', ')}; open ${open}; false alarms, in none of these figures: ${falseAlarms}`;
}

function meanTime({ mttrSeconds, mttrObjectiveSeconds, resolved }: Ledger): string {
  const objective = `objective ${durationText(mttrObjectiveSeconds, 'en')}`;
  if (mttrSeconds === null) return `MTTR: nothing was resolved; ${objective}`;
  const kept = mttrSeconds <= mttrObjectiveSeconds ? 'kept' : 'MISSED';
  return `MTTR ${durationText(mttrSeconds, 'en')} over ${resolved} resolved; ${objective}: ${kept}`;
}

function availability(
  period: string,
  { percent, objectivePercent, downtimeMinutes, allowedDowntimeMinutes, kept }: Availability,
): string[] {
  const hours = (minutes: number) => (minutes < 60 ? `${numberText(minutes, 'en')} min` : `${(minutes / 60).toFixed(2)} h`);
  if (percent === null) return [period, 'not begun', `${objectivePercent} %`, '-', hours(allowedDowntimeMinutes), ''];
  // Rounded down: a figure that is shown as kept must not be one that was missed.
  const shown = (Math.floor(percent * 10_000) / 10_000).toFixed(4);
  return [
    period,
    `${shown} %`,
    `${objectivePercent} %`,
    hours(downtimeMinutes),
    hours(allowedDowntimeMinutes),
    kept === true ? 'kept' : 'MISSED',
  ];
}

/** Nothing that was written into a record moves the cursor of whoever reads it. */
const printable = (text: string) => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
