import { DATABASE_FAILOVER, DEPENDENCY_OUTAGE, names } from '../../lib/plan/names.ts';
import type { Audience, Language, Plan, SeverityName } from '../../lib/plan/schema.ts';
import type { AssessmentAction } from './assessment.ts';
import { executionUrl } from './facts.ts';
import { commandsAndLinks } from './incident-commands.ts';
import { entriesOf, type Measurement, machineEntries, type NoticeKind, type RecordEntry } from './incident-record.ts';
import { changesSince, preventiveActions } from './incident-story.ts';
import type { IncidentView } from './incident-view.ts';
import { known } from './known.ts';
import { noticeFacts } from './notice-facts.ts';
import type { RecoveredFacts } from './notification-facts.ts';

/** What the ladder tells; the last two are the texts for users. */
export const INCIDENT_EVENTS = [
  'incident-opened',
  'incident-escalated',
  'incident-repeated',
  'incident-update',
  'incident-acknowledged',
  'severity-changed',
  'incident-resolved',
  'notice-drafted',
  'interruption-notice',
  'resolution-notice',
] as const;
export type IncidentEvent = (typeof INCIDENT_EVENTS)[number];

/**
 * What is done about an incident now, and by whom: a machine works, waits, is about to leave the decision to a person, or has ended; nothing
 * works; or it is over.
 */
export const DOINGS = [
  'recovering',
  'waits',
  'to-be-decided',
  'held',
  'stopped',
  'failed',
  'less-durable',
  'by-hand',
  'recovered',
  'false-alarm',
  'resolved-by-hand',
] as const;
export type Doing = (typeof DOINGS)[number];

/** Scenarios that messages have words for. */
export const SCENARIOS = [DATABASE_FAILOVER, 'region-failover', 'data-recovery', 'app-server-failure', DEPENDENCY_OUTAGE] as const;
export type ScenarioName = (typeof SCENARIOS)[number] | 'other';

/** Signed links, where they could be made. `approve` and `decline` answer what the message asks. */
export type IncidentLinks = Partial<Record<'acknowledge' | 'severity' | 'note' | 'resolve' | 'approve' | 'decline', string>>;

/**
 * What a message of the ladder may say. Times are ISO 8601, durations seconds; `reason`, `cause`, `asked` and the changes are as a program
 * or a person wrote them. What is not known is absent.
 */
export type IncidentFacts = {
  incidentId: string;
  severity: SeverityName;
  /** In the plan's words. */
  severityName: string;
  severityDescription: string;
  planTitle: string;
  /** IANA name; times are shown in it. */
  timeZone: string;
  scenario: ScenarioName;
  /** Where the incident began, and where its machine works. */
  region: string;
  reason: string;
  trigger: IncidentView['trigger'];
  /** What it means for users, in a person's words or the plan's. */
  impact: string;
  startedAt: string;
  now: string;
  doing: Doing;
  /** Set with an execution that ended without having recovered. */
  endState?: string;
  error?: string;
  cause?: string;
  endedAt?: string;
  /** Set with a question of a machine; after `decideBy` silence has answered it. */
  question?: string;
  asked?: string;
  decideBy?: string;
  acknowledgedBy?: string;
  acknowledgedAt?: string;
  acknowledgedReason?: string;
  /** Audiences that have heard before this message. */
  told: string[];
  /** Audiences that hear now, by the ladder: due, and not told before. */
  hears?: string;
  nextAudience?: Audience;
  nextAudienceAt?: string;
  repeatAt?: string;
  /** Absent once the incident is over. */
  updateAt?: string;
  changes: { at: string; text: string }[];
  changesLeftOut: number;
  severityFrom?: SeverityName;
  severityTo?: SeverityName;
  severityBy?: string;
  severityReason?: string;
  resolvedAt?: string;
  resolvedBy?: string;
  /** Beginning to end. */
  duration?: number;
  resolvedCause?: string;
  resolution?: string;
  /** Of a database that the machine recovered. */
  recovered?: RecoveredFacts;
  /** What people wrote down as `action: ...` in notes. */
  preventiveActions: string[];
  measurement?: Measurement;
  /** Objective of the scenario, for the measured recovery time; of the severity for an incident by hand. */
  objective: number;
  detailedReportWithin: number;
  /** Places for people: `s3://bucket/key` or an address. */
  report?: string;
  postMortem?: string;
  executionUrl: string;
  runbookUrl: string;
  /** The newest text for users that waits for a person, whole and on several lines. */
  notice?: NoticeKind;
  noticeText?: string;
  noticeAudience: Audience;
  /** For users: what they know the service as; the impact, where a person wrote it and it names nothing of the estate; the estimate. */
  service: Record<Language, string>;
  publicImpact?: string;
  estimate?: string;
  linksExpireAfter: number;
} & Partial<Record<`${CommandName}${'Command' | 'Program'}`, string>> &
  Partial<Record<`${keyof IncidentLinks}Link`, string>>;

