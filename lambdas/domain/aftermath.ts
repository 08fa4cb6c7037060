/** A row created, read, updated and deleted through the writer name; milliseconds each. `serverAddress` is who answered. */
export type CrudVerification = { createdMs: number; readMs: number; updatedMs: number; deletedMs: number; serverAddress: string };

export type Repointing = {
  /** Node ids that stream on the new timeline. */
  following: string[];
  notFollowing: { node: string; reason: string }[];
};

export type SynchronousStandbys = {
  /** `synchronous_standby_names` now in force on the new primary. */
  setting: string;
  /** What the plan wants with all its members. */
  planned: string;
  /** Durability is weaker than planned. */
  degraded: boolean;
  heartbeatCommitted: true;
  /** Commit time of that heartbeat: the first proof of a write. */
  at: string;
};

export type RecordSwitch = {
  name: string;
  from: string;
  to: string;
  /** `''` with `already`: another execution made the change, or the answer to it got lost. */
  changeId: string;
  /** `PENDING`: accepted, but not everywhere yet, or not within the plan's patience; verifying through the name decides then. */
  status: 'INSYNC' | 'PENDING' | 'already';
  at: string;
};

export type Restarts = { restarted: { service: string; commandId: string }[]; skipped: string[]; at: string };

export type Verification = {
  verifiedAt: string;
  crud: CrudVerification;
  health: { healthy: boolean; status: string };
  resolvedAddress: string;
  connectionsToOldNode: number;
};

export type Resolution = {
  resolvedAt: string;
  /** Last good probe -> first write verified through the name; `null` for a false alarm or when no good probe is known. */
  recoveryTimeSeconds: number | null;
  reportKey: string;
  /** Things that could not be written down (the recovery itself is not affected). */
  notRecorded: string[];
};

export type Ending = {
  endState: 'Held for a person' | 'Stopped: two primaries' | 'Recovery failed' | 'Writing, less durable';
  error: string;
  cause: string;
  reportKey: string;
  at: string;
  notRecorded: string[];
};

export type Told = { told: boolean; topics: string[]; at: string; error?: string };
