import { NAME } from '../lambdas/domain/action-command.ts';
import { REASON } from '../lambdas/domain/facts.ts';
import type { NotificationEvent, NotificationFacts, RecoveredFacts } from '../lambdas/domain/notification-facts.ts';
import type { Language } from '../lib/plan/schema.ts';
import { harmless } from './as-typed.ts';
import { notifications as english } from './en/notifications.ts';
import { wording as englishWording } from './en/wording.ts';
import { durationText, numberText, shortId, shortTime, timeText } from './figures.ts';
import { notifications as french } from './fr/notifications.ts';
import { wording as frenchWording } from './fr/wording.ts';
import { filled, type Placeholder, type Templates, type Values } from './template.ts';
import type { Wording } from './wording.ts';

export { durationText };

/** What one message is made of: a line for the list of mails, a text, and what a telephone gets. */
export type Message = { subject: string; body: string; sms: string };

export const LANGUAGES: Record<Language, { templates: Templates; wording: Wording }> = {
  fr: { templates: french, wording: frenchWording },
  en: { templates: english, wording: englishWording },
};

/** What people read about an event, in one language. Pure: the same facts always give the same words. */
export function render(event: NotificationEvent, facts: NotificationFacts, language: Language): Message {
  return filled(LANGUAGES[language].templates[event], recoveryValues(facts, language));
}

/** The words for every placeholder that is known of a recovery. */
export function recoveryValues(known: NotificationFacts, language: Language): Values {
  const facts = harmless(known);
  const { wording } = LANGUAGES[language];
  const { recoveryTime, recoveryTimeObjective: objective, endState, error, cause } = facts;
  const { report, silentStandbys, quorumBefore, quorumNow, lossStatement, doNotStart, commitsMayHang } = facts;
  const time = (iso: string) => timeText(iso, facts.timeZone, language);
  return {
    severity: facts.severity,
    planTitle: facts.planTitle,
    incidentId: facts.incidentId,
    region: facts.region,
    verdict: wording.verdicts[facts.verdict],
    why: facts.why,
    startedAt: time(facts.startedAt),
    executionUrl: facts.executionUrl,
    runbookUrl: facts.runbookUrl,
    reason: facts.reason,
    trigger: wording.triggers[facts.trigger],
    recoveryTimeObjective: durationText(objective, language),
    ...(facts.nextUpdate === null ? {} : { nextUpdate: time(facts.nextUpdate) }),
    ...present({ endState, error, cause, lossStatement, doNotStart, commitsMayHang }),
    ...present({ report, silentStandbys, quorumBefore, quorumNow }),
    ...present({ whatToDo: wording.whatToDo[facts.verdict] }),
    ...nextSteps(facts, wording),
    ...question(facts, wording, language),
    ...shortValues(facts, language),
    ...(recoveryTime === undefined ? {} : { recoveryTime: durationText(recoveryTime, language) }),
    ...objectiveMissed(recoveryTime, objective, language),
    ...lossValues(facts, wording, language),
    ...recoveredValues(facts, facts.timeZone, language),
  };
}

/** What became of the primaries, and what is not as it was; the facts are harmless already. */
export function recoveredValues(facts: RecoveredFacts, timeZone: string, language: Language): Values {
  const { wording } = LANGUAGES[language];
  const { candidate, durabilityDegraded, fenceMayBeLeft } = facts;
  const oldPrimary = facts.oldPrimary === 'unknown' ? wording.unknown : facts.oldPrimary;
  return present({
    oldPrimary,
    ...(facts.fenceAccepted === true ? { unfencedPrimary: oldPrimary } : { fencedPrimary: oldPrimary }),
    candidate,
    durabilityDegraded: durabilityDegraded === true ? wording.durabilityDegraded : undefined,
    fenceMayBeLeft: fenceMayBeLeft === undefined ? undefined : wording.fenceMayBeLeft(fenceMayBeLeft),
    ...divergenceValues(facts, { timeZone, wording, language }),
  });
}

/** Seconds; nothing where the time was not measured or the objective was kept. */
export function objectiveMissed(recoveryTime: number | undefined, objective: number, language: Language): Values {
  if (recoveryTime === undefined || recoveryTime <= objective) return {};
  return { objectiveMissed: LANGUAGES[language].wording.objectiveMissed(durationText(objective, language)) };
}

function nextSteps({ forceCommand, againCommand }: NotificationFacts, wording: Wording): Values {
  return present({
    acceptRisk: forceCommand === undefined ? undefined : wording.acceptRisk(forceCommand.replace(REASON, wording.reasonToWrite)),
    startAgain: againCommand === undefined ? undefined : wording.startAgain(againCommand),
  });
}

/** A command with words in place of what whoever types it has to write. */
export function commandText(command: string, wording: Pick<Wording, 'nameToWrite' | 'reasonToWrite'>): string {
  return command.replace(NAME, wording.nameToWrite).replace(REASON, wording.reasonToWrite);
}

function shortValues({ incidentId, decideBy, startedAt, timeZone }: NotificationFacts, language: Language): Values {
  const shortDecideBy = decideBy === undefined ? undefined : shortTime(decideBy, { since: startedAt, timeZone, language });
  return present({ shortId: shortId(incidentId), shortDecideBy });
}

function question(facts: NotificationFacts, wording: Wording, language: Language): Values {
  if (facts.question === undefined) return {};
  const { asked, decideBy, approveCommand, declineCommand, approveLink, declineLink } = facts;
  const written = (command: string | undefined) => (command === undefined ? undefined : commandText(command, wording));
  return present({
    ...wording.questions[facts.question],
    asked,
    decideBy: decideBy === undefined ? undefined : timeText(decideBy, facts.timeZone, language),
    approveCommand: written(approveCommand),
    declineCommand: written(declineCommand),
    approveLink,
    declineLink,
  });
}

/** One of three sentences, and only once a candidate was compared: proven zero, bounded, or unbounded. */
function lossValues(facts: NotificationFacts, wording: Wording, language: Language): Values {
  const { lossProven, lossSeconds, lossBytes } = facts;
  if (lossProven === undefined) return {};
  if (lossProven) return { lossProven: wording.lossProven };
  if (lossSeconds === undefined) return { lossUnbounded: wording.lossUnbounded };
  const bytes = lossBytes === undefined ? undefined : numberText(lossBytes, language);
  return { lossBounded: wording.lossBounded(durationText(lossSeconds, language), bytes) };
}

type Saying = { timeZone: string; wording: Wording; language: Language };

function divergenceValues(facts: RecoveredFacts, { timeZone, wording, language }: Saying): Values {
  const { divergentCommits: commits, divergentCommitsAtLeast: atLeast = false, divergentLastAt, divergenceEvidence: evidence } = facts;
  if (commits === undefined) return present({ divergenceUnread: facts.divergenceUnread });
  const lastAt = divergentLastAt === undefined ? undefined : timeText(divergentLastAt, timeZone, language);
  return { diverged: wording.diverged(numberText(commits, language), { atLeast, lastAt, evidence }) };
}

function present(values: Partial<Record<Placeholder, string | undefined>>): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
