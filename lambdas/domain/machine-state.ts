import type { Ending, RecordSwitch, Repointing, Resolution, Restarts, SynchronousStandbys, Told, Verification } from './aftermath.ts';
import type { Assessment } from './assessment.ts';
import type { Comparison } from './comparison.ts';
import type { Decisions, Question } from './decision.ts';
import type { Divergence } from './divergence.ts';
import type { Fencing } from './fencing.ts';
import type { Incident } from './incident.ts';
import type { Confirmation, Promotion } from './promotion.ts';
import type { QuorumRelief } from './quorum-relief.ts';

/** What a Catch of the machine leaves behind. `Cause` is Lambda's JSON text. */
export type CaughtError = { Error?: string; Cause?: string };

/** What the machine notes when the switch gave no answer (verifying through the name decides), or refused (the run fails once clients could write). */
export type NoSwitch = { status: 'unanswered' | 'refused'; caught: CaughtError };

/** Whether the incident's ladder tells people beside the recovery. */
export type LadderStart = { status: 'up' | 'known' } | { status: 'down'; caught: CaughtError };

/** The machine's state as a step may find it: whatever was reached so far. */
export type MachineState = {
  incident?: Incident;
  assessment?: Assessment | { attempt: 0 };
  /** Absent until the assessment calls for more than waiting. */
  ladder?: LadderStart;
  /** What people decided at the gates. */
  decisions?: Decisions;
  /** A gate that got no answer: nobody decided in time, or nobody could be asked. */
  silence?: CaughtError & { question: Question };
  fencing?: Fencing;
  /** The fencing task did not answer; the next rung was climbed. */
  fencingFailure?: CaughtError;
  comparison?: Comparison;
  promotion?: Promotion;
  promotionFailure?: CaughtError;
  confirmation?: Confirmation;
  repointing?: Repointing;
  /** Re-pointing failed; the new primary serves alone. */
  repointingFailure?: CaughtError;
  synchronous?: SynchronousStandbys;
  record?: RecordSwitch | NoSwitch;
  /** Nobody said when the change is everywhere; verifying through the name decided. */
  inSyncFailure?: CaughtError;
  restarts?: Restarts;
  restartsFailure?: CaughtError;
  relief?: QuorumRelief;
  verification?: Verification;
  divergence?: Divergence;
  /** The step that keeps the divergence did not answer; the recovery went on. */
  divergenceFailure?: CaughtError;
  resolution?: Resolution;
  ending?: Ending;
  failure?: CaughtError;
  told?: { recovered?: Told; held?: Told; relieved?: Told; failed?: Told };
};

/** The assessment, once there is one. */
export function assessmentOf(state: MachineState): Assessment | undefined {
  return state.assessment !== undefined && 'verdict' in state.assessment ? state.assessment : undefined;
}

/** The switch of the writer record, once it was accepted. */
export function switchOf({ record }: MachineState): RecordSwitch | undefined {
  return record !== undefined && 'changeId' in record ? record : undefined;
}
