import type { NodeObservation } from './observation.ts';
import { followsByOnePromotion } from './timeline.ts';

export type Promotion = {
  how: 'ssm' | 'sql' | 'already';
  commandId?: string;
  timelineBefore: number;
  /** LSN where the node left `timelineBefore`, when its host said so. */
  forkedAt?: string;
  at: string;
};

export type Confirmation = {
  state: 'promoted' | 'in-recovery' | 'unreachable';
  timeline?: number;
  lsn?: string;
  evidence: string;
  at: string;
};

/** A server of the same cluster, promoted exactly once since the decision. */
export function isPromoted(seen: NodeObservation, decided: { timeline: number; systemIdentifier: string }): boolean {
  return (
    seen.reachable &&
    seen.role === 'primary' &&
    seen.systemIdentifier === decided.systemIdentifier &&
    followsByOnePromotion(decided.timeline, seen.timeline)
  );
}
