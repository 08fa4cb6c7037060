import type { Audience, Plan } from './schema.ts';

/**
 * Physical names of what the stacks create, the same in every region.
 * The functions know them from the plan alone, so nothing has to be looked up on the day.
 * Names are contract (running executions, alarms, logs): change one only with an ADR.
 */
export const names = {
  stack: (plan: Pick<Plan, 'name'>, region: string) => `reprise-${plan.name}-${region}`,
  machine: (plan: Pick<Plan, 'name'>, scenario: string) => `reprise-${plan.name}-${scenario}`,
  step: (plan: Pick<Plan, 'name'>, step: string) => `reprise-${plan.name}-${step}`,
  incidentTable: (plan: Pick<Plan, 'name'>) => `reprise-${plan.name}-incidents`,
  heartbeatTable: (plan: Pick<Plan, 'name'>) => `reprise-${plan.name}-heartbeats`,
  reportBucket: (plan: Pick<Plan, 'name' | 'account'>, region: string) => `reprise-${plan.name}-reports-${plan.account}-${region}`,
  /** Static status page; in the recovery region, or in the only one (`statusRegion`). */
  statusBucket: (plan: Pick<Plan, 'name' | 'account'>, region: string) => `reprise-${plan.name}-status-${plan.account}-${region}`,
  /** KMS alias of the key that signs links, the same name in every region, another key in each. */
  linkKey: (plan: Pick<Plan, 'name'>) => `alias/reprise-${plan.name}-links`,
  topic: (plan: Pick<Plan, 'name'>, audience: Audience) => `reprise-${plan.name}-${audience}`,
  topicArn: (plan: Pick<Plan, 'name' | 'account'>, region: string, audience: Audience) =>
    `arn:aws:sns:${region}:${plan.account}:${names.topic(plan, audience)}`,
  /** Audience that is the contact of an external dependency: its topic has the third party's address. */
  contact: (dependency: string): Audience => `contact-${dependency}`,
  /** SSM document that carries the host program `hosts/<program>.sh`. */
  document: (plan: Pick<Plan, 'name'>, program: string) => `reprise-${plan.name}-${program}`,
  alarm: (plan: Pick<Plan, 'name'>, scenario: string, condition: string) => `reprise-${plan.name}/${scenario}/${condition}`,
  /** Alarm of one external dependency; the one that starts its machine. */
  dependencyAlarm: (plan: Pick<Plan, 'name'>, dependency: string) =>
    names.alarm(plan, DEPENDENCY_OUTAGE, `${DEPENDENCY_OUT}-${dependency}`),
  rule: (plan: Pick<Plan, 'name'>, trigger: string) => `reprise-${plan.name}-${trigger}`,
  metricNamespace: (plan: Pick<Plan, 'name'>) => `Reprise/${plan.name}`,
} as const;

/** Alarm that starts database failover. Dimensions of its metric: `Vantage` = region of the probe. */
export const PRIMARY_NOT_WRITABLE = 'PrimaryNotWritable';
export const PROBE_BLIND = 'ProbeBlind';
/** A node lacks what a failover needs: rights, settings. */
export const NOT_READY = 'NotReady';
export const REPLICATION_LAGGING = 'ReplicationLagging';
export const STANDBY_NOT_STREAMING = 'StandbyNotStreaming';
export const QUORUM_NOT_MET = 'QuorumNotMet';
export const DATABASE_FAILOVER = 'database-failover';
/** Machine that tells people, one execution an incident. */
export const ESCALATION = 'escalation';
/** Machine that switches the application to the fallback of an external dependency. */
export const DEPENDENCY_OUTAGE = 'dependency-outage';
/** Alarm that starts it; one for each dependency. Dimensions of its metric: `Dependency`, and `Vantage` = region of the probe. */
export const DEPENDENCY_OUT = 'DependencyOut';
/** Nothing outside answers from a vantage, or nobody looks from there. */
export const DEPENDENCY_PROBE_BLIND = 'DependencyProbeBlind';

/** Folder of the report bucket that holds the post-mortems. */
export const POST_MORTEMS = 'post-mortems';
