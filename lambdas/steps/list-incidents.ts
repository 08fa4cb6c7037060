import type { Plan } from '../../lib/plan/schema.ts';
import { viewOf } from '../domain/incident-view.ts';
import { type LedgerIncident, ledgerIncident, ledgerOf, type RegionLedger } from '../domain/ledger.ts';
import { calendarMonth, startOfMonth } from '../domain/zoned-time.ts';
import { InvalidInput } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';

export type ListIncidentsPorts = Pick<Ports, 'timeline' | 'clock' | 'region'>;

/** Years before the one that is asked for in which an incident may have begun that still goes on in it. */
const YEARS_BEFORE = 1;
/** Timelines read at the same time. */
const AT_ONCE = 10;

/**
 * The ledger of a year and a month of it; without a year the current one, without a month the current one, or the last of a year that is over.
 *
 * @throws InvalidInput for anything but `{year?, month?}`
 */
export async function listIncidents(input: unknown, ports: ListIncidentsPorts, plan: Plan): Promise<RegionLedger> {
  const now = ports.clock.now();
  const { year, month } = periodOf(input, calendarMonth(now, plan.timeZone));
  const from = startOfMonth(year - YEARS_BEFORE, 1, plan.timeZone).toISOString();
  const ids = await ports.timeline.list(from, startOfMonth(year, 13, plan.timeZone).toISOString());
  const known: LedgerIncident[] = [];
  for (let first = 0; first < ids.length; first += AT_ONCE)
    known.push(...(await Promise.all(ids.slice(first, first + AT_ONCE).map((id) => incidentOf(id, ports)))).flat());
  return { region: ports.region, ledger: ledgerOf(known, plan, { now, year, month }), known };
}

/** None for a timeline that does not begin with its opening: half a record is counted nowhere. */
async function incidentOf(id: string, { timeline }: ListIncidentsPorts): Promise<LedgerIncident[]> {
  const entries = await timeline.read(id);
  const view = viewOf(id, entries);
  return view === undefined ? [] : [ledgerIncident(view, entries)];
}

const KEYS = ['year', 'month'];

function periodOf(input: unknown, current: { year: number; month: number }): { year: number; month: number } {
  const asked = (input ?? {}) as { year?: unknown; month?: unknown };
  const unknown = typeof asked === 'object' ? Object.keys(asked).filter((key) => !KEYS.includes(key)) : ['not an object'];
  if (unknown.length > 0) throw new InvalidInput(`input has ${unknown.join(', ')}; allowed: year and month, both optional`);
  const year = asked.year === undefined ? current.year : wholeIn('year', asked.year, 2000, 9999);
  const month = asked.month === undefined ? (year === current.year ? current.month : 12) : wholeIn('month', asked.month, 1, 12);
  return { year, month };
}

function wholeIn(what: string, value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new InvalidInput(`${what} is ${JSON.stringify(value)}; required a whole number from ${least} to ${most}`);
}
