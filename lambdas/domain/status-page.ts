import type { Plan } from '../../lib/plan/schema.ts';
import type { PublicIncident, RegionStatus } from './public-incident.ts';

/** Days of past incidents that the page shows. */
export const PAST_DAYS = 365;

export type OpenIncident = PublicIncident & {
  resolvedAt: null;
  nextUpdateAt: string;
  /** The region that works on it has said nothing for longer than it should: since when; `null` when it has. */
  silentSince: string | null;
};
export type PastIncident = PublicIncident & { resolvedAt: string; durationSeconds: number };

/** Everything a page shows; open incidents newest first, past ones too. */
export type StatusFacts = {
  asOf: string;
  state: 'well' | 'incident';
  open: OpenIncident[];
  past: PastIncident[];
};

/** A page or file of the status bucket. */
export type StatusObject = { key: string; body: string; contentType: string };

/** Words and mark-up for the facts, from messages/. */
export type ComposeStatusPage = (facts: StatusFacts, plan: Plan) => StatusObject[];

/** Updates a region may miss before what it said last counts as old. */
const MISSED_UPDATES = 2;

/** What all regions say, put together. An incident that several of them know stands as the one says that spoke last. */
export function statusFacts(regions: readonly RegionStatus[], now: Date, plan: Pick<Plan, 'escalation'>): StatusFacts {
  const incidents = new Map<string, { incident: PublicIncident; asOf: string }>();
  for (const { asOf, incidents: own } of regions.toSorted((a, b) => Date.parse(a.asOf) - Date.parse(b.asOf)))
    for (const incident of own) incidents.set(incident.id, { incident, asOf });
  const all = [...incidents.values()].sort((a, b) => Date.parse(b.incident.startedAt) - Date.parse(a.incident.startedAt));
  const open = all.flatMap(({ incident, asOf }) => (incident.resolvedAt === null ? [openIncident(incident, asOf, now, plan)] : []));
  const past = all.flatMap(({ incident }) => (incident.resolvedAt === null ? [] : [pastIncident(incident, incident.resolvedAt)]));
  return { asOf: now.toISOString(), state: open.length === 0 ? 'well' : 'incident', open, past: past.filter((one) => isRecent(one, now)) };
}

function openIncident(incident: PublicIncident, asOf: string, now: Date, { escalation }: Pick<Plan, 'escalation'>): OpenIncident {
  const every = escalation.updateEvery * 1000;
  const startedAt = Date.parse(incident.startedAt);
  const next = startedAt + (Math.floor(Math.max(0, now.getTime() - startedAt) / every) + 1) * every;
  const silent = now.getTime() - Date.parse(asOf) > MISSED_UPDATES * every;
  return { ...incident, resolvedAt: null, nextUpdateAt: new Date(next).toISOString(), silentSince: silent ? asOf : null };
}

const pastIncident = (incident: PublicIncident, resolvedAt: string): PastIncident => ({
  ...incident,
  resolvedAt,
  durationSeconds: Math.max(0, (Date.parse(resolvedAt) - Date.parse(incident.startedAt)) / 1000),
});

const isRecent = ({ startedAt }: PastIncident, now: Date) => now.getTime() - Date.parse(startedAt) <= PAST_DAYS * 86_400_000;
