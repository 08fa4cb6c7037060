import type { OutageFacts } from '../lambdas/domain/outage-facts.ts';
import { boundedSms, smsText } from '../lambdas/domain/sms.ts';
import type { OutageWords } from '../lambdas/steps/tell-outage.ts';
import type { Language, Plan } from '../lib/plan/schema.ts';
import { harmless } from './as-typed.ts';
import {
  DEPENDENCY_PLACEHOLDERS,
  type DependencyPlaceholder,
  type DependencyTemplate,
  type DependencyTemplates,
} from './dependency-template.ts';
import { dependencies as english } from './en/dependency.ts';
import { durationText, timeText } from './figures.ts';
import { dependencies as french } from './fr/dependency.ts';
import { fillWith } from './template.ts';

/** Sentences that depend on what is known. */
type DependencyWording = { watched(stableFor: string, giveUpAt: string): string; byHand: string };

export const DEPENDENCY_LANGUAGES: Record<Language, { templates: DependencyTemplates; wording: DependencyWording }> = {
  fr: {
    templates: french,
    wording: {
      watched: (stableFor, giveUpAt) =>
        `la machine l’observe et rebascule toute seule après ${stableFor} sans échec. Si rien n’est stable le ${giveUpAt}, le repli reste actif et vous êtes prévenus.`,
      byHand: 'rien ne rebascule tout seul : une personne l’a voulu, une personne rebascule.',
    },
  },
  en: {
    templates: english,
    wording: {
      watched: (stableFor, giveUpAt) =>
        `the machine looks at it and switches back by itself after ${stableFor} without a failure. If nothing is stable by ${giveUpAt}, it stays on the fallback and you are told.`,
      byHand: 'nothing is switched back by itself: a person wanted it, and a person switches back.',
    },
  },
};

/** Between the languages of one message. */
const RULE = `\n\n${'-'.repeat(60)}\n\n`;

/** What people read about an external dependency, every language in one message; subject and SMS in the first. */
export const outageWords: OutageWords = {
  team: (event, facts, languages) => together(languages, facts, (language) => DEPENDENCY_LANGUAGES[language].templates.team[event]),
  contact: (event, facts, languages) => together(languages, facts, (language) => DEPENDENCY_LANGUAGES[language].templates.contact[event]),
};

function together(languages: readonly Language[], facts: OutageFacts, templateOf: (language: Language) => DependencyTemplate) {
  const texts = languages.map((language) => {
    const { subject, body, sms } = templateOf(language);
    const values = valuesOf(facts, language);
    const text = (template: string) => fillWith(DEPENDENCY_PLACEHOLDERS, template, values);
    return { subject: text(subject), body: text(body.trim()).trim(), sms: boundedSms(text(sms)) };
  });
  const [first] = texts;
  if (first === undefined) throw new RangeError('no language to tell people in; required at least one');
  return { ...first, body: texts.map(({ body }) => body).join(RULE) };
}

function valuesOf(known: OutageFacts, language: Language): Partial<Record<DependencyPlaceholder, string>> {
  const facts = harmless(known);
  const { timeZone, usersNotice, outSince, failedFor, byHand, wellSince, stableFor, breaks, giveUpAt, backAt, id: _, ...texts } = facts;
  const { wording } = DEPENDENCY_LANGUAGES[language];
  const long = (iso: string | undefined) => (iso === undefined ? undefined : timeText(iso, timeZone, language));
  const short = (iso: string | undefined) => (iso === undefined ? undefined : clockText(iso, timeZone));
  const lasting = (seconds: number | undefined) => (seconds === undefined ? undefined : durationText(seconds, language));
  const watched =
    stableFor === undefined || giveUpAt === undefined || byHand === true
      ? undefined
      : wording.watched(durationText(stableFor, language), timeText(giveUpAt, timeZone, language));
  const values: Partial<Record<DependencyPlaceholder, string | undefined>> = {
    ...texts,
    // Only a person's order has a reason that is worth a line.
    reason: byHand === true ? facts.reason : undefined,
    ...{ usersNotice: usersNotice?.[language], outSince: long(outSince), outSinceShort: short(outSince), failedFor: lasting(failedFor) },
    startedAt: failedFor === undefined ? long(outSince) : undefined,
    ...{ watched, byHand: byHand === true ? wording.byHand : undefined, breaks: breaks?.toString() },
    ...{
      wellSince: long(wellSince),
      stableFor: lasting(stableFor),
      backAt: long(backAt),
      backAtShort: short(backAt),
    },
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Hours and minutes with the offset of the zone: a line of a telephone. */
function clockText(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'shortOffset' });
  return parts.format(new Date(iso));
}

/** Of every placeholder that a telephone is shown the longest text it can have with this plan. */
export function longestOfDependency(plan: Plan, language: Language): Partial<Record<DependencyPlaceholder, string>> {
  const longest = (texts: readonly string[]) => texts.reduce((long, one) => (smsText(one).length > smsText(long).length ? one : long), '');
  // Half past ten at night, with minutes in the offset of the zone where it has some.
  const late = '2026-09-24T22:30:00.000Z';
  const dependency = longest(plan.dependencies.map(({ name }) => name));
  const region = longest(plan.regions.map(({ name }) => name));
  const facts: OutageFacts = {
    severity: 'P1',
    planTitle: plan.title,
    timeZone: plan.timeZone,
    region,
    dependency,
    outSince: late,
    backAt: late,
    executionUrl: '',
    runbookUrl: '',
  };
  return valuesOf(facts, language);
}
