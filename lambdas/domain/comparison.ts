export type Candidate = { node: string; timeline: number; position: string; systemIdentifier: string; host: string; address: string };

/** Why a node was or was not chosen. */
export type RankedNode = {
  node: string;
  chosen: boolean;
  reason: string;
  timeline?: number;
  position?: string;
  newestHeartbeatAt?: string;
};

export type LossBound = {
  /** The quorum rule says that no acknowledged commit is lost. */
  proven: boolean;
  /** WAL known to be missing on the candidate: what was written after the last known position is not in it; `null` = unknown. */
  bytes: number | null;
  /** Upper bound of the time whose writes may be missing; `null` when none can be given. */
  seconds: number | null;
  statement: string;
};

export type Comparison = {
  /** `ask`: promotable, if a person accepts what `why` says. */
  action: 'promote' | 'ask' | 'hold';
  why: string;
  /** Node id; never a candidate, never re-pointed (its rejoin is a machine of its own). */
  oldPrimary: string;
  candidate?: Candidate;
  ranking: RankedNode[];
  loss: LossBound;
};
