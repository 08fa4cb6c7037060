import type { Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Fencing } from '../domain/fencing.ts';
import type { Incident } from '../domain/incident.ts';
import { requireNode } from '../domain/topology.ts';
import { messageOf } from '../errors.ts';
import type { InstanceState } from '../ports/instance-control.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow, secondsSince } from './looking.ts';

export type CheckInstanceStoppedInput = { incident: Incident; assessment: Assessment; fencing: Fencing };
export type CheckInstanceStoppedPorts = Pick<Ports, 'instances' | 'clock'>;

/** No process of the instance runs any more. A terminated one has no address left by which it could be told that it was the primary's. */
const HALTED: readonly InstanceState[] = ['stopped'];

/**
 * Looks whether the instance has stopped; waiting is bounded by the plan, and silence of EC2 is not a stop. An instance that still runs was
 * not reached by the order: asking again is safe, because a stop of a stopping instance is no second effect.
 */
export async function checkInstanceStopped(
  { assessment, fencing }: CheckInstanceStoppedInput,
  ports: CheckInstanceStoppedPorts,
  plan: Plan,
): Promise<Fencing> {
  if (fencing.proven) return fencing;
  const node = requireNode(plan, assessment.oldPrimary);
  const state = await ports.instances.state(node).catch((failure: unknown) => messageOf(failure));
  const at = isoNow(ports.clock);
  const halted = HALTED.some((one) => one === state);
  const stopRequestedAt = fencing.stopRequestedAt || at;
  const waited = secondsSince(ports.clock, stopRequestedAt);
  const waiting = fencing.state === 'stopping' && waited < plan.failover.instanceStopPatience;
  const seen = `EC2 says of ${node.instance}: ${state}${halted || waiting ? '' : ` after ${Math.round(waited)} s`}`;
  const evidence = halted || !waiting ? [...fencing.evidence, { rung: 'stop-instance' as const, at, seen }] : fencing.evidence;
  return {
    ...fencing,
    rung: 'stop-instance',
    proven: halted,
    state: halted ? 'fenced' : !waiting ? 'unproven' : state === 'running' ? 'not-stopping' : 'stopping',
    stopRequestedAt,
    at,
    attempts: fencing.attempts + 1,
    evidence,
  };
}
