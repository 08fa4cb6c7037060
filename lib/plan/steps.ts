/** Steps of database failover: file names in lambdas/handlers/, keys of the machine's functions. */
export const FAILOVER_STEPS = [
  'open-incident',
  'assess-primary',
  'notify',
  'ask-person',
  'relieve-quorum',
  'fence-primary',
  'stop-instance',
  'check-instance-stopped',
  'compare-standbys',
  'promote-standby',
  'confirm-promotion',
  'promote-through-sql',
  'switch-writer-record',
  'repoint-standbys',
  'set-synchronous-standbys',
  'await-writer-record',
  'restart-services',
  'verify-recovery',
  'keep-divergence',
  'resolve-incident',
  'record-outcome',
] as const;

export type FailoverStep = (typeof FAILOVER_STEPS)[number];

/** Steps of the escalation machine. */
export const ESCALATION_STEPS = ['join-incident', 'climb-ladder', 'await-news', 'write-post-mortem'] as const;
export type EscalationStep = (typeof ESCALATION_STEPS)[number];

/** Steps of the machine for an external dependency that is out. */
export const DEPENDENCY_STEPS = [
  'open-outage',
  'look-at-dependency',
  'switch-dependency',
  'watch-dependency',
  'tell-outage',
  'close-outage',
] as const;
export type DependencyStep = (typeof DEPENDENCY_STEPS)[number];

/** Looks at the external dependencies: not a step of a machine, started by the clock. */
export const PROBE_DEPENDENCIES = 'probe-dependencies';

/** Does what a person wants about an incident, an answer at a gate among it: not a step of a machine, called by people. */
export const ACT = 'act';
/** The page behind the links of messages, which does the same for whoever has one. */
export const ANSWER_LINK = 'answer-link';
/** Environment variable that tells a function where the links it makes lead to: the address of a page is known only after its deployment. */
export const LINKS_VARIABLE = 'REPRISE_LINKS';

/** Answers the ledger of incidents: not a step of a machine, called by people. */
export const LEDGER = 'list-incidents';

/** Name of the machine's state that keeps the divergence: the judge of a rehearsal looks for it on the path. */
export const KEEP_WHAT_DIVERGED = 'Keep what diverged';

/** Name of the machine's state that goes on without a proven fence because a person accepted it: the judge looks for it too. */
export const ACCEPT_MISSING_PROOF = 'Take the missing proof as accepted';

/** The health probe: not a step of a machine, started every minute. */
export const PROBE = 'probe';

/**
 * What every function that is idle until the day is called with, every few minutes. An environment that was used lately answers at once; and Lambda
 * takes the network interface of a function back that was idle for weeks, so that its first call fails (Lambda Developer Guide, "Lambda
 * function states").
 */
export const KEEP_ACTIVE = { keepActive: true } as const;

/** Functions that are idle until the day they must not fail. */
export const KEPT_ACTIVE = [...FAILOVER_STEPS, ...ESCALATION_STEPS, ...DEPENDENCY_STEPS, ACT, ANSWER_LINK] as const;
export type KeptActive = (typeof KEPT_ACTIVE)[number];

/** Everything that becomes a function. */
export const FUNCTIONS = [
  ...FAILOVER_STEPS,
  ...ESCALATION_STEPS,
  ...DEPENDENCY_STEPS,
  ACT,
  ANSWER_LINK,
  PROBE,
  PROBE_DEPENDENCIES,
  LEDGER,
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];
