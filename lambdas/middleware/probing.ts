import middy from '@middy/core';
import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import { messageOf } from '../errors.ts';
import type { DatabaseProbe } from '../ports/database-probe.ts';
import { FRESH_MEMORY, type ProbeMemory, type ProbeTickPorts, probeTick } from '../steps/probe-tick.ts';
import type { Handler, StepLogger } from './standard.ts';
import { tickUntilSucceeded } from './ticking.ts';

/** Seconds the look ahead may take. */
const LOOK_AHEAD = 3;

type LookAhead = { unreadiness(node: DatabaseNode, otherNodes: number, deadlineSeconds: number): Promise<string[]> };
type Ports = Omit<ProbeTickPorts, 'probe'> & { probe: DatabaseProbe & LookAhead };
type Context = { getRemainingTimeInMillis?(): number };

/**
 * Handler of the probe. What one tick must know of the one before lives as long as the environment; a fresh one starts fresh and
 * needs three tries of its own. It never rejects: a probe that Lambda starts again because it failed would be two probes.
 */
export function probing(ports: Ports, plan: Plan, logger: StepLogger): Handler<unknown, { ticks: number }> {
  let memory: ProbeMemory = FRESH_MEMORY;
  const tick = async () => {
    memory = await probeTick(memory, ports, plan).catch((thrown: unknown) => {
      logger.error(`tick failed: ${messageOf(thrown)}`);
      return memory;
    });
    if (memory.failures > 0)
      logger.warn(`the primary did not take a write, try ${memory.failures} in a row`, { alarmSet: memory.alarmSet });
  };
  const run = async (_event: unknown, context?: Context) => {
    const lookAhead = preflight(ports, plan, logger);
    const remainingSeconds = () => (context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY) / 1000;
    const ticks = await tickUntilSucceeded(tick, { every: plan.failover.heartbeat, clock: ports.clock, remainingSeconds });
    await lookAhead;
    return { ticks };
  };
  return middy(run).use({
    before: () => {
      logger.resetKeys();
      logger.appendKeys({ step: 'probe', vantage: ports.region });
    },
    after: ({ response }) => {
      logger.info('probe hands over', { ticks: response?.ticks });
    },
  }) as unknown as Handler<unknown, { ticks: number }>;
}

/**
 * Says on an ordinary day, at each start, what a failover would miss, so that it is not found out during one: in the log in words, as a metric
 * for the alarm NotReady. A node that does not answer is no finding, other metrics tell of it; that nobody could be asked is none either.
 */
async function preflight(ports: Ports, plan: Plan, logger: StepLogger): Promise<void> {
  const { nodes } = plan.database;
  const looks = await Promise.all(
    nodes.map((node) =>
      ports.probe.unreadiness(node, nodes.length - 1, LOOK_AHEAD).then(
        (findings) => findings.map((finding) => `${node.id} ${finding}`),
        (failure: unknown) => {
          logger.warn(`${node.id} could not be asked whether it is ready for a failover: ${messageOf(failure)}`);
          return undefined;
        },
      ),
    ),
  );
  const findings = looks.flatMap((look) => look ?? []);
  if (findings.length > 0)
    logger.error('a failover would miss something; rights are given by lambdas/adapters/postgres/sql/grants.sql', { findings });
  if (looks.every((look) => look === undefined)) return;
  const metric = { name: 'NotReady', value: findings.length, unit: 'Count' as const };
  await ports.metrics.publish([metric], ports.clock.now()).catch(() => undefined);
}
