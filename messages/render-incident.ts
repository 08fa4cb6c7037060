import { NAME } from '../lambdas/domain/action-command.ts';
import { QUESTIONS } from '../lambdas/domain/decision.ts';
import { REASON } from '../lambdas/domain/facts.ts';
import { CAUSE, RESOLUTION, SEVERITY } from '../lambdas/domain/incident-commands.ts';
import type { CommandName, IncidentEvent, IncidentFacts, IncidentLinks } from '../lambdas/domain/incident-facts.ts';
import { smsText } from '../lambdas/domain/sms.ts';
import type { Language } from '../lib/plan/schema.ts';
import { harmless } from './as-typed.ts';
import { incident as english } from './en/incident.ts';
import { incidentWording as englishIncidentWording } from './en/incident-wording.ts';
import { wording as englishWording } from './en/wording.ts';
import { durationText, numberText, shortId, shortTime, timeText } from './figures.ts';
import { incident as french } from './fr/incident.ts';
import { incidentWording as frenchIncidentWording } from './fr/incident-wording.ts';
import { wording as frenchWording } from './fr/wording.ts';
import type { IncidentWording } from './incident-wording.ts';
import { objectiveMissed, recoveredValues } from './render.ts';
import { filled, type IncidentPlaceholder, type IncidentTemplates } from './template.ts';
import type { Wording } from './wording.ts';

type IncidentLanguage = { templates: IncidentTemplates; wording: IncidentWording; recovery: Wording };

export const INCIDENT_LANGUAGES: Record<Language, IncidentLanguage> = {
  fr: { templates: french, wording: frenchIncidentWording, recovery: frenchWording },
  en: { templates: english, wording: englishIncidentWording, recovery: englishWording },
};

type Values = Partial<Record<IncidentPlaceholder, string>>;

/** Longest name of a person in a subject and on a telephone. */
const SHORT_NAME = 20;

/** What people read of the ladder, in one language; texts for users too. Pure: the same facts always give the same words. */
export function renderIncident(
  event: IncidentEvent,
  facts: IncidentFacts,
  language: Language,
): { subject: string; body: string; sms: string } {
  return filled(INCIDENT_LANGUAGES[language].templates[event], incidentValues(facts, language));
}

/** Everything the values are made of, in one language. */
type Words = {
  wording: IncidentWording;
  recovery: Wording;
  language: Language;
  time(iso: string): string;
  short(iso: string): string;
  lasting(seconds: number): string;
};

/** The words for every placeholder that is known of an incident. */
export function incidentValues(known: IncidentFacts, language: Language): Values {
  const facts = harmless(known, ['noticeText']);
  const { timeZone, startedAt: since } = facts;
  const { wording, recovery } = INCIDENT_LANGUAGES[language];
  const words: Words = {
    wording,
    recovery,
    language,
    time: (iso) => timeText(iso, timeZone, language),
    short: (iso) => shortTime(iso, { since, timeZone, language }),
    lasting: (seconds) => durationText(seconds, language),
  };
  return defined({
    ...incidentItself(facts, words),
    ...machineValues(facts, words),
    ...peopleValues(facts, words),
    ...resolutionValues(facts, words),
    ...noticeValues(facts, words),
    ...howToValues(facts, words),
  });
}

type Unsure = { [Key in IncidentPlaceholder]?: string | undefined };

function defined(values: Unsure): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as Values;
}

function incidentItself(facts: IncidentFacts, { wording, recovery, time, lasting, short }: Words): Unsure {
  const { severity, severityName, severityDescription, planTitle, incidentId, region, reason, impact, executionUrl, runbookUrl } = facts;
  const { what, happened } = wording.scenarios[facts.scenario];
  const elapsed = Math.max(0, Math.floor((Date.parse(facts.now) - Date.parse(facts.startedAt)) / 60_000)) * 60;
  return {
    ...{ severity, severityName, severityDescription, planTitle, incidentId, region, reason, impact, executionUrl, runbookUrl },
    what,
    happened: wording.happened(happened, recovery.triggers[facts.trigger]),
    startedAt: time(facts.startedAt),
    elapsed: lasting(elapsed),
    shortElapsed: lasting(elapsed < 3600 ? elapsed : Math.floor(elapsed / 3600) * 3600),
    shortId: shortId(incidentId),
    shortStart: short(facts.startedAt),
  };
}

