import type { SeverityName } from '../../lib/plan/schema.ts';
import type { IncidentView } from './incident-view.ts';
import type { Told } from './ladder.ts';

/** What the escalation machine carries from climb to climb, so that it also climbs when the incident record does not answer. */
export type Ladder = {
  /** What to do next: sleep until `nextLookAt` or news, write the post-mortem, or nothing more. `unheard`: somebody could not be told to the end. */
  status: 'sleep' | 'write-post-mortem' | 'over' | 'unheard';
  incidentId: string;
  /** The incident as it was last read. */
  view: IncidentView;
  told: Told;
  /** Climbs in a row in which a topic did not take a message. */
  failures: number;
  /** ISO 8601, and whole seconds from now: the time-out of the sleep. */
  nextLookAt: string;
  seconds: number;
  /** Last entry of the timeline that was read; what came after it is news. */
  seen: number;
  postMortem: boolean;
  /** A person put the ladder back up: it takes the place of whichever execution climbed before, which may be gone. */
  takeOver?: true;
};

/**
 * A recovery execution that ended badly, as the rule hands it over. `startDate` is milliseconds since 1970, `endedAt` ISO 8601; `error` and
 * `cause` are what its last state said, if it said anything.
 */
export type FailedExecution = {
  executionArn: string;
  startDate?: number | string | null;
  endedAt: string;
  status: string;
  error?: string | null;
  cause?: string | null;
};

/** Errors of executions that leave nothing to climb for: another one works, nothing was understood, or the incident is over and only telling failed. */
export const NOTHING_TO_CLIMB_FOR: readonly string[] = ['AlreadyRunning', 'InvalidInput', 'NobodyWasTold'];

/** A person's start: a new incident, or the ladder of one that is known. */
export type StartedByHand = { severity: SeverityName; reason: string; impact?: string };

/** Minutes between two tries to reach a topic that does not take messages; the last one for ever. */
const RETRY_MINUTES = [1, 1, 2, 5, 10] as const;

/** Seconds until a message that was not taken is tried again. */
export function retrySeconds(failures: number): number {
  return 60 * (RETRY_MINUTES[Math.min(failures, RETRY_MINUTES.length) - 1] ?? 1);
}
