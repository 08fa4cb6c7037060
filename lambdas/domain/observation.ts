/**
 * Why a node did not answer.
 * `refused`: its host answered that nobody listens. `silent`: nothing came back before the deadline (or no route).
 * `starting-up` / `shutting-down`: a server answered SQLSTATE 57P03. `rejected`: a server answered, but not with a session
 * (password, TLS, too many clients). `failed`: connected, then the query failed.
 */
export type ProbeFailure = {
  kind: 'refused' | 'silent' | 'starting-up' | 'shutting-down' | 'rejected' | 'failed';
  message: string;
  sqlState?: string;
};

/** WAL receiver of a standby (`pg_stat_wal_receiver`); absent when none runs. */
export type WalReceiver = {
  /** status = 'streaming'. */
  streaming: boolean;
  /** Seconds since the last message from the sender, by the standby's own clock; absent when the server does not say. */
  lastMessageAgeSeconds?: number;
  /** `received_tli`. */
  timeline?: number;
  senderHost?: string;
};

/** A heartbeat row as found on a node, the newest of all vantages. `at` is the commit-side clock of the primary. */
export type HeldHeartbeat = { at: string; vantage: string };

/** One look at one node. Fields are absent when the look did not get that far: unknown is never a default. */
export type NodeObservation = {
  node: string;
  /** When the look ended, ISO 8601. */
  at: string;
  /** SQL was answered. */
  reachable: boolean;
  /** From `pg_is_in_recovery()`. */
  role?: 'primary' | 'standby';
  /** Primary only: new transactions are read-write. */
  writable?: boolean;
  /** Primary: of the current WAL file. Standby: the greatest of control checkpoint, minimum recovery end and receiver. */
  timeline?: number;
  systemIdentifier?: string;
  /** Primary only: `pg_current_wal_flush_lsn()`, text `X/Y`. */
  currentLsn?: string;
  /** Standby only; absent after an archive-only start (NULL). */
  receivedLsn?: string;
  /** Standby only. */
  replayedLsn?: string;
  /** Standby only: `pg_is_wal_replay_paused()`. */
  replayPaused?: boolean;
  /** Standby only: its startup process has replayed all it has and waits for more; absent when it does not say. */
  waitsForWal?: boolean;
  receiver?: WalReceiver;
  newestHeartbeat?: HeldHeartbeat;
  /** `synchronous_standby_names` in force on that node. */
  synchronousSetting?: string;
  failure?: ProbeFailure;
};

/** A standby as its primary sees it (`pg_stat_replication`, joined with `pg_replication_slots` on the pid). */
export type Follower = {
  applicationName: string;
  /** Absent without one, and for the moment in which a standby that was re-pointed has streamed its old timeline to the end. */
  slotName?: string;
  clientAddress?: string;
  /** startup, catchup, streaming, backup, stopping */
  state: string;
  /** async, potential, sync, quorum */
  syncState: string;
  sentLsn?: string;
  /** What it said it has on its disk. */
  flushedLsn?: string;
  replayedLsn?: string;
};

/** A heartbeat whose commit the primary acknowledged. */
export type Heartbeat = { at: string; lsn?: string; timeline: number };

/** What is remembered of it in the other region, with the facts that are needed when the primary cannot be asked any more. */
export type RememberedHeartbeat = Heartbeat & {
  /** When the probe heard the acknowledgement, by its own clock, ISO 8601; `at` is the primary's clock, and the two are never subtracted. */
  acknowledgedAt: string;
  /** Region of the probe. */
  vantage: string;
  /** Node id of the primary. */
  primary: string;
  systemIdentifier: string;
  /** `synchronous_standby_names` in force before and after its commit; `null` when it changed meanwhile, or did not tell the standbys apart. */
  synchronousSetting: string | null;
};

/** What a primary says of its synchronous quorum. */
export type QuorumSeen = {
  /** `synchronous_standby_names` in force. */
  setting: string;
  /** Standbys that stream to it and that a commit waits for, or may: `sync` or `quorum` in `pg_stat_replication`. */
  streaming: number;
};

/**
 * One direct try of the primary, write included.
 * `committed`: the heartbeat was acknowledged. `commit-hangs`: SELECT answered, the commit or the SELECT after it did not before the deadline.
 * `cannot-write`: the server refuses to write (53100, read-only). `in-recovery`: it is a standby.
 * `rejected`: a server answered and let us in no more (too many clients, password, certificate): it may well serve others.
 */
export type DirectTry = {
  at: string;
  outcome: 'committed' | 'commit-hangs' | 'cannot-write' | 'rejected' | 'in-recovery' | 'starting-up' | 'unreachable';
  detail: string;
  sqlState?: string;
  /** With `committed`. */
  heartbeat?: RememberedHeartbeat;
  /** As of the look before the write, so also of a commit that hangs; absent when no primary answered it, or not fully. */
  quorum?: QuorumSeen;
};
