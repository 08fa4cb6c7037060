import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import { NodeMoved } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * A primary that was down and answers again as primary is not shot: people are told that the evidence changed.
 *
 * @throws NodeMoved when it answers, before anything is done to it
 */
export async function refuseWhenBack(node: DatabaseNode, { verdict }: Assessment, probe: Ports['probe'], plan: Plan): Promise<void> {
  if (verdict !== 'down') return;
  const look = await probe.observe(node, plan.failover.heartbeat);
  if (look.reachable && look.role === 'primary')
    throw new NodeMoved(`${node.id} answers as primary again; it was down when the failover was decided`, { node: node.id });
  if (look.failure?.kind === 'rejected')
    throw new NodeMoved(`a server on ${node.id} answers again (${look.failure.message}); it was down when the failover was decided`, {
      node: node.id,
    });
}