export type CommandName = 'acknowledge' | 'severity' | 'note' | 'resolve' | 'approve' | 'decline' | 'approveNotice' | 'declineNotice';

/** What the ladder knows beside the timeline. */
export type IncidentSetting = {
  plan: Plan;
  /** Where the record is, and commands act. */
  region: string;
  now: Date;
  next: { rung?: { audience: Audience; at: string }; updateAt: string; repeatAt?: string };
  links: IncidentLinks;
  /** Audiences told before this message. */
  told: string[];
  /** Audience of this message. @default whoever is due by the plan and was not told */
  audience?: Audience;
  /** Where the post-mortem lies, or will lie. */
  postMortem?: string;
};

/** Everything a message of the ladder may say, from the timeline and its reading; pure, for one moment. */
export function incidentFacts(view: IncidentView, entries: readonly RecordEntry[], setting: IncidentSetting): IncidentFacts {
  const { plan, now, told } = setting;
  const severity = plan.severities[view.severity];
  const scenario = scenarioOf(view);
  const objectives = objectivesOf(view, plan);
  return {
    incidentId: view.id,
    severity: view.severity,
    severityName: severity.name,
    severityDescription: severity.description,
    planTitle: plan.title,
    timeZone: plan.timeZone,
    scenario,
    region: view.region,
    reason: view.reason,
    trigger: view.trigger,
    impact: view.impact ?? impactOf(plan, scenario) ?? severity.description,
    startedAt: view.openedAt,
    now: now.toISOString(),
    doing: doingOf(view, entries, now, plan),
    told,
    ...changesSince(entries),
    preventiveActions: preventiveActions(entries),
    objective: objectives[0] ?? severity.rto,
    detailedReportWithin: plan.notices.detailedReportWithin,
    runbookUrl: `${plan.notices.runbookUrl.replace(/\/$/, '')}${scenario === 'other' ? '' : `/${scenario}`}`,
    executionUrl: executionUrl(view.region, executionOf(view)),
    linksExpireAfter: plan.notices.linksExpireAfter,
    ...machineFacts(view),
    ...ladderFacts(view, setting),
    ...personFacts(view, entries),
    ...resolutionFacts(view, setting),
    ...noticeFacts(view, setting, objectives),
    ...commandsAndLinks(view, setting),
  };
}

function scenarioOf({ scenario }: IncidentView): ScenarioName {
  return SCENARIOS.find((one) => one === scenario) ?? 'other';
}

const PLAN_KEYS = {
  'database-failover': { impact: 'databaseFailover', objective: 'databaseFailoverAtWorst' },
  'region-failover': { impact: 'regionFailover', objective: 'regionFailover' },
  'data-recovery': { impact: 'dataRecovery', objective: 'dataRecovery' },
  'app-server-failure': { impact: 'appServerFailure', objective: 'appServerFailure' },
} as const;
const planKeys = (scenario: ScenarioName) => (scenario in PLAN_KEYS ? PLAN_KEYS[scenario as keyof typeof PLAN_KEYS] : undefined);

function impactOf(plan: Plan, scenario: ScenarioName): string | undefined {
  const keys = planKeys(scenario);
  return keys === undefined ? undefined : plan.impacts?.[keys.impact];
}

/** In which time it should be over, the nearest promise first: of the scenario, of the severity, of the plan. */
function objectivesOf(view: IncidentView, plan: Plan): number[] {
  const keys = planKeys(scenarioOf(view));
  const own = keys === undefined ? [] : [plan.objectives.scenarios[keys.objective]];
  return [...own, plan.severities[view.severity].rto, plan.objectives.rto];
}

