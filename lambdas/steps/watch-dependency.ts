import { outageLeaseSeconds, roundSeconds } from '../../lib/plan/dependency-budget.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { type DependencyWatch, watchAfter } from '../domain/dependency-watch.ts';
import type { Outage } from '../domain/outage.ts';
import { dependencyNamed } from '../domain/outage-request.ts';
import { IncidentTakenOver } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';

export type WatchDependencyInput = { outage: Outage; watch: DependencyWatch | { looks: 0 } };
export type WatchDependencyPorts = Pick<Ports, 'incidents' | 'dependencies' | 'clock'>;

/**
 * One more look at a dependency on its way back, and the lock for the next round: an execution that somebody ended must not keep it for a
 * day. A record that does not answer stops nothing; that the outage is somebody else's does.
 *
 * @throws IncidentTakenOver
 */
export async function watchDependency(
  { outage, watch }: WatchDependencyInput,
  ports: WatchDependencyPorts,
  plan: Plan,
): Promise<DependencyWatch> {
  const dependency = dependencyNamed(plan, outage.dependency);
  const { lookPatience, giveUpAfter } = plan.dependencyWatch;
  const until = new Date(ports.clock.now().getTime() + outageLeaseSeconds(plan) * 1000).toISOString();
  const kept = ports.incidents.extend(outage, until).catch((thrown: unknown) => {
    if (thrown instanceof IncidentTakenOver) throw thrown;
  });
  const [look] = await Promise.all([ports.dependencies.look(dependency, lookPatience), kept]);
  return watchAfter(watch, look, { stableFor: dependency.stableFor, giveUpAfter, longestGap: roundSeconds(plan) });
}
