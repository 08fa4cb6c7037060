import type { NotificationEvent } from '../lambdas/domain/notification-facts.ts';

/**
 * What a template may name, between braces. A line of a body that names something unknown in this incident is left out, so that nobody
 * ever reads a raw placeholder or "undefined".
 */
export const PLACEHOLDERS = [
  'severity',
  'planTitle',
  'incidentId',
  'region',
  'oldPrimary',
  'fencedPrimary',
  'unfencedPrimary',
  'verdict',
  'why',
  'startedAt',
  'nextUpdate',
  'executionUrl',
  'runbookUrl',
  'reason',
  'trigger',
  'candidate',
  'recoveryTime',
  'recoveryTimeObjective',
  'objectiveMissed',
  'lossProven',
  'lossBounded',
  'lossUnbounded',
  'lossStatement',
  'diverged',
  'divergenceUnread',
  'durabilityDegraded',
  'silentStandbys',
  'quorumBefore',
  'quorumNow',
  'endState',
  'error',
  'cause',
  'whatToDo',
  'acceptRisk',
  'startAgain',
  'fenceMayBeLeft',
  'report',
  'doNotStart',
  'commitsMayHang',
  'asks',
  'asked',
  'decideBy',
  'approving',
  'declining',
  'approveCommand',
  'declineCommand',
] as const;

export type Placeholder = (typeof PLACEHOLDERS)[number];

/** The subject is one short line: the part that a telephone shows. */
export type Template = { subject: string; body: string };

export type Templates = Record<NotificationEvent, Template>;

const NAMED = /\{([A-Za-z]+)\}/g;

/** Names between braces, in order. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(NAMED)].map((match) => match[1] ?? '');
}

/**
 * The text with its placeholders filled; lines that name an unknown value are left out.
 *
 * @throws RangeError for a name that is no placeholder: a defect of the template
 */
export function fill(text: string, values: Partial<Record<Placeholder, string>>): string {
  return filled(text, values, PLACEHOLDERS);
}

/** As `fill`, for templates with placeholders of their own. */
export function filled<Name extends string>(text: string, values: Partial<Record<Name, string>>, names: readonly Name[]): string {
  const named = (name: string) => values[known(name, names)];
  const lines = text.split('\n').filter((line) => placeholdersIn(line).every((name) => named(name) !== undefined));
  return lines.map((line) => line.replace(NAMED, (_, name: string) => named(name) ?? '')).join('\n');
}

function known<Name extends string>(name: string, names: readonly Name[]): Name {
  const found = names.find((one) => one === name);
  if (found === undefined) throw new RangeError(`template names {${name}}; allowed: ${names.join(', ')}`);
  return found;
}
