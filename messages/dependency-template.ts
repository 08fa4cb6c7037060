import type { ContactEvent, OutageEvent } from '../lambdas/domain/outage-facts.ts';

/** What a template about an external dependency may name, between braces. */
export const DEPENDENCY_PLACEHOLDERS = [
  'severity',
  'planTitle',
  'region',
  'dependency',
  'fallback',
  'usersNotice',
  'parameter',
  'from',
  'to',
  'reason',
  'outSince',
  'outSinceShort',
  'startedAt',
  'failedFor',
  'byHand',
  'watched',
  'seen',
  'holds',
  'wellSince',
  'stableFor',
  'breaks',
  'backAt',
  'backAtShort',
  'why',
  'error',
  'cause',
  'normalCommand',
  'fallbackCommand',
  'startCommand',
  'incidentId',
  'executionUrl',
  'runbookUrl',
] as const;
export type DependencyPlaceholder = (typeof DEPENDENCY_PLACEHOLDERS)[number];

/** `sms` is one line that fits a telephone. */
export type DependencyTemplate = { subject: string; body: string; sms: string };
export type DependencyTemplates = {
  team: Record<OutageEvent, DependencyTemplate>;
  /** For a third party: what it can act on, and nothing of our inside. */
  contact: Record<ContactEvent, DependencyTemplate>;
};
