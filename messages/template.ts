import type { IncidentEvent } from '../lambdas/domain/incident-facts.ts';
import type { NotificationEvent } from '../lambdas/domain/notification-facts.ts';
import { smsText } from '../lambdas/domain/sms.ts';

/**
 * What a template about a recovery may name, between braces. A line of a body that names something unknown in this incident is left out, so
 * that nobody ever reads a raw placeholder or "undefined".
 */
export const RECOVERY_PLACEHOLDERS = [
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
  'shortId',
  'shortDecideBy',
  'approveLink',
  'declineLink',
] as const;

/** What a template of the ladder may name. `short...` fit a telephone; `to...` say how something is done: command, program, link. */
export const INCIDENT_PLACEHOLDERS = [
  'severity',
  'severityName',
  'severityDescription',
  'planTitle',
  'incidentId',
  'region',
  'what',
  'happened',
  'reason',
  'impact',
  'startedAt',
  'elapsed',
  'machineNow',
  'decision',
  'silence',
  'next',
  'nextUpdate',
  'ended',
  'asks',
  'asked',
  'decideBy',
  'approving',
  'declining',
  'unanswered',
  'acknowledged',
  'told',
  'hears',
  'changes',
  'severityFrom',
  'severityTo',
  'severityBy',
  'severityReason',
  'ladder',
  'resolvedAt',
  'resolvedBy',
  'duration',
  'resolvedCause',
  'resolution',
  'preventiveActions',
  'loss',
  'candidate',
  'oldPrimary',
  'fencedPrimary',
  'unfencedPrimary',
  'objectiveMissed',
  'diverged',
  'divergenceUnread',
  'durabilityDegraded',
  'fenceMayBeLeft',
  'recoveryTime',
  'recoveryTimeObjective',
  'detailedReportWithin',
  'report',
  'postMortem',
  'noticeKind',
  'noticeText',
  'noticeAudience',
  'service',
  'publicImpact',
  'publicLoss',
  'estimate',
  'toAcknowledge',
  'toApprove',
  'toDecline',
  'toChangeSeverity',
  'toNote',
  'toResolve',
  'toApproveNotice',
  'toDeclineNotice',
  'executionUrl',
  'runbookUrl',
  'shortId',
  'shortDoing',
  'shortBy',
  'shortAsk',
  'shortElapsed',
  'shortNext',
  'shortStart',
  'shortEnd',
  'shortEstimate',
] as const;

export const PLACEHOLDERS = [...new Set([...RECOVERY_PLACEHOLDERS, ...INCIDENT_PLACEHOLDERS])] as const;

export type RecoveryPlaceholder = (typeof RECOVERY_PLACEHOLDERS)[number];
export type IncidentPlaceholder = (typeof INCIDENT_PLACEHOLDERS)[number];
export type Placeholder = RecoveryPlaceholder | IncidentPlaceholder;

/**
 * The subject is one short line. `sms` is what a telephone gets; a line of it that names something unknown is left out, the others are joined
 * to one text.
 */
export type Template = { subject: string; body: string; sms: string };

export type Templates = Record<NotificationEvent, Template>;
export type IncidentTemplates = Record<IncidentEvent, Template>;

export type Values = Partial<Record<Placeholder, string>>;

const NAMED = /\{([A-Za-z]+)\}/g;

/** Names between braces, in order. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(NAMED)].map((match) => match[1] ?? '');
}

/**
 * The text with its placeholders filled; lines that name an unknown value are left out, and of the blank lines around them one stays.
 *
 * @throws RangeError for a name that is no placeholder: a defect of the template
 */
export function fill(text: string, values: Values): string {
  return fillWith(PLACEHOLDERS, text, values);
}

/** As `fill`, for templates with placeholders of their own. */
export function fillWith<Name extends string>(names: readonly Name[], text: string, values: Partial<Record<Name, string>>): string {
  const named = (name: string) => values[asOneOf(names, name)];
  const lines = text.split('\n').filter((line) => placeholdersIn(line).every((name) => named(name) !== undefined));
  const spaced = lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
  return spaced.map((line) => line.replace(NAMED, (_, name: string) => named(name) ?? '')).join('\n');
}

/** All three forms of a message. */
export function filled({ subject, body, sms }: Template, values: Values): { subject: string; body: string; sms: string } {
  return { subject: fill(subject, values), body: fill(body.trim(), values).trim(), sms: smsText(fill(sms.trim(), values)) };
}

function asOneOf<Name extends string>(names: readonly Name[], name: string): Name {
  const known = names.find((one) => one === name);
  if (known === undefined) throw new RangeError(`template names {${name}}; allowed: ${names.join(', ')}`);
  return known;
}
