import type { DatabaseNode } from '../../lib/plan/schema.ts';
import type { NodeObservation } from './observation.ts';
import { observationOf } from './topology.ts';

/**
 * The nodes as witnesses of one primary. A receiver fed by another node that was seen (a standby in a cascade, or a new primary) goes on when
 * this primary is lost, so it says nothing about it and is left out. A sender nobody saw counts: it may be the primary under another name.
 */
export function witnessesOf(primary: string, observations: readonly NodeObservation[], nodes: readonly DatabaseNode[]): NodeObservation[] {
  const isAnother = (node: DatabaseNode) => node.id !== primary && observationOf(observations, node.id)?.role !== undefined;
  const others = nodes.filter(isAnother).flatMap((node) => [node.host, node.address]);
  return observations
    .filter((one) => one.node !== primary)
    .map((one) => {
      const { receiver, ...rest } = one;
      return receiver?.senderHost !== undefined && others.includes(receiver.senderHost) ? rest : one;
    });
}