function machineValues(facts: IncidentFacts, { wording, recovery, time }: Words): Unsure {
  const { now, decision, silence, short } = wording.doings[facts.doing];
  const { question, asked, decideBy, error, cause, endState, endedAt } = facts;
  const known = QUESTIONS.find((one) => one === question);
  const {
    asks = asked,
    approving,
    declining,
  } = known === undefined ? { asks: asked, ...wording.otherQuestion } : recovery.questions[known];
  const waits = facts.doing === 'waits' && decideBy !== undefined;
  const old = question !== undefined && decideBy !== undefined && !waits;
  const at = endedAt === undefined ? undefined : time(endedAt);
  return {
    machineNow: now,
    decision,
    silence,
    shortDoing: short,
    ended: endState === undefined ? undefined : wording.ended({ state: endState, error: error ?? '', cause: cause ?? '', at }),
    ...(waits ? { asks, asked, approving, declining, decideBy: time(decideBy) } : {}),
    unanswered: old ? wording.unanswered(asks ?? question, time(decideBy)) : undefined,
  };
}

function peopleValues(facts: IncidentFacts, words: Words): Unsure {
  const { wording, time } = words;
  const { acknowledgedBy, acknowledgedAt, acknowledgedReason, updateAt, told, severity } = facts;
  const changes = facts.changes.map(({ at, text }) => `- ${words.short(at)}  ${text}`);
  const taken = acknowledgedBy !== undefined && acknowledgedAt !== undefined;
  return {
    acknowledged: taken ? wording.acknowledged(acknowledgedBy, time(acknowledgedAt), acknowledgedReason) : wording.nobodyAcknowledged,
    shortBy: shortName(acknowledgedBy ?? wording.unknown),
    told: told.length === 0 ? wording.nobodyToldBefore : told.join(', '),
    hears: facts.hears,
    nextUpdate: updateAt === undefined ? undefined : time(updateAt),
    ...nextValues(facts, words),
    shortAsk: taken || updateAt === undefined ? undefined : wording.shortAsk,
    changes: [
      ...(facts.changesLeftOut > 0 ? [wording.leftOut(facts.changesLeftOut)] : []),
      ...(changes.length === 0 ? [wording.nothingNew] : changes),
    ].join('\n'),
    severityFrom: facts.severityFrom ?? wording.unknown,
    severityTo: facts.severityTo ?? severity,
    severityBy: facts.severityBy,
    severityReason: facts.severityReason,
    ladder: wording.ladder(severity, taken),
  };
}

/** A name as it fits, on a telephone too: some characters take several places there. */
function shortName(name: string): string {
  const characters = [...name];
  const fits = (count: number) => smsText(`${characters.slice(0, count).join('')}.`).length <= SHORT_NAME;
  if (smsText(name).length <= SHORT_NAME) return name;
  const longest = characters.findLastIndex((_, index) => index < SHORT_NAME && fits(index));
  return `${characters.slice(0, Math.max(0, longest)).join('').trimEnd()}.`;
}

/** Who hears next and when, unless somebody acts. */
function nextValues(facts: IncidentFacts, { wording, time, short }: Words): Unsure {
  const { acknowledgedBy, updateAt, nextAudience, nextAudienceAt, repeatAt } = facts;
  const { next, shortNext } = wording;
  if (updateAt === undefined) return { next: next.over, shortNext: shortNext.over };
  const update = short(updateAt);
  if (acknowledgedBy !== undefined) {
    return { next: next.acknowledged(acknowledgedBy), shortNext: shortNext.acknowledged(shortName(acknowledgedBy), update) };
  }
  if (nextAudience !== undefined && nextAudienceAt !== undefined) {
    return { next: next.rung(nextAudience, time(nextAudienceAt)), shortNext: shortNext.rung(nextAudience, short(nextAudienceAt)) };
  }
  if (repeatAt !== undefined) return { next: next.repeat(time(repeatAt)), shortNext: shortNext.repeat(short(repeatAt)) };
  return { next: next.nobody, shortNext: shortNext.nobody(update) };
}

