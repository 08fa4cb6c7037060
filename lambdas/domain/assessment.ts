import type { Comparison } from './comparison.ts';
import type { Fencing } from './fencing.ts';
import type { NodeObservation, RememberedHeartbeat } from './observation.ts';
import type { Confirmation } from './promotion.ts';
import type { Sight } from './sight.ts';

/**
 * Rows of the evidence table; `primary-unclear`: record and observed roles do not name one and the same primary; `promoted-before`: an
 * earlier execution of the incident set out a promotion, and that decides what is left to do (domain/take-up.ts).
 */
export type Verdict =
  | 'healthy'
  | 'restarting'
  | 'unreachable-from-here'
  | 'down'
  | 'blind'
  | 'commit-stalled'
  | 'degraded'
  | 'split-brain'
  | 'primary-unclear'
  | 'promoted-before';

export type AssessmentAction = 'false-alarm' | 'wait' | 'fail-over' | 'ask' | 'finish' | 'relieve' | 'hold' | 'stop';

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
  /** What the other region's probe saw meanwhile, when it could not write either. */
  otherVantage?: Sight;
  lastHeartbeat?: RememberedHeartbeat;
  /** With `finish`: what the states after the promotion go on from. */
  takenUp?: TakenUp;
};

export type TakenUp = { fencing: Fencing; comparison: Comparison; confirmation: Confirmation };

/** What the machine hands to the first assessment. */
export type NoAssessment = { attempt: 0 };
