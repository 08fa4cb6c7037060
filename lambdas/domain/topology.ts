import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Follower, NodeObservation } from './observation.ts';

type Database = { database: { nodes: readonly DatabaseNode[] } };

/** The plan decides membership, reality decides roles: these look up members, never who is primary. */
export function nodeById(plan: Database, id: string): DatabaseNode | undefined {
  return plan.database.nodes.find((node) => node.id === id);
}

/** The node a record value names, with or without a final dot. */
export function nodeByHost(plan: Database, host: string): DatabaseNode | undefined {
  const wanted = host.replace(/\.$/, '').toLowerCase();
  return plan.database.nodes.find((node) => node.host === wanted);
}

/** The node that has one of these addresses. */
export function nodeByAddress(plan: Database, addresses: readonly string[]): DatabaseNode | undefined {
  return plan.database.nodes.find((node) => addresses.includes(node.address));
}

/** @throws RangeError naming the members, for an id that is none of them */
export function requireNode(plan: Database, id: string): DatabaseNode {
  const node = nodeById(plan, id);
  if (node === undefined)
    throw new RangeError(
      `node ${JSON.stringify(id)} is not in the plan; required one of ${plan.database.nodes.map((one) => one.id).join(', ')}`,
    );
  return node;
}

/** Members without those named. */
export function otherNodes(plan: Database, ...ids: string[]): DatabaseNode[] {
  return plan.database.nodes.filter((node) => !ids.includes(node.id));
}

/** Physical replication slot of a standby; the same name on every node that may be its primary. */
export function slotName(nodeId: string): string {
  return `reprise_${nodeId.replaceAll('-', '_')}`;
}

const plain = (name: string) => name.toLowerCase().replaceAll('_', '-');

/** Node a name in `synchronous_standby_names` or an `application_name` stands for: its id, with `-` or `_`, in any case. */
export function nodeByStandbyName(plan: Database, name: string): DatabaseNode | undefined {
  return plan.database.nodes.find((node) => node.id === plain(name));
}

/** How a primary sees a standby: by its slot, else by its name, else by its address. */
export function followerOf(followers: readonly Follower[], node: DatabaseNode): Follower | undefined {
  return (
    followers.find((follower) => follower.slotName === slotName(node.id)) ??
    followers.find((follower) => plain(follower.applicationName) === node.id) ??
    followers.find((follower) => follower.clientAddress === node.address)
  );
}

/** What was seen of a node, when it was looked at. */
export function observationOf(observations: readonly NodeObservation[], node: string): NodeObservation | undefined {
  return observations.find((observation) => observation.node === node);
}

/** Observed nodes that are not in recovery: each of them may accept writes. */
export function observedPrimaries(observations: readonly NodeObservation[]): string[] {
  return observations
    .filter((observation) => observation.reachable && observation.role === 'primary')
    .map((observation) => observation.node);
}

/** Members of the plan's synchronous quorum while `primary` is primary. */
export function plannedQuorumMembers(plan: Pick<Plan, 'database'>, primary: string): DatabaseNode[] {
  return otherNodes(plan, primary).filter((node) => node.synchronous);
}
