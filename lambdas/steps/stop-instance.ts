import type { Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Fencing } from '../domain/fencing.ts';
import type { Incident } from '../domain/incident.ts';
import { requireNode } from '../domain/topology.ts';
import { EffectRefused, messageOf } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import { refuseWhenBack } from './primary-is-back.ts';
import { tell } from './story.ts';

export type StopInstanceInput = { incident: Incident; assessment: Assessment; fencing: Fencing };
export type StopInstancePorts = Pick<Ports, 'incidents' | 'instances' | 'probe' | 'clock'>;

/**
 * Second rung: the instance is asked to stop by force. Nothing is proven by asking; the look that follows decides. Only a refusal ends
 * the waiting early: an order whose answer got lost may have arrived (I6), and one that was throttled certainly did not, so a look that finds
 * the instance running leads back here. An instance that already stops or has stopped is not asked again to any effect.
 *
 * @throws NodeMoved when the primary came back while its host could not be asked to fence itself
 */
export async function stopInstance(
  { incident, assessment, fencing }: StopInstanceInput,
  ports: StopInstancePorts,
  plan: Plan,
): Promise<Fencing> {
  if (fencing.proven) return fencing;
  const node = requireNode(plan, assessment.oldPrimary);
  await refuseWhenBack(node, assessment, ports.probe, plan);
  await ports.incidents.assertOwner(incident);
  const { refused, seen } = await order(node.instance, ports.instances.stop(node));
  const at = isoNow(ports.clock);
  await tell(ports, incident, 'stop-instance', seen);
  const known = fencing.evidence.at(-1)?.seen === seen;
  return {
    proven: false,
    rung: 'stop-instance',
    state: refused ? 'unproven' : 'stopping',
    node: node.id,
    at,
    attempts: 0,
    stopRequestedAt: fencing.stopRequestedAt || at,
    evidence: known ? fencing.evidence : [...fencing.evidence, { rung: 'stop-instance', at, seen }],
  };
}

async function order(instance: string, stop: Promise<string>): Promise<{ refused: boolean; seen: string }> {
  return stop.then(
    (state) => ({ refused: false, seen: `EC2 was asked to stop ${instance}, it is ${state}` }),
    (failure: unknown) =>
      failure instanceof EffectRefused
        ? { refused: true, seen: `EC2 did not take the order to stop ${instance}: ${messageOf(failure)}` }
        : { refused: false, seen: `EC2 did not answer the order to stop ${instance}: ${messageOf(failure)}` },
  );
}
