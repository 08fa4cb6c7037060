import type { DatabaseNode, Plan } from '../lib/plan/schema.ts';

/** Standby that the plan prefers while this primary is away: of the same region, by priority. */
export function firstChoice({ database: { nodes } }: Pick<Plan, 'database'>, primary: string): DatabaseNode | undefined {
  return neighbours(nodes, primary).filter((node) => node.promotable)[0];
}

/** Standby of the same region that the plan likes least. */
export function lastChoice({ database: { nodes } }: Pick<Plan, 'database'>, primary: string): DatabaseNode | undefined {
  return neighbours(nodes, primary).at(-1);
}

function neighbours(nodes: readonly DatabaseNode[], primary: string): DatabaseNode[] {
  const region = nodes.find((node) => node.id === primary)?.region;
  return nodes.filter((node) => node.id !== primary && node.region === region).sort((one, other) => one.priority - other.priority);
}

/** @throws Error for a plan that cannot be rehearsed with this fault */
export function required(node: DatabaseNode | undefined): DatabaseNode {
  if (node === undefined) throw new Error("the primary's region has no other node that could take over; required one for this fault");
  return node;
}