function resolutionValues(facts: IncidentFacts, words: Words): Unsure {
  const { wording, time, short, lasting } = words;
  const { resolvedAt, resolvedBy, duration, resolvedCause, report, postMortem, measurement, objective, recovered } = facts;
  const recoveryTime = measurement?.recoveryTimeSeconds ?? undefined;
  const hours = facts.detailedReportWithin / 3600;
  return {
    resolvedAt: resolvedAt === undefined ? undefined : time(resolvedAt),
    shortEnd: resolvedAt === undefined ? undefined : short(resolvedAt),
    duration: duration === undefined ? undefined : lasting(duration),
    ...{ resolvedBy, report, postMortem },
    resolvedCause: resolvedCause ?? wording.causeUnknown,
    resolution: facts.resolution ?? wording.resolutions[facts.doing],
    preventiveActions: facts.preventiveActions.map((one) => `- ${one}`).join('\n') || wording.noActions,
    loss: lossText(facts, words),
    ...(recovered === undefined ? {} : recoveredValues(recovered, facts.timeZone, words.language)),
    ...objectiveMissed(recoveryTime, objective, words.language),
    recoveryTime: recoveryTime === undefined ? undefined : lasting(recoveryTime),
    recoveryTimeObjective: lasting(objective),
    detailedReportWithin: Number.isInteger(hours) ? wording.hours(hours) : lasting(facts.detailedReportWithin),
  };
}

function lossText({ measurement }: IncidentFacts, { wording, recovery, language, lasting }: Words): string {
  if (measurement === undefined) return wording.lossNotMeasured;
  const { lossProvenZero, lossSeconds, lossBytes } = measurement;
  if (lossProvenZero) return recovery.lossProven;
  if (lossSeconds === null) return recovery.lossUnbounded;
  return recovery.lossBounded(lasting(lossSeconds), lossBytes === null ? undefined : numberText(lossBytes, language));
}

function noticeValues(facts: IncidentFacts, { wording, language, time, short }: Words): Unsure {
  const { notice, noticeText, noticeAudience, estimate, measurement, severity } = facts;
  const lost = measurement !== undefined && !measurement.lossProvenZero;
  return {
    noticeKind: notice === undefined ? wording.unknown : wording.notices[notice],
    noticeText,
    noticeAudience,
    service: facts.service[language],
    publicImpact: facts.publicImpact ?? wording.scenarios[facts.scenario].publicImpact ?? wording.publicImpacts[severity],
    publicLoss: lost ? wording.publicLoss : undefined,
    estimate: estimate === undefined ? wording.noEstimate : wording.estimate(time(estimate)),
    shortEstimate: estimate === undefined ? undefined : wording.shortEstimate(short(estimate)),
  };
}

const HOW_TO: Record<CommandName, { placeholder: IncidentPlaceholder; link: keyof IncidentLinks }> = {
  acknowledge: { placeholder: 'toAcknowledge', link: 'acknowledge' },
  approve: { placeholder: 'toApprove', link: 'approve' },
  decline: { placeholder: 'toDecline', link: 'decline' },
  severity: { placeholder: 'toChangeSeverity', link: 'severity' },
  note: { placeholder: 'toNote', link: 'note' },
  resolve: { placeholder: 'toResolve', link: 'resolve' },
  approveNotice: { placeholder: 'toApproveNotice', link: 'approve' },
  declineNotice: { placeholder: 'toDeclineNotice', link: 'decline' },
};

function howToValues(facts: IncidentFacts, { wording, lasting }: Words): Unsure {
  const { toWrite, purposes, howTo } = wording;
  const written = (command: string) =>
    command
      .replace(NAME, toWrite.name)
      .replace(REASON, toWrite.reason)
      .replace(CAUSE, toWrite.cause)
      .replace(RESOLUTION, toWrite.resolution)
      .replace(SEVERITY, toWrite.severity);
  const values: Unsure = {};
  for (const [name, { placeholder, link }] of Object.entries(HOW_TO) as [CommandName, (typeof HOW_TO)[CommandName]][]) {
    const { [`${name}Command` as const]: command, [`${name}Program` as const]: program, [`${link}Link` as const]: address } = facts;
    if (command === undefined || program === undefined) continue;
    const how = { purpose: purposes[name], command: written(command), program: written(program), link: address };
    values[placeholder] = howTo({ ...how, linkWorksFor: lasting(facts.linksExpireAfter) });
  }
  return values;
}
