import type { NodeObservation, RememberedHeartbeat } from './observation.ts';

/** Rows of the evidence table; `primary-unclear`: record and observed roles do not name one and the same primary. */
export type Verdict =
  | 'healthy'
  | 'restarting'
  | 'unreachable-from-here'
  | 'down'
  | 'blind'
  | 'commit-stalled'
  | 'degraded'
  | 'split-brain'
  | 'primary-unclear';

export type AssessmentAction = 'false-alarm' | 'wait' | 'fail-over' | 'hold' | 'stop';

export type Assessment = {
  attempt: number;
  /** Start of the first assessment of this execution, ISO 8601. */
  firstAt: string;
  at: string;
  verdict: Verdict;
  /** Since when the verdict is this one; bounds waiting. */
  verdictSince: string;
  action: AssessmentAction;
  why: string;
  /** Node id, `''` when nobody can say. */
  oldPrimary: string;
  /** Region the machine runs in. */
  region: string;
  /** Host name the writer record holds; the compare-and-swap starts from it. */
  recordValue: string;
  /** Newest timeline known. */
  timeline: number;
  /** `''` when it is not known for certain. */
  systemIdentifier: string;
  /** Last known `synchronous_standby_names` of the old primary; `null` when unknown, which proves nothing. */
  synchronousSetting: string | null;
  nodes: NodeObservation[];
  lastHeartbeat?: RememberedHeartbeat;
};

/** What the machine hands to the first assessment. */
export type NoAssessment = { attempt: 0 };
