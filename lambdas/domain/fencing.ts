import type { Decision } from './decision.ts';

export type FencingRung = 'fence-postgres' | 'stop-instance' | 'none';
export type FencingEvidence = { rung: FencingRung; at: string; seen: string };

export type Fencing = {
  /** The old primary is proven unable to accept writes. Nothing is promoted without it (I1). */
  proven: boolean;
  rung: FencingRung;
  /** `accepted`: not proven, and a named person went on all the same (I1). `not-stopping`: EC2 says that the instance runs although it was asked to stop, so the order did not arrive. */
  state: 'fenced' | 'stopping' | 'not-stopping' | 'unproven' | 'accepted';
  /** Node id of the old primary. */
  node: string;
  at: string;
  /** Looks at the stopping instance so far. */
  attempts: number;
  /** When the instance was first asked to stop, ISO 8601; `''` while nobody can say. The patience counts from here, whoever asks again. */
  stopRequestedAt: string;
  evidence: FencingEvidence[];
  /** With `accepted`: the person who takes the risk of a second writer, because nothing could prove the fence. */
  accepted?: Decision;
};
