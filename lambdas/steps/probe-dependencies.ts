import type { Plan } from '../../lib/plan/schema.ts';
import { type DependencyLook, dependencyMetrics } from '../domain/dependency-look.ts';
import type { Ports } from '../ports/ports.ts';
import { lookAtAll } from './look-at-dependency.ts';

export type ProbeDependenciesPorts = Pick<Ports, 'dependencies' | 'metrics' | 'clock'>;

/**
 * One look of this vantage at every dependency, published as metrics. Metrics that cannot be published are missing, which the alarm on the
 * probe itself takes for blindness.
 */
export async function probeDependencies(ports: ProbeDependenciesPorts, plan: Plan): Promise<DependencyLook[]> {
  const looks = await lookAtAll(ports, plan);
  await ports.metrics.publish(dependencyMetrics(looks), ports.clock.now()).catch(() => undefined);
  return looks;
}
