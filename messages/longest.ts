import { DOINGS, type IncidentFacts, SCENARIOS } from '../lambdas/domain/incident-facts.ts';
import { NOTICES } from '../lambdas/domain/incident-record.ts';
import type { NotificationFacts } from '../lambdas/domain/notification-facts.ts';
import { smsText } from '../lambdas/domain/sms.ts';
import type { Language, Plan, SeverityName } from '../lib/plan/schema.ts';
import { SEVERITIES } from '../lib/plan/severities.ts';
import { recoveryValues } from './render.ts';
import { incidentValues } from './render-incident.ts';
import type { Values } from './template.ts';

/** September is the longest month in English, and this is another day than the beginning. */
const START = '2026-09-01T00:00:00.000Z';
const LATER = '2026-09-24T23:59:00.000Z';
/** In words the longest length of time within ten days. */
const LONG = 863_999;
const ID = 'inc-20260901-000000-0a1b2c3d';

const longestOf = (texts: readonly string[]) =>
  texts.reduce((longest, one) => (smsText(one).length > smsText(longest).length ? one : longest), '');

const longestNode = (plan: Plan) => longestOf(plan.database.nodes.map((one) => one.id));

/** Of every placeholder the longest text it can have on a telephone with this plan, in messages about a recovery. */
export function longestOfRecovery(plan: Plan, language: Language): Values {
  const node = longestNode(plan);
  const facts: NotificationFacts = {
    incidentId: ID,
    severity: 'P1',
    planTitle: plan.title,
    timeZone: plan.timeZone,
    scenario: 'database-failover',
    region: longestOf(plan.regions.map((one) => one.name)),
    oldPrimary: node,
    verdict: 'down',
    why: '',
    startedAt: START,
    nextUpdate: LATER,
    executionUrl: '',
    runbookUrl: '',
    reason: '',
    trigger: 'alarm',
    candidate: node,
    recoveryTime: LONG,
    recoveryTimeObjective: LONG,
    question: 'promote-candidate',
    decideBy: LATER,
    doNotStart: node,
  };
  return recoveryValues(facts, language);
}

/** The same for messages of the ladder and texts for users: every placeholder depends on one thing that varies. */
export function longestOfIncident(plan: Plan, language: Language): Values {
  const facts = longestFacts(plan);
  const { acknowledgedBy: _, acknowledgedAt: __, nextAudience, nextAudienceAt, repeatAt: ___, ...nobody } = facts;
  const varied: IncidentFacts[] = [
    facts,
    nobody,
    { ...nobody, nextAudience: nextAudience ?? '', nextAudienceAt: nextAudienceAt ?? LATER },
    { ...nobody, repeatAt: LATER },
    ...[59 * 60, LONG].map((elapsed) => ({ ...facts, now: new Date(Date.parse(START) + elapsed * 1000).toISOString() })),
    ...DOINGS.map((doing) => ({ ...facts, doing })),
    ...[...SCENARIOS, 'other' as const].map((scenario) => ({ ...facts, scenario })),
    ...NOTICES.map((notice) => ({ ...facts, notice })),
    ...(Object.keys(plan.severities) as SeverityName[]).map((severity) => ({ ...facts, severity })),
  ];
  return longestOfEach(varied.map((one) => incidentValues(one, language)));
}

function longestOfEach(all: readonly Values[]): Values {
  const longest = new Map<string, { text: string; length: number }>();
  for (const [name, text] of all.flatMap((one) => Object.entries(one))) {
    const before = longest.get(name);
    if (before?.text === text) continue;
    const { length } = smsText(text);
    if (before === undefined || length > before.length) longest.set(name, { text, length });
  }
  return Object.fromEntries([...longest].map(([name, { text }]) => [name, text]));
}

/** What no telephone shows. */
const NOT_ON_A_TELEPHONE = { severityDescription: '', reason: '', impact: '', executionUrl: '', runbookUrl: '' };

function longestFacts(plan: Plan): IncidentFacts {
  const node = longestNode(plan);
  const rungs = SEVERITIES.flatMap((severity) => plan.escalation[severity]);
  return {
    ...NOT_ON_A_TELEPHONE,
    incidentId: ID,
    severity: 'P1',
    severityName: longestOf(Object.values(plan.severities).map((one) => one.name)),
    planTitle: plan.title,
    timeZone: plan.timeZone,
    scenario: 'other',
    region: longestOf(plan.regions.map((one) => one.name)),
    trigger: 'alarm',
    startedAt: START,
    now: LATER,
    doing: 'waits',
    acknowledgedBy: 'W'.repeat(100),
    acknowledgedAt: LATER,
    told: [],
    nextAudience: longestOf(rungs.map((one) => one.audience)),
    nextAudienceAt: LATER,
    repeatAt: LATER,
    updateAt: LATER,
    changes: [],
    changesLeftOut: 0,
    severityFrom: 'P1',
    severityTo: 'P2',
    resolvedAt: LATER,
    recovered: { candidate: node, oldPrimary: node },
    duration: LONG,
    preventiveActions: [],
    objective: LONG,
    detailedReportWithin: LONG,
    noticeAudience: plan.notices.external.audience,
    service: plan.notices.external.service,
    estimate: LATER,
    linksExpireAfter: LONG,
  };
}
