import { LONGEST_SMS, smsText } from '../lambdas/domain/sms.ts';
import type { Language, Plan } from '../lib/plan/schema.ts';
import { FORBIDDEN_TO_CONTACTS, REQUIRED_OF_CONTACT, REQUIRED_OF_DEPENDENCY } from './dependency-required.ts';
import { DEPENDENCY_PLACEHOLDERS } from './dependency-template.ts';
import { longestOfIncident, longestOfRecovery } from './longest.ts';
import { LANGUAGES } from './render.ts';
import { DEPENDENCY_LANGUAGES, longestOfDependency } from './render-dependency.ts';
import { INCIDENT_LANGUAGES } from './render-incident.ts';
import { FORBIDDEN_TO_USERS, REQUIRED_OF_INCIDENT, REQUIRED_OF_RECOVERY, type Required } from './required.ts';
import { fillWith, INCIDENT_PLACEHOLDERS, placeholdersIn, RECOVERY_PLACEHOLDERS, type Template } from './template.ts';

/** Templates of one file, in every language, and what they have to keep to. */
export type Catalogue = {
  /** Name of the file in the folder of each language. */
  file: string;
  templates: Record<Language, Record<string, Template>>;
  allowed: readonly string[];
  required: Record<string, Required<string>>;
  /** What an event must not name. */
  forbidden: Partial<Record<string, readonly string[]>>;
  /** Longest text of every placeholder with a plan. */
  longest(plan: Plan, language: Language): Partial<Record<string, string>>;
};

const PARTS = ['subject', 'body', 'sms'] as const;

export const CATALOGUES: readonly Catalogue[] = [
  {
    file: 'notifications.ts',
    templates: { fr: LANGUAGES.fr.templates, en: LANGUAGES.en.templates },
    allowed: RECOVERY_PLACEHOLDERS,
    required: REQUIRED_OF_RECOVERY,
    forbidden: {},
    longest: longestOfRecovery,
  },
  {
    file: 'incident.ts',
    templates: { fr: INCIDENT_LANGUAGES.fr.templates, en: INCIDENT_LANGUAGES.en.templates },
    allowed: INCIDENT_PLACEHOLDERS,
    required: REQUIRED_OF_INCIDENT,
    forbidden: { 'interruption-notice': FORBIDDEN_TO_USERS, 'resolution-notice': FORBIDDEN_TO_USERS },
    longest: longestOfIncident,
  },
  {
    file: 'dependency.ts',
    templates: { fr: DEPENDENCY_LANGUAGES.fr.templates.team, en: DEPENDENCY_LANGUAGES.en.templates.team },
    allowed: DEPENDENCY_PLACEHOLDERS,
    required: REQUIRED_OF_DEPENDENCY,
    forbidden: {},
    longest: longestOfDependency,
  },
  {
    file: 'dependency.ts, for a contact',
    templates: { fr: DEPENDENCY_LANGUAGES.fr.templates.contact, en: DEPENDENCY_LANGUAGES.en.templates.contact },
    allowed: DEPENDENCY_PLACEHOLDERS,
    required: REQUIRED_OF_CONTACT,
    forbidden: { 'dependency-out': FORBIDDEN_TO_CONTACTS, 'dependency-back': FORBIDDEN_TO_CONTACTS },
    longest: longestOfDependency,
  },
];

/** A message would reach people damaged; lists everything that is wrong, one line each. */
export class UnsoundMessages extends Error {
  override readonly name = 'UnsoundMessages';

