/** Steps of database failover: file names in lambdas/handlers/, keys of the machine's functions. */
export const FAILOVER_STEPS = [
  'open-incident',
  'assess-primary',
  'notify',
  'relieve-quorum',
  'fence-primary',
  'stop-instance',
  'check-instance-stopped',
  'compare-standbys',
  'promote-standby',
  'confirm-promotion',
  'promote-through-sql',
  'repoint-standbys',
  'set-synchronous-standbys',
  'switch-writer-record',
  'restart-services',
  'verify-recovery',
  'keep-divergence',
  'resolve-incident',
  'record-outcome',
] as const;

export type FailoverStep = (typeof FAILOVER_STEPS)[number];

/** Name of the machine's state that keeps the divergence: the judge of a rehearsal looks for it on the path. */
export const KEEP_WHAT_DIVERGED = 'Keep what diverged';

/** The health probe: not a step of a machine, started every minute. */
export const PROBE = 'probe';

/**
 * What every step is called with once a day. Lambda takes the network interface of a function back that was idle for weeks, and then its
 * first call fails (Lambda Developer Guide, "Lambda function states"): steps are idle until the day they must not fail.
 */
export const KEEP_ACTIVE = { keepActive: true } as const;

/** Everything that becomes a function. */
export const FUNCTIONS = [...FAILOVER_STEPS, PROBE] as const;
export type FunctionName = (typeof FUNCTIONS)[number];
