import type { IncidentClaim, IncidentHold, Unfinished } from '../../domain/incident.ts';
import type { EntryData } from '../../domain/incident-record.ts';
import { unfinishedOf } from '../../domain/incident-token.ts';

/** The lock as it is stored, one item per scenario. It is never deleted, because the token must only grow. */
export type StoredLock = Unfinished & {
  incidentId: string;
  token: number;
  openedAt: string;
  /** Absent after `release`; kept after `resolve`, so that the owner may resolve again. */
  owner?: string;
  ownerExpiresAt?: string;
  releasedBy?: string;
  resolvedAt?: string;
  /** How it came to its end; absent while it is open. */
  outcome?: EntryData['resolved']['outcome'];
};

/** What the claim comes to, against the lock as it was read: an answer, or a write that is conditional on that reading. */
export type LockDecision = { write?: StoredLock; hold: IncidentHold };

/**
 * Greater than the last one, and never less than the seconds since 1970: hosts remember the greatest token they saw, whichever region's
 * table it came from, and the table of a region that takes over (or was made anew) counts from nothing.
 */
const nextToken = ({ at }: IncidentClaim, last: number) => Math.max(last + 1, Math.floor(Date.parse(at) / 1000));

/** Who may have the lock (docstring of `IncidentLog.open`). Pure, so that every race can be tested as a table. */
export function decideLock(claim: IncidentClaim, lock: StoredLock | undefined): LockDecision {
  if (lock === undefined || lock.resolvedAt !== undefined) return take(claim, nextToken(claim, lock?.token ?? 0));
  const { incidentId: id, token, openedAt, owner, ownerExpiresAt } = lock;
  const open = { id, openedAt, ...unfinishedOf(lock) };
  if (owner === claim.executionId) return { hold: { status: 'opened', token, ...open } };
  if (owner !== undefined && ownerExpiresAt !== undefined && ownerExpiresAt > claim.at)
    return { hold: { status: 'already-running', id, token, openedAt, owner } };
  return take(claim, nextToken(claim, token), open);
}

/** A new incident, or with `open` the one that is still open, taken over. */
function take(claim: IncidentClaim, token: number, open?: Pick<IncidentHold, 'id' | 'openedAt'> & Unfinished): LockDecision {
  const { id, openedAt, ...rest } = open ?? { id: claim.incidentId, openedAt: claim.at };
  const write = { incidentId: id, token, openedAt, owner: claim.executionId, ownerExpiresAt: claim.ownerExpiresAt, ...rest };
  return { write, hold: { status: open === undefined ? 'opened' : 'taken-over', id, token, openedAt, ...rest } };
}
