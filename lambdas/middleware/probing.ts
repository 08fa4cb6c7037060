import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import { messageOf } from '../errors.ts';
import type { DatabaseProbe } from '../ports/database-probe.ts';
import { FRESH_MEMORY, type ProbeMemory, type ProbeTickPorts, probeTick } from '../steps/probe-tick.ts';
import type { StepLogger } from './standard.ts';
import { tickUntilSucceeded } from './ticking.ts';

/** Seconds the look at our own rights may take, once per environment. */
const RIGHTS = 3;

type Rights = { missingGrants(node: DatabaseNode, deadlineSeconds: number): Promise<string[]> };
type Ports = Omit<ProbeTickPorts, 'probe'> & { probe: DatabaseProbe & Rights };
type Context = { getRemainingTimeInMillis?(): number };

/**
 * Handler of the probe. What one tick must know of the one before lives as long as the environment; a fresh one starts fresh and
 * needs three tries of its own. It never rejects: a probe that Lambda starts again because it failed would be two probes.
 */
export function probing(ports: Ports, plan: Plan, logger: StepLogger): (event: unknown, context?: Context) => Promise<{ ticks: number }> {
  let memory: ProbeMemory = FRESH_MEMORY;
  let rights: Promise<void> | undefined;
  const tick = async () => {
    memory = await probeTick(memory, ports, plan).catch((thrown: unknown) => {
      logger.error(`tick failed: ${messageOf(thrown)}`);
      return memory;
    });
    if (memory.failures > 0)
      logger.warn(`the primary did not take a write, try ${memory.failures} in a row`, { alarmSet: memory.alarmSet });
  };
  return async (_event, context) => {
    logger.resetKeys();
    logger.appendKeys({ step: 'probe', vantage: ports.region });
    rights ??= checkRights(ports.probe, plan, logger);
    const remainingSeconds = () => (context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY) / 1000;
    const ticks = await tickUntilSucceeded(tick, { every: plan.failover.heartbeat, clock: ports.clock, remainingSeconds });
    await rights;
    logger.info('probe hands over', { ticks });
    return { ticks };
  };
}

/** Says on an ordinary day what the role lacks, so that it is not found out during a failover. */
async function checkRights(probe: Rights, plan: Plan, logger: StepLogger): Promise<void> {
  const lacks = await Promise.all(
    plan.database.nodes.map(async (node) => {
      const missing = await probe.missingGrants(node, RIGHTS).catch(() => []);
      return missing.length === 0 ? [] : [`${node.id}: ${missing.join(', ')}`];
    }),
  );
  if (lacks.flat().length > 0)
    logger.error(`role ${plan.database.user} lacks rights; apply lambdas/adapters/postgres/sql/grants.sql on the primary`, {
      missing: lacks.flat(),
    });
}