  constructor(problems: readonly string[]) {
    const many = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
    super(`the messages have ${many}; nothing was done:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  }
}

/** @throws UnsoundMessages before anything is built, when a message would reach people damaged */
export function checkMessages(plan: Plan): void {
  const problems = messageProblems(plan);
  if (problems.length > 0) throw new UnsoundMessages(problems);
}

/** Everything that is wrong with the messages of a plan: `file: event: part: what, seen, allowed`. Empty when they are sound. */
export function messageProblems(plan: Plan, catalogues: readonly Catalogue[] = CATALOGUES): string[] {
  return catalogues.flatMap((catalogue) => [
    ...eachTemplate(catalogue).flatMap(({ place, event, template }) => templateProblems(place, event, template, catalogue)),
    ...differences(catalogue),
    ...plan.languages.flatMap((language) => lengthProblems(catalogue, plan, language)),
  ]);
}

type Placed = { place: string; event: string; template: Template };

function eachTemplate({ file, templates }: Catalogue): Placed[] {
  return Object.entries(templates).flatMap(([language, events]) =>
    Object.entries(events).map(([event, template]) => ({ place: `messages/${language}/${file}: ${event}`, event, template })),
  );
}

function templateProblems(place: string, event: string, template: Template, { allowed, required, forbidden }: Catalogue): string[] {
  return PARTS.flatMap((part) => {
    const text = template[part];
    const named = [...new Set(placeholdersIn(text))];
    const needed = required[event]?.[part] ?? [];
    const at = `${place}: ${part}`;
    return [
      ...(text.trim() === '' ? [`${at}: is empty; required a text`] : []),
      ...named.filter((name) => !allowed.includes(name)).map((name) => `${at}: {${name}} is no placeholder${meant(name, allowed)}`),
      ...strayBraces(text).map((line) => `${at}: stray brace in "${line}"; allowed only {placeholder}`),
      ...needed.filter((name) => !named.includes(name)).map((name) => `${at}: {${name}} is missing; required for ${event}`),
      ...(forbidden[event] ?? [])
        .filter((name) => named.includes(name))
        .map((name) => `${at}: {${name}} must not reach users; allowed are texts without anything internal`),
    ];
  });
}

/** The nearest name first, because that is what was meant. */
function meant(name: string, allowed: readonly string[]): string {
  const letters = (text: string) => [...text.toLowerCase()].sort().join('');
  const near = allowed.find((one) => letters(one) === letters(name) || one.startsWith(name) || name.startsWith(one));
  return `${near === undefined ? '' : `, perhaps {${near}}`}; allowed: ${allowed.join(', ')}`;
}

function strayBraces(text: string): string[] {
  return text.split('\n').filter((line) => /[{}]/.test(line.replaceAll(/\{[A-Za-z]+\}/g, '')));
}

function differences({ file, templates }: Catalogue): string[] {
  const { fr, en } = templates;
  const events = [...new Set([...Object.keys(fr), ...Object.keys(en)])];
  return events.flatMap((event) =>
    PARTS.flatMap((part) => {
      const [french, english] = [fr, en].map((language) => new Set(placeholdersIn(language[event]?.[part] ?? '')));
      if (french === undefined || english === undefined) return [];
      const only = (language: Language, names: Set<string>, others: Set<string>) =>
        [...names]
          .filter((name) => !others.has(name))
          .map(
            (name) =>
              `messages/${language}/${file}: ${event}: ${part}: {${name}} is named in this language only; required in both or in neither`,
          );
      return [...only('fr', french, english), ...only('en', english, french)];
    }),
  );
}

function lengthProblems({ file, templates, allowed, longest }: Catalogue, plan: Plan, language: Language): string[] {
  const values = longest(plan, language);
  return Object.entries(templates[language]).flatMap(([event, { sms }]) => {
    const known = placeholdersIn(sms).filter((name) => allowed.includes(name) && values[name] !== undefined);
    const text = smsText(fillWith(allowed, onlyKnown(sms, known).trim(), values));
    if (text.length <= LONGEST_SMS) return [];
    const held = [...new Set(known)].map((name) => `${name} "${values[name]}"`).join(', ');
    return [
      `messages/${language}/${file}: ${event}: sms: ${text.length} characters with the longest values of this plan (${held}); allowed ${LONGEST_SMS}; shorten them in the plan, or the template`,
    ];
  });
}

/** Without the lines whose placeholders nobody knows: those are problems of their own, and `fill` would stop at them. */
function onlyKnown(sms: string, known: readonly string[]): string {
  return sms
    .split('\n')
    .filter((line) => placeholdersIn(line).every((name) => known.includes(name)))
    .join('\n');
}
