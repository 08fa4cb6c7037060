import type { DatabaseNode } from '../../lib/plan/schema.ts';
import type { PromotionIntent } from './incident.ts';
import type { DirectTry, NodeObservation, RememberedHeartbeat } from './observation.ts';
import { isPromoted } from './promotion.ts';
import { observationOf, observedPrimaries } from './topology.ts';

type Sight = {
  recordNode: DatabaseNode | undefined;
  direct: DirectTry | undefined;
  nodes: readonly NodeObservation[];
  lastHeartbeat?: RememberedHeartbeat | undefined;
};

/**
 * What is left of a promotion that an earlier execution of the incident set out.
 * `fence-again`: it happened, and the record still leads to the old primary, which nobody sees: prove once more that it cannot write, then go on.
 * `finish`: it happened, and the old primary is no writer any more: serve from the new one.
 * `hold`: it did not happen as far as anybody sees, and closing the incident would forget that it may; or the record leads to it already.
 */
export type TakeUp = { action: 'fence-again' | 'finish' | 'hold'; why: string };

/** `undefined`: the evidence table decides, as if nothing had been set out (the choice of a candidate still knows of it). */
export function takeUp(intent: PromotionIntent, { recordNode, direct, nodes, lastHeartbeat }: Sight): TakeUp | undefined {
  const { node, oldPrimary } = intent;
  const seen = observationOf(nodes, node);
  const committed = direct?.outcome === 'committed' ? recordNode?.id : undefined;
  const writers = new Set([...observedPrimaries(nodes), ...(committed === undefined ? [] : [committed])]);
  if (writers.size > 1) return undefined;
  if (seen === undefined || !isPromoted(seen, intent)) {
    const [writer] = writers;
    const why = `${writer} is primary, and an earlier execution set out to promote ${node}, ${howSeen(seen)}`;
    if (writer !== undefined) return { action: 'hold', why };
    // One that has served is lost like any primary; of one that never did nobody knows what was committed there.
    const neverServed = recordNode?.id === node && lastHeartbeat?.primary !== node;
    const waiting = `an earlier execution set out to promote ${node}, and the writer record leads there, but it is a node ${howSeen(seen)}`;
    return neverServed ? { action: 'hold', why: waiting } : undefined;
  }
  const promoted = `${node} was promoted by an earlier execution of this incident`;
  if (recordNode?.id === node) return { action: 'finish', why: `${promoted}, and the writer record names it` };
  if (recordNode?.id !== oldPrimary) return undefined;
  return observationOf(nodes, oldPrimary)?.role === 'standby'
    ? { action: 'finish', why: `${promoted}; the writer record still names ${oldPrimary}, which is a standby now` }
    : { action: 'fence-again', why: `${promoted}; the writer record still names ${oldPrimary}, which nobody sees` };
}

function howSeen(seen: NodeObservation | undefined): string {
  if (seen?.reachable !== true) return `which does not answer (${seen?.failure?.message ?? 'not observed'}) and may be a second primary`;
  return `which is ${seen.role} on timeline ${seen.timeline ?? 'unknown'}; somebody has to make sure that it stays no second primary`;
}
