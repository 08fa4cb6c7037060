import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import { isReceiving } from './evidence.ts';
import type { DirectTry, NodeObservation, QuorumSeen } from './observation.ts';
import type { ProbeMetric } from './probe-metrics.ts';
import { parseSynchronousRule } from './quorum.ts';
import { lagSeconds } from './replication-lag.ts';
import { observationOf, otherNodes, plannedQuorumMembers } from './topology.ts';
import { witnessesOf } from './witnesses.ts';

/** One tick: the node that was asked to write, what it answered, and how every other node was seen. */
export type ReplicationSight = {
  target: DatabaseNode | undefined;
  direct?: DirectTry;
  others: readonly NodeObservation[];
};

/** The primary answers, whatever becomes of the write. While it does not, its standbys stand still because of it, and its own alarm rings. */
const ANSWERS: readonly DirectTry['outcome'][] = ['committed', 'commit-hangs', 'cannot-write'];

/**
 * How the standbys follow, one series each, for alarms. Empty unless a primary of this region answered: both regions have the same alarms and,
 * on an ordinary day, both see the same standbys, and nobody is to be paged twice for one of them. After a region failover the primary lives
 * in the other region, and so does who tells.
 */
export function replicationMetrics({ target, direct, others }: ReplicationSight, region: string, plan: Plan): ProbeMetric[] {
  if (target === undefined || direct === undefined || target.region !== region || !ANSWERS.includes(direct.outcome)) return [];
  return [
    ...worstLag(direct, others),
    { name: 'StandbysNotStreaming', value: notStreaming(target.id, others, plan), unit: 'Count' },
    ...(direct.quorum === undefined
      ? []
      : [{ name: 'QuorumShort', value: quorumShort(direct.quorum, target.id, plan), unit: 'Count' as const }]),
  ];
}

/** Of the standbys that answer: one that does not is not streaming, and may be far ahead of what it last said. */
function worstLag({ heartbeat }: DirectTry, others: readonly NodeObservation[]): ProbeMetric[] {
  if (heartbeat === undefined) return [];
  const lags = others.filter((one) => one.role === 'standby').flatMap((one) => lagSeconds(heartbeat, one) ?? []);
  return lags.length === 0 ? [] : [{ name: 'WorstReplicationLagSeconds', value: Math.max(...lags), unit: 'Seconds' }];
}

/** Nodes of the plan that do not say that they receive from this primary: unreachable, without a receiver, fed by another node, or no standby. */
function notStreaming(primary: string, others: readonly NodeObservation[], plan: Plan): number {
  const witnesses = witnessesOf(primary, others, plan.database.nodes);
  const streams = (node: DatabaseNode) => {
    const seen = observationOf(witnesses, node.id);
    return seen?.role === 'standby' && isReceiving(seen, plan.failover.heartbeat);
  };
  return otherNodes(plan, primary).filter((node) => !streams(node)).length;
}

/**
 * Synchronous standbys that commits wait for, fewer than the plan promises, or fewer than the setting in force demands (then commits hang).
 * A setting that asks for fewer than stream counts as what it asks for: the others may lack what was acknowledged.
 */
function quorumShort({ setting, streaming }: QuorumSeen, primary: string, plan: Plan): number {
  const rule = parseSynchronousRule(setting);
  const planned = Math.min(plan.database.synchronous.count, plannedQuorumMembers(plan, primary).length);
  const required = Math.max(planned, rule?.count ?? 0);
  return Math.max(0, required - Math.min(streaming, rule?.count ?? streaming));
}
