import { NAME } from '../lambdas/domain/decision-facts.ts';
import { REASON } from '../lambdas/domain/facts.ts';
import type { NotificationEvent, NotificationFacts } from '../lambdas/domain/notification-facts.ts';
import type { Language } from '../lib/plan/schema.ts';
import { notifications as english } from './en/notifications.ts';
import { wording as englishWording } from './en/wording.ts';
import { notifications as french } from './fr/notifications.ts';
import { wording as frenchWording } from './fr/wording.ts';
import { fill, type Placeholder, type Templates } from './template.ts';
import type { Wording } from './wording.ts';

export const LANGUAGES: Record<Language, { templates: Templates; wording: Wording }> = {
  fr: { templates: french, wording: frenchWording },
  en: { templates: english, wording: englishWording },
};

/** What people read about an event, in one language. Pure: the same facts always give the same words. */
export function render(event: NotificationEvent, facts: NotificationFacts, language: Language): { subject: string; body: string } {
  const { templates, wording } = LANGUAGES[language];
  const values = valuesOf(facts, wording, language);
  const { subject, body } = templates[event];
  return { subject: fill(subject, values), body: fill(body.trim(), values) };
}

function valuesOf(facts: NotificationFacts, wording: Wording, language: Language): Partial<Record<Placeholder, string>> {
  const { recoveryTime, recoveryTimeObjective: objective, durabilityDegraded, candidate, endState, error, cause } = facts;
  const { report, silentStandbys, quorumBefore, quorumNow, lossStatement, doNotStart, commitsMayHang } = facts;
  const time = (iso: string) => timeText(iso, facts.timeZone, language);
  const oldPrimary = facts.oldPrimary === 'unknown' ? wording.unknown : facts.oldPrimary;
  return {
    severity: facts.severity,
    planTitle: facts.planTitle,
    incidentId: facts.incidentId,
    region: facts.region,
    oldPrimary,
    ...(facts.fenceAccepted === true ? { unfencedPrimary: oldPrimary } : { fencedPrimary: oldPrimary }),
    verdict: wording.verdicts[facts.verdict],
    why: facts.why,
    startedAt: time(facts.startedAt),
    executionUrl: facts.executionUrl,
    runbookUrl: facts.runbookUrl,
    reason: facts.reason,
    trigger: wording.triggers[facts.trigger],
    recoveryTimeObjective: durationText(objective, language),
    ...(facts.nextUpdate === null ? {} : { nextUpdate: time(facts.nextUpdate) }),
    ...present({ candidate, endState, error, cause, lossStatement, doNotStart, commitsMayHang }),
    ...present({ report, silentStandbys, quorumBefore, quorumNow }),
    ...present({ whatToDo: wording.whatToDo[facts.verdict] }),
    ...nextSteps(facts, wording),
    ...question(facts, wording, time),
    ...(recoveryTime === undefined ? {} : { recoveryTime: durationText(recoveryTime, language) }),
    ...(recoveryTime !== undefined && recoveryTime > objective
      ? { objectiveMissed: wording.objectiveMissed(durationText(objective, language)) }
      : {}),
    ...(durabilityDegraded === true ? { durabilityDegraded: wording.durabilityDegraded } : {}),
    ...lossValues(facts, wording, language),
    ...divergenceValues(facts, wording, language),
  };
}

function nextSteps(
  { forceCommand, againCommand, fenceMayBeLeft }: NotificationFacts,
  wording: Wording,
): Partial<Record<Placeholder, string>> {
  return present({
    acceptRisk: forceCommand === undefined ? undefined : wording.acceptRisk(forceCommand.replace(REASON, wording.reasonToWrite)),
    startAgain: againCommand === undefined ? undefined : wording.startAgain(againCommand),
    fenceMayBeLeft: fenceMayBeLeft === undefined ? undefined : wording.fenceMayBeLeft(fenceMayBeLeft),
  });
}

function question(facts: NotificationFacts, wording: Wording, time: (iso: string) => string): Partial<Record<Placeholder, string>> {
  if (facts.question === undefined) return {};
  const { asked, decideBy, approveCommand, declineCommand } = facts;
  const written = (command: string | undefined) => command?.replace(NAME, wording.nameToWrite).replace(REASON, wording.reasonToWrite);
  return present({
    ...wording.questions[facts.question],
    asked,
    decideBy: decideBy === undefined ? undefined : time(decideBy),
    approveCommand: written(approveCommand),
    declineCommand: written(declineCommand),
  });
}

/** One of three sentences, and only once a candidate was compared: proven zero, bounded, or unbounded. */
function lossValues(facts: NotificationFacts, wording: Wording, language: Language): Partial<Record<Placeholder, string>> {
  const { lossProven, lossSeconds, lossBytes } = facts;
  if (lossProven === undefined) return {};
  if (lossProven) return { lossProven: wording.lossProven };
  if (lossSeconds === undefined) return { lossUnbounded: wording.lossUnbounded };
  const bytes = lossBytes === undefined ? undefined : plainSpaces(new Intl.NumberFormat(language).format(lossBytes));
  return { lossBounded: wording.lossBounded(durationText(lossSeconds, language), bytes) };
}

function divergenceValues(facts: NotificationFacts, wording: Wording, language: Language): Partial<Record<Placeholder, string>> {
  const { divergentCommits: commits, divergentCommitsAtLeast: atLeast = false, divergentLastAt, divergenceEvidence: evidence } = facts;
  if (commits === undefined) return present({ divergenceUnread: facts.divergenceUnread });
  const lastAt = divergentLastAt === undefined ? undefined : timeText(divergentLastAt, facts.timeZone, language);
  return { diverged: wording.diverged(plainSpaces(new Intl.NumberFormat(language).format(commits)), { atLeast, lastAt, evidence }) };
}

function present(values: Partial<Record<Placeholder, string | undefined>>): Partial<Record<Placeholder, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** A time in words, in the zone of the plan. */
export function timeText(iso: string, timeZone: string, language: Language): string {
  const text = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeStyle: 'medium', timeZone });
  return `${plainSpaces(text.format(new Date(iso)))} (${timeZone})`;
}

/** The narrow and the non-breaking spaces of Intl are not in every channel's alphabet. */
const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

/** `h`, `min` and `s` are the same in both languages; below a minute one decimal, as measured. */
export function durationText(seconds: number, language: Language): string {
  if (seconds < 60) return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(seconds)} s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