function doingOf(view: IncidentView, entries: readonly RecordEntry[], now: Date, plan: Plan): Doing {
  const { resolved, ended, question } = view;
  if (resolved !== undefined) return resolved.outcome === 'by-hand' ? 'resolved-by-hand' : resolved.outcome;
  if (question !== undefined && Date.parse(question.expiresAt) > now.getTime()) return 'waits';
  if (ended !== undefined) return ENDS[ended.error] ?? 'failed';
  const decided = undecided(entries);
  if (decided !== undefined) return decided;
  const works = machineEntries(entries).length > 0;
  const machine = `:${names.machine(plan, view.scenario)}:`;
  return works || view.executionId.includes(machine) ? 'recovering' : 'by-hand';
}

/** What the last assessment leaves to people, until the machine has asked them or said how it ended, in a message of its own. */
function undecided(entries: readonly RecordEntry[]): Doing | undefined {
  const last = machineEntries(entries).at(-1);
  if (last?.kind !== 'state' || last.data.step !== 'assess-primary') return undefined;
  const answered = entriesOf(entries, 'decision').some(({ sequence }) => sequence > last.sequence);
  return answered ? undefined : LEFT_TO_PEOPLE[last.data.detail as AssessmentAction];
}

const LEFT_TO_PEOPLE: Partial<Record<AssessmentAction, Doing>> = { ask: 'to-be-decided', hold: 'to-be-decided', stop: 'stopped' };

/** Errors of the ends at which a machine leaves an incident open on purpose (statemachines/parts/endings.ts). */
const ENDS: Partial<Record<string, Doing>> = { HeldForAPerson: 'held', TwoPrimaries: 'stopped', DurabilityDegraded: 'less-durable' };

function executionOf({ ended, executionId }: IncidentView): string | undefined {
  const id = ended?.executionId ?? executionId;
  return id.startsWith('arn:') ? id : undefined;
}

function machineFacts({ ended, question }: IncidentView): Partial<IncidentFacts> {
  return known<IncidentFacts>({
    endState: ended?.endState,
    error: ended?.error,
    cause: ended?.cause,
    endedAt: ended?.at,
    question: question?.question,
    asked: question?.about,
    decideBy: question?.expiresAt,
  });
}

function ladderFacts(view: IncidentView, { plan, now, next, told, audience }: IncidentSetting): Partial<IncidentFacts> {
  if (view.resolved !== undefined) return {};
  const elapsed = (now.getTime() - Date.parse(view.openedAt)) / 1000;
  const due = plan.escalation[view.severity].filter((rung) => rung.after <= elapsed && !told.includes(rung.audience));
  const hears = audience ?? due.map((rung) => rung.audience).join(', ');
  return known<IncidentFacts>({
    updateAt: next.updateAt,
    hears: hears === '' ? undefined : hears,
    nextAudience: next.rung?.audience,
    nextAudienceAt: next.rung?.at,
    repeatAt: next.repeatAt,
  });
}

function personFacts({ acknowledged, severityChange }: IncidentView, entries: readonly RecordEntry[]): Partial<IncidentFacts> {
  const answer = entriesOf(entries, 'acknowledged').find(({ at, by }) => at === acknowledged?.at && by === acknowledged.by);
  return known<IncidentFacts>({
    acknowledgedBy: acknowledged?.by,
    acknowledgedAt: acknowledged?.at,
    acknowledgedReason: answer?.data.reason,
    severityFrom: severityChange?.from,
    severityTo: severityChange?.to,
    severityBy: severityChange?.by,
    severityReason: severityChange?.reason,
  });
}

function resolutionFacts(view: IncidentView, { plan, postMortem }: IncidentSetting): Partial<IncidentFacts> {
  const { resolved, openedAt, measurement, region } = view;
  const key = resolved?.reportKey || undefined;
  return known<IncidentFacts>({
    measurement,
    resolvedAt: resolved?.at,
    resolvedBy: resolved?.by,
    duration: resolved === undefined ? undefined : Math.max(0, (Date.parse(resolved.at) - Date.parse(openedAt)) / 1000),
    resolvedCause: resolved?.cause,
    resolution: resolved?.resolution,
    recovered: resolved?.recovered,
    report: key === undefined ? undefined : `s3://${names.reportBucket(plan, region)}/${key}`,
    postMortem,
  });
}
