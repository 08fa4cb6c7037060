import type { Verdict } from './assessment.ts';
import type { Question } from './decision.ts';

export type NotificationEvent = 'decision-needed' | 'recovered' | 'false-alarm' | 'held' | 'relieved' | 'stopped' | 'failed';

/**
 * What a message may say, flat. Times are ISO 8601, durations seconds; `why`, `cause` and `lossStatement` are English sentences
 * of the machine, `verdict` and the figures are there to be put into the reader's language.
 */
export type NotificationFacts = {
  incidentId: string;
  severity: 'P1';
  planTitle: string;
  /** IANA name; times are shown in it. */
  timeZone: string;
  scenario: string;
  region: string;
  /** Node id, or `unknown`. */
  oldPrimary: string;
  verdict: Verdict | 'unknown';
  why: string;
  startedAt: string;
  /** When people hear again, ISO 8601; `null` after the end of an incident that needs nobody. */
  nextUpdate: string | null;
  executionUrl: string;
  runbookUrl: string;
  /** Why the execution was started, as its input says. */
  reason: string;
  trigger: 'alarm' | 'person' | 'schedule' | 'unknown';
  /** Node id of the new primary, once chosen. */
  candidate?: string;
  /** Seconds, measured: last good probe -> first verified write through the name. */
  recoveryTime?: number;
  /** Seconds, the plan's objective. */
  recoveryTimeObjective: number;
  lossStatement?: string;
  lossProven?: boolean;
  lossBytes?: number;
  lossSeconds?: number;
  /** Commits that only the old primary's disk holds, once they were counted and there are any; a least when WAL was missing. */
  divergentCommits?: number;
  divergentCommitsAtLeast?: boolean;
  /** Time of the last of them, ISO 8601, by the clock of the old primary. */
  divergentLastAt?: string;
  /** `s3://bucket/key` of what was decoded. */
  divergenceEvidence?: string;
  /** Why nobody knows what only the old primary's disk holds: an English sentence of the machine. */
  divergenceUnread?: string;
  /** Nothing proved that the old primary had stopped, and a person went on all the same. */
  fenceAccepted?: boolean;
  /** Fewer synchronous standbys follow than the plan wants. */
  durabilityDegraded?: boolean;
  /** With a relief: names that were taken out of the quorum, and `synchronous_standby_names` before and after. */
  silentStandbys?: string;
  quorumBefore?: string;
  quorumNow?: string;
  endState?: string;
  error?: string;
  cause?: string;
  /** Node that was fenced by stopping its instance while the record, or DNS, may still name it: nothing on it would refuse a start as primary. */
  doNotStart?: string;
  /** New primary to which the name leads although nobody saw that commits return there. */
  commitsMayHang?: string;
  /** Node that was promoted through SQL: a fence of an earlier incident is lifted only by its host's own program. */
  fenceMayBeLeft?: string;
  /** `s3://bucket/key` of the machine's own report, once it was written. */
  report?: string;
  /** The command that starts the machine again with `force`, where that is a choice a person has; `<reason>` is theirs to write. */
  forceCommand?: string;
  /** At a gate: what is asked, in the machine's words; until when, ISO 8601; the commands that answer, `<name>` and `<reason>` to be written. */
  question?: Question;
  asked?: string;
  decideBy?: string;
  approveCommand?: string;
  declineCommand?: string;
  /** Signed links that do the same, where they could be made. */
  approveLink?: string;
  declineLink?: string;
  /** The command that starts the machine again once the cause is gone, where that can help. */
  againCommand?: string;
};

/** What people have to know of a recovery whoever tells them: the new primary, what became of the old one, and what is not as it was. */
export type RecoveredFacts = Pick<
  NotificationFacts,
  | 'oldPrimary'
  | 'candidate'
  | 'fenceAccepted'
  | 'durabilityDegraded'
  | 'fenceMayBeLeft'
  | 'divergentCommits'
  | 'divergentCommitsAtLeast'
  | 'divergentLastAt'
  | 'divergenceEvidence'
  | 'divergenceUnread'
>;
