import type { SeverityName } from '../../lib/plan/schema.ts';

/** The alarm that started an execution, as the rule's input transformer hands it over. */
export type AlarmTrigger = { name: string; state: string; stateChangedAt: string; region: string };

/** The execution input after validation. */
export type FailoverRequest = { reason: string; force: boolean; trigger: 'alarm' | 'person' | 'schedule'; alarm?: AlarmTrigger };

/** Who asks for the lock, and until when. */
export type IncidentClaim = {
  /** Scenario name: one lock per scenario; `outageScenario` for an external dependency. */
  scenario: string;
  /** Id of the incident when none is open. */
  incidentId: string;
  executionId: string;
  severity: SeverityName;
  reason: string;
  /** ISO 8601, now. */
  at: string;
  /** ISO 8601: after it an owner that did not come back counts as gone. */
  ownerExpiresAt: string;
};

/**
 * A promotion that was set out, with everything it was decided on, so that a later execution of the incident can tell whether it happened
 * and go on from there.
 */
export type PromotionIntent = { node: string; oldPrimary: string; timeline: number; position: string; systemIdentifier: string };

/**
 * What reliefs of the synchronous quorum were set out in this incident: of which primary, its setting before the first one, and all standbys
 * that were taken out. What a memory says of the setting may be outdated from then on, and the incident is over only when a person has put
 * that one back.
 */
export type ReliefIntent = { primary: string; before: string; silent: string[] };

/** What outlives the execution that set it out, until the incident is closed. */
export type Unfinished = { promoting?: PromotionIntent; relieving?: ReliefIntent };

/**
 * Answer of the incident record. `opened` also for the same execution asking again (same token);
 * `already-running`: `owner` is the execution that holds the lock.
 */
export type IncidentHold =
  | ({ status: 'opened' | 'taken-over'; id: string; token: number; openedAt: string } & Unfinished)
  | { status: 'already-running'; id: string; token: number; openedAt: string; owner: string };

export type Incident = {
  status: 'opened' | 'taken-over' | 'already-running';
  id: string;
  /** Fencing token: only grows; an effect with an older one is refused (I5b). */
  token: number;
  severity: SeverityName;
  reason: string;
  force: boolean;
  trigger: FailoverRequest['trigger'];
  alarm?: AlarmTrigger;
  openedAt: string;
  executionId: string;
  /** Promotion an execution of this incident has set out: its node may be a primary, or become one late, although nobody sees it. */
  promoting?: PromotionIntent;
  /** Relief of the quorum an execution of this incident has set out. */
  relieving?: ReliefIntent;
  /** With `already-running`: `AlreadyRunning`. */
  error?: string;
  cause?: string;
};

/** What tells the owner of an incident from everybody else. */
export type Owner = Pick<Incident, 'id' | 'executionId' | 'token'>;

/**
 * What became of the lock when a person closed an incident. `not-mine`: the lock belongs to another incident, or to none. `owned`: an execution
 * works under it until then. `unfinished`: only the machine can finish that. Nothing was changed by the last three.
 */
export type HandClosing =
  | { outcome: 'closed' | 'not-mine' }
  | { outcome: 'owned'; owner: string; until: string }
  | { outcome: 'unfinished'; unfinished: Unfinished };
