import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { NodeObservation } from '../domain/observation.ts';
import type { Ports } from '../ports/ports.ts';

/** Seconds one look may take: two heartbeats, so that a busy standby in another region is not taken for a dead one. */
export const lookSeconds = (plan: Pick<Plan, 'failover'>) => 2 * plan.failover.heartbeat;

/** Looks at nodes at the same time; each look has its own deadline, so one silent host delays nothing. */
export function lookAt(probe: Ports['probe'], nodes: readonly DatabaseNode[], deadlineSeconds: number): Promise<NodeObservation[]> {
  return Promise.all(nodes.map((node) => probe.observe(node, deadlineSeconds)));
}

/** Seconds since an ISO time. */
export function secondsSince(clock: Ports['clock'], since: string): number {
  return (clock.now().getTime() - Date.parse(since)) / 1000;
}

export const isoNow = (clock: Ports['clock']) => clock.now().toISOString();

/**
 * Repeats a look until it satisfies or the patience ends; the last look is returned either way.
 * The first one is immediate.
 */
export async function lookUntil<T>(
  look: () => Promise<T>,
  satisfied: (seen: T) => boolean,
  clock: Ports['clock'],
  wait: { patience: number; every: number },
): Promise<T> {
  const since = isoNow(clock);
  let seen = await look();
  while (!satisfied(seen) && secondsSince(clock, since) + wait.every <= wait.patience) {
    await clock.sleep(wait.every);
    seen = await look();
  }
  return seen;
}
