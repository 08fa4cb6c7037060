import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { NodeObservation, RememberedHeartbeat } from './observation.ts';
import { observationOf, observedPrimaries } from './topology.ts';

export type PrimaryEvidence = {
  /** Region of the machine or probe. */
  region: string;
  /** What the writer record says, and the plan's node it stands for. */
  recordValue: string;
  recordNode: DatabaseNode | undefined;
  nodes: readonly NodeObservation[];
  lastHeartbeat?: RememberedHeartbeat | undefined;
  /** Nodes that another vantage, alive at this moment, sees as primaries. */
  seenElsewhere?: readonly string[] | undefined;
};

/** `unclear`: the record and the observed roles do not name one primary of this region; somebody may already have acted. */
export type PrimaryFinding =
  | { kind: 'found'; node: DatabaseNode }
  | { kind: 'split-brain'; why: string }
  | { kind: 'unclear'; why: string };

/** A node that follows a newer timeline than the last primary we know of wrote: it learned that from a primary we do not see. */
function aheadOf(last: RememberedHeartbeat | undefined, nodes: readonly NodeObservation[]): NodeObservation | undefined {
  if (last === undefined) return undefined;
  return nodes.find((one) => one.systemIdentifier === last.systemIdentifier && (one.timeline ?? 0) > last.timeline);
}

/**
 * Who is, or was, the primary: the writer record's node, cross-checked with every role that was seen and with the last
 * acknowledged heartbeat. Anything that does not fit is a reason not to act.
 */
export function findPrimary(plan: Plan, evidence: PrimaryEvidence): PrimaryFinding {
  const { recordNode, recordValue, nodes, region, lastHeartbeat } = evidence;
  const primaries = [...new Set([...observedPrimaries(nodes), ...(evidence.seenElsewhere ?? [])])];
  const unclear = (why: string): PrimaryFinding => ({ kind: 'unclear', why });
  if (primaries.length > 1) return { kind: 'split-brain', why: `${primaries.join(' and ')} are not in recovery; required at most one` };
  if (recordNode === undefined) {
    const known = plan.database.nodes.map((node) => node.host).join(', ');
    return unclear(`writer record holds ${JSON.stringify(recordValue)}, which is no node of the plan (${known})`);
  }
  const [primary] = primaries;
  if (primary !== undefined && primary !== recordNode.id)
    return unclear(`${primary} is primary, but the writer record names ${recordNode.id}; somebody may already have failed over`);
  if (primary === undefined && observationOf(nodes, recordNode.id)?.role === 'standby')
    return unclear(`the writer record names ${recordNode.id}, which answers as a standby, and no primary answers`);
  if (recordNode.region !== region)
    return unclear(`the primary ${recordNode.id} belongs to ${recordNode.region}, this machine runs in ${region}; start the one there`);
  if (primary === undefined && lastHeartbeat !== undefined && lastHeartbeat.primary !== recordNode.id)
    return unclear(`the last acknowledged heartbeat came from ${lastHeartbeat.primary}, but the writer record names ${recordNode.id}`);
  const ahead = primary === undefined ? aheadOf(lastHeartbeat, nodes) : undefined;
  if (ahead !== undefined)
    return unclear(
      `${ahead.node} is on timeline ${ahead.timeline}, but the last acknowledged heartbeat is of timeline ${lastHeartbeat?.timeline}: somebody was promoted whom nobody sees`,
    );
  return { kind: 'found', node: recordNode };
}
