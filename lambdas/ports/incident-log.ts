import type {
  HandClosing,
  Incident,
  IncidentClaim,
  IncidentHold,
  Owner,
  PromotionIntent,
  ReliefIntent,
  Unfinished,
} from '../domain/incident.ts';
import type { EntryData, NewEntry } from '../domain/incident-record.ts';

/** How an incident came to its end. */
type Outcome = EntryData['resolved']['outcome'];

/**
 * The incident record: the only lock, and the story of what was done. Rejects with `DependencyUnavailable`,
 * or `IncidentTakenOver` where said.
 */
export interface IncidentLog {
  /**
   * Takes the lock by one conditional write: free, expired, or already mine (same execution: same token again).
   * A still open, unowned incident is taken over (same id, a greater token); a resolved one is replaced by `claim.incidentId`.
   */
  open(claim: IncidentClaim): Promise<IncidentHold>;
  /**
   * Consistent read. Rejects with `IncidentTakenOver` unless owner and token are those of `incident`; resolves with what the incident has
   * unfinished now, also by this execution.
   */
  assertOwner(incident: Owner): Promise<Unfinished>;
  /**
   * Notes, before the promotion, who is set out to be promoted and on what that was decided, so that every later execution of this incident
   * knows of it.
   * Conditional on owner and token (`IncidentTakenOver`), so it is also the last look at the lock.
   */
  promoting(incident: Incident, intent: PromotionIntent): Promise<void>;
  /** Notes, before the quorum is relieved, what was in force and who is taken out. Conditional like `promoting`. */
  relieving(incident: Incident, intent: ReliefIntent): Promise<void>;
  /** Lets the owner keep the lock until then; for a gate at which it waits for a person. Conditional on owner and token (`IncidentTakenOver`). */
  extend(incident: Owner, ownerExpiresAt: string): Promise<void>;
  /** The incident that the lock is about, open or not; `undefined` before the first one. */
  current(): Promise<{ id: string; openedAt: string; resolvedAt?: string; outcome?: Outcome } | undefined>;
  /** Adds an entry to the timeline (ports/incident-record.ts). */
  append(incident: Pick<Incident, 'id'>, entry: NewEntry): Promise<void>;
  /** Gives the lock back, the incident stays open. Conditional on owner and token (`IncidentTakenOver`). */
  release(incident: Owner): Promise<void>;
  /** Closes the incident and gives the lock back; resolving one's own resolved incident again is no error. Conditional on owner and token. */
  resolve(incident: Owner, at: string, outcome: Outcome): Promise<void>;
  /**
   * Closes an incident that nobody works on, so that the next execution begins a new one; by hand, so without being its owner. One conditional
   * write, and the owner that was gone loses the lock with it: should it come back, it is late. Closing again is no error.
   */
  closeByHand(incidentId: string, at: string): Promise<HandClosing>;
}
