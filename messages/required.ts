import type { IncidentEvent } from '../lambdas/domain/incident-facts.ts';
import type { NotificationEvent } from '../lambdas/domain/notification-facts.ts';
import type { IncidentPlaceholder, RecoveryPlaceholder, Template } from './template.ts';

/** What each part of a message has to name, in every language. */
export type Required<Name extends string> = Partial<Record<keyof Template, readonly Name[]>>;

const WHERE = ['incidentId', 'executionUrl', 'runbookUrl'] as const;
const SHORT = ['planTitle', 'shortId'] as const;

/** Messages about a recovery: where to look, and when people hear again or until when they can answer. */
export const REQUIRED_OF_RECOVERY: Record<NotificationEvent, Required<RecoveryPlaceholder>> = {
  'decision-needed': {
    body: [...WHERE, 'startedAt', 'asks', 'asked', 'decideBy', 'approving', 'declining', 'approveCommand', 'declineCommand', 'region'],
    sms: [...SHORT, 'shortDecideBy'],
  },
  recovered: {
    body: [...WHERE, 'startedAt', 'candidate', 'recoveryTime', 'lossProven', 'lossBounded', 'lossUnbounded', 'report'],
    sms: [...SHORT, 'candidate'],
  },
  'false-alarm': { body: [...WHERE, 'startedAt', 'verdict', 'report'], sms: SHORT },
  held: {
    body: [...WHERE, 'startedAt', 'cause', 'doNotStart', 'acceptRisk', 'startAgain', 'report', 'nextUpdate'],
    sms: [...SHORT, 'doNotStart'],
  },
  relieved: { body: [...WHERE, 'startedAt', 'silentStandbys', 'quorumBefore', 'quorumNow', 'report', 'nextUpdate'], sms: SHORT },
  stopped: { body: [...WHERE, 'startedAt', 'cause', 'report', 'nextUpdate'], sms: SHORT },
  failed: {
    body: [...WHERE, 'startedAt', 'cause', 'error', 'doNotStart', 'commitsMayHang', 'startAgain', 'report', 'nextUpdate'],
    sms: [...SHORT, 'doNotStart'],
  },
};

/** What happened, and what the machine does about it. */
const HAPPENED = ['severity', 'severityName', 'happened', 'impact', 'startedAt', 'machineNow', ...WHERE, 'region'] as const;
/** Whether somebody must decide, how, and what silence means; an old question and an ended execution included. */
const OPEN = [
  ...HAPPENED,
  'decision',
  'asks',
  'asked',
  'decideBy',
  'approving',
  'declining',
  'toApprove',
  'toDecline',
  'unanswered',
  'ended',
  'silence',
  'next',
  'nextUpdate',
] as const;
const SUBJECT = ['severity', 'planTitle'] as const;
const TELEPHONE = [...SHORT, 'severity', 'what', 'shortDoing', 'shortNext'] as const;
const CALLING = { subject: SUBJECT, sms: TELEPHONE };

/** Messages of the ladder, and the texts for users. */
export const REQUIRED_OF_INCIDENT: Record<IncidentEvent, Required<IncidentPlaceholder>> = {
  'incident-opened': { ...CALLING, body: [...OPEN, 'toAcknowledge', 'toResolve'], sms: [...TELEPHONE, 'shortAsk'] },
  'incident-escalated': { ...CALLING, body: [...OPEN, 'toAcknowledge', 'hears', 'told', 'acknowledged', 'elapsed'] },
  'incident-repeated': { ...CALLING, body: [...OPEN, 'toAcknowledge', 'told', 'acknowledged', 'elapsed'] },
  'incident-update': { ...CALLING, body: [...OPEN, 'changes', 'acknowledged', 'toAcknowledge', 'toResolve', 'toNote', 'toChangeSeverity'] },
  'incident-acknowledged': { ...CALLING, body: [...OPEN, 'acknowledged', 'toResolve'], sms: [...TELEPHONE, 'shortBy'] },
  'severity-changed': {
    subject: [...SUBJECT, 'severityFrom', 'severityTo'],
    body: [...OPEN, 'severityFrom', 'severityTo', 'severityBy', 'severityReason', 'ladder', 'toAcknowledge'],
    sms: [...SHORT, 'what', 'shortDoing', 'shortNext', 'severityFrom', 'severityTo'],
  },
  'incident-resolved': {
    subject: ['planTitle'],
    body: [
      ...(['startedAt', 'resolvedAt', 'duration', 'resolvedCause', 'resolution', 'preventiveActions', 'loss'] as const),
      ...(['candidate', 'fencedPrimary', 'unfencedPrimary', 'objectiveMissed', 'diverged', 'divergenceUnread'] as const),
      ...(['durabilityDegraded', 'fenceMayBeLeft'] as const),
      ...(['detailedReportWithin', 'report', 'postMortem', 'machineNow', 'decision', 'silence', 'next', ...WHERE] as const),
    ],
    sms: [...SHORT, 'what', 'duration', 'candidate'],
  },
  'notice-drafted': {
    subject: SUBJECT,
    body: [...HAPPENED, 'noticeKind', 'noticeText', 'noticeAudience', 'toApproveNotice', 'toDeclineNotice', 'next', 'nextUpdate'],
    sms: [...SHORT, 'severity', 'noticeKind'],
  },
  'interruption-notice': {
    subject: ['planTitle'],
    body: ['service', 'publicImpact', 'startedAt', 'estimate', 'planTitle'],
    sms: ['planTitle', 'service', 'shortStart'],
  },
  'resolution-notice': {
    subject: ['planTitle'],
    body: ['service', 'publicImpact', 'startedAt', 'resolvedAt', 'duration', 'publicLoss', 'planTitle'],
    sms: ['planTitle', 'service', 'shortEnd'],
  },
};

/** Texts for users say nothing of what is inside: no cause, no command, no name of a machine, no sentence of a journal. */
export const FORBIDDEN_TO_USERS: readonly IncidentPlaceholder[] = [
  ...([
    'incidentId',
    'region',
    'reason',
    'impact',
    'ended',
    'asked',
    'changes',
    'resolvedCause',
    'resolution',
    'candidate',
    'oldPrimary',
    'fencedPrimary',
    'unfencedPrimary',
    'objectiveMissed',
    'diverged',
    'divergenceUnread',
    'durabilityDegraded',
    'fenceMayBeLeft',
    'report',
    'postMortem',
  ] as const),
  ...([
    'executionUrl',
    'runbookUrl',
    'machineNow',
    'decision',
    'told',
    'hears',
    'loss',
    'severityReason',
    'acknowledged',
    'resolvedBy',
  ] as const),
];
