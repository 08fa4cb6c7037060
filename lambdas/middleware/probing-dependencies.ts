import type { Plan } from '../../lib/plan/schema.ts';
import { type ProbeDependenciesPorts, probeDependencies } from '../steps/probe-dependencies.ts';
import type { StepLogger } from './standard.ts';
import { tickUntilSucceeded } from './ticking.ts';

/** Seconds between two starts by the clock, at least (EventBridge, `rate`). */
const SHORTEST_RATE = 60;

/**
 * One look an invocation; where the plan looks more than once a minute, one after the other until the successor has taken over. Says in the
 * log what did not answer, and how.
 */
export function probingDependencies(
  ports: ProbeDependenciesPorts,
  plan: Plan,
  logger: Pick<StepLogger, 'warn'>,
): () => Promise<{ ticks: number }> {
  const { every } = plan.dependencyWatch;
  const look = async () => {
    const failed = (await probeDependencies(ports, plan)).filter(({ available }) => !available);
    if (failed.length > 0) logger.warn(`${failed.length} of ${plan.dependencies.length} dependencies did not answer`, { failed });
  };
  if (every < SHORTEST_RATE)
    // `standard` ends the invocation before Lambda would.
    return async () => ({
      ticks: await tickUntilSucceeded(look, { every, clock: ports.clock, remainingSeconds: () => Number.POSITIVE_INFINITY }),
    });
  return async () => {
    await look();
    return { ticks: 1 };
  };
}
