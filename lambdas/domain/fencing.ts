export type FencingRung = 'fence-postgres' | 'stop-instance' | 'none';
export type FencingEvidence = { rung: FencingRung; at: string; seen: string };

export type Fencing = {
  /** The old primary is proven unable to accept writes. Nothing is promoted without it (I1). */
  proven: boolean;
  rung: FencingRung;
  state: 'fenced' | 'stopping' | 'unproven';
  /** Node id of the old primary. */
  node: string;
  at: string;
  /** Looks at the stopping instance so far. */
  attempts: number;
  /** When the instance was asked to stop, ISO 8601. */
  stopRequestedAt?: string;
  evidence: FencingEvidence[];
};
