import type { SeverityName } from '../../lib/plan/schema.ts';
import { BY_HAND, type NoticeKind } from './incident-record.ts';
import type { IncidentView } from './incident-view.ts';

/** What is being done about an open incident, as far as it is anybody's business. */
export const PHASES = ['recovering', 'taken-charge', 'deciding', 'by-hand'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * What everybody may know about an incident. Nothing that a person typed but texts that a person approved for users, nothing that names a
 * host, a node or an execution. Times ISO 8601.
 */
export type PublicIncident = {
  id: string;
  scenario: string;
  severity: SeverityName;
  startedAt: string;
  resolvedAt: string | null;
  outcome: 'recovered' | 'false-alarm' | 'by-hand' | null;
  phase: Phase;
  /** Approved by a person; a draft is never among them. */
  notices: Partial<Record<NoticeKind, { at: string; text: string }>>;
};

/** What a region says about its incidents: `regions/<region>.json`. */
export type RegionStatus = { schemaVersion: 1; asOf: string; incidents: PublicIncident[] };

/** Picks what is public, field by field, so that what is added to the view later stays inside. */
export function publicIncident(view: IncidentView): PublicIncident {
  return {
    id: view.id,
    scenario: view.scenario,
    severity: view.severity,
    startedAt: view.openedAt,
    resolvedAt: view.resolved?.at ?? null,
    outcome: view.resolved?.outcome ?? null,
    phase: phaseOf(view),
    notices: view.notices,
  };
}

function phaseOf({ ended, question, acknowledged, scenario }: IncidentView): Phase {
  if (ended !== undefined || (scenario === BY_HAND && acknowledged === undefined)) return 'by-hand';
  if (question !== undefined) return 'deciding';
  return acknowledged === undefined ? 'recovering' : 'taken-charge';
}

/** `undefined` for what is not a region's status: a page is then composed without it, and says so to whoever asked. */
export function parseRegionStatus(text: string): RegionStatus | undefined {
  try {
    const found = JSON.parse(text) as Partial<RegionStatus> | null;
    const whole = found?.schemaVersion === 1 && typeof found.asOf === 'string' && Array.isArray(found.incidents);
    return whole ? (found as RegionStatus) : undefined;
  } catch {
    return undefined;
  }
}
