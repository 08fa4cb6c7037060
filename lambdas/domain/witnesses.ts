import type { DatabaseNode } from '../../lib/plan/schema.ts';
import type { NodeObservation } from './observation.ts';
import { observationOf } from './topology.ts';

/**
 * The nodes as witnesses of one primary. A receiver fed by a node that was seen to be a standby (a cascade) goes on when the primary is
 * lost, so it says nothing about the primary and is left out. A sender nobody saw counts: it may be the primary under another name.
 */
export function witnessesOf(primary: string, observations: readonly NodeObservation[], nodes: readonly DatabaseNode[]): NodeObservation[] {
  const isStandby = (node: DatabaseNode) => node.id !== primary && observationOf(observations, node.id)?.role === 'standby';
  const cascading = nodes.filter(isStandby).flatMap((node) => [node.host, node.address]);
  return observations
    .filter((one) => one.node !== primary)
    .map((one) => {
      const { receiver, ...rest } = one;
      return receiver?.senderHost !== undefined && cascading.includes(receiver.senderHost) ? rest : one;
    });
}
