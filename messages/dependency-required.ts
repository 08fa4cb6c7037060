import type { ContactEvent, OutageEvent } from '../lambdas/domain/outage-facts.ts';
import type { DependencyPlaceholder } from './dependency-template.ts';
import type { Required } from './required.ts';

const PLACES = ['executionUrl', 'runbookUrl'] as const;
const AT_A_GLANCE = ['severity', 'planTitle', 'dependency', 'region'] as const;

/** What a message would be of no use without. */
export const REQUIRED_OF_DEPENDENCY: Record<OutageEvent, Required<DependencyPlaceholder>> = {
  'dependency-out': {
    subject: ['dependency'],
    body: [
      'dependency',
      'region',
      'outSince',
      'fallback',
      'usersNotice',
      'parameter',
      'from',
      'to',
      'watched',
      'byHand',
      'normalCommand',
      ...PLACES,
    ],
    sms: AT_A_GLANCE,
  },
  'dependency-back': {
    subject: ['dependency'],
    body: ['dependency', 'outSince', 'wellSince', 'stableFor', 'parameter', 'to', 'fallbackCommand', ...PLACES],
    sms: ['planTitle', 'dependency', 'region'],
  },
  'dependency-stuck': {
    subject: ['severity', 'dependency'],
    body: ['dependency', 'fallback', 'parameter', 'startCommand', 'normalCommand', ...PLACES],
    sms: AT_A_GLANCE,
  },
  'dependency-refused': {
    subject: ['severity', 'dependency'],
    body: ['parameter', 'holds', 'normalCommand', 'fallbackCommand', 'startCommand', ...PLACES],
    sms: AT_A_GLANCE,
  },
  'probe-blind': {
    subject: ['severity', 'region'],
    body: ['region', 'dependency', 'fallbackCommand', ...PLACES],
    sms: ['severity', 'planTitle', 'region'],
  },
  'dependency-failed': {
    subject: ['severity'],
    body: ['error', 'cause', 'parameter', 'normalCommand', 'fallbackCommand', 'startCommand', ...PLACES],
    sms: ['severity', 'planTitle', 'region'],
  },
};

export const REQUIRED_OF_CONTACT: Record<ContactEvent, Required<DependencyPlaceholder>> = {
  'dependency-out': {
    subject: ['planTitle', 'dependency'],
    body: ['planTitle', 'dependency', 'outSince', 'stableFor'],
    sms: ['planTitle', 'dependency'],
  },
  'dependency-back': {
    subject: ['planTitle', 'dependency'],
    body: ['planTitle', 'dependency', 'wellSince'],
    sms: ['planTitle', 'dependency'],
  },
};

/** Nothing of our inside reaches a third party. */
export const FORBIDDEN_TO_CONTACTS: readonly DependencyPlaceholder[] = [
  ...([
    'severity',
    'region',
    'fallback',
    'usersNotice',
    'parameter',
    'from',
    'to',
    'reason',
    'watched',
    'byHand',
    'seen',
    'holds',
  ] as const),
  ...(['why', 'error', 'cause', 'normalCommand', 'fallbackCommand', 'startCommand', 'incidentId', 'executionUrl', 'runbookUrl'] as const),
];
