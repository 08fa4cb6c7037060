import { setTimeout as pause } from 'node:timers/promises';
import type { Built } from '../built.ts';
import { prepare } from '../preparation.ts';
import { build, type Started, steadyTicks } from '../rehearsal.ts';
import type { Timeline } from '../timeline.ts';
import { WriteRate } from '../write-rate.ts';
import type { SoakOptions } from './arguments.ts';
import type { SoakEvidence } from './observation.ts';

/** Seconds a standby has to stream again, after a restart and at the end. */
const STREAMS_AGAIN = 40;
/** The lock that makes writes wait: it ends while clients are patient. */
const VACUUM = 'vacuum (full, analyze) payments';

/**
 * Builds cloud and estate as for a rehearsal, breaks nothing, and gathers what was seen. Whatever happens, everything started is stopped.
 *
 * @throws what the preparation throws (missing PostgreSQL, invalid plan, probe that never ticks)
 */
export async function carryOutSoak({ minutes, planFile }: SoakOptions, timeline: Timeline): Promise<SoakEvidence> {
  const prepared = await prepare(planFile, { keep: false }, timeline);
  const started: Started[] = [prepared];
  try {
    timeline.introduce(prepared.plan);
    const built = await build(prepared, { latency: 'none' }, timeline, started);
    return await ordinaryDay(built, minutes, timeline);
  } finally {
    for (const one of started.reverse()) await one.stop();
  }
}

async function ordinaryDay(built: Built, minutes: number, timeline: Timeline): Promise<SoakEvidence> {
  const { cloud, estate, log, plan, region, primary } = built;
  const rate = new WriteRate(estate.load, (text) => timeline.say('writes', text));
  try {
    const steady = steadyTicks(log);
    cloud.startSchedules();
    estate.load.start();
    rate.start();
    await steady;
    const from = new Date().toISOString();
    const mishaps = await work(built, minutes, timeline);
    const to = new Date().toISOString();
    rate.stop();
    await estate.load.stop();
    const obstacle = await estate.ready(STREAMS_AGAIN).then(() => undefined, String);
    const primaryAfter = await estate.primary().catch(() => undefined);
    return {
      from,
      to,
      region,
      heartbeatSeconds: plan.failover.heartbeat,
      primaryBefore: primary.node,
      primaryAfter: primaryAfter?.node ?? null,
      ledger: estate.load.ledger(),
      onPrimary: primaryAfter === undefined ? new Set() : await estate.payments(primaryAfter.node),
      executions: cloud.executions(),
      events: [...log.events],
      obstacle,
      mishaps,
    };
  } finally {
    rate.stop();
    timeline.fallSilent();
    await estate.load.stop();
  }
}

/** A standby after a quarter of the time, another one after half of it, the vacuum after three quarters; what failed of it. */
async function work({ estate, primary }: Built, minutes: number, timeline: Timeline): Promise<string[]> {
  const began = Date.now();
  const share = (part: number) => pause(Math.max(0, began + part * minutes * 60_000 - Date.now()));
  const [first, second] = estate.hosts().filter((host) => host.node !== primary.node);
  const mishaps: string[] = [];
  const attempt = async (what: string, act: () => Promise<unknown>) => {
    timeline.say('work', what);
    await act().catch((error: unknown) => mishaps.push(`${what} failed: ${error instanceof Error ? error.message : String(error)}`));
  };
  for (const [standby, part] of [[first, 1 / 4] as const, [second, 1 / 2] as const]) {
    await share(part);
    if (standby === undefined) mishaps.push('the estate has too few standbys to restart two');
    else
      await attempt(`orderly restart of standby ${standby.node}`, async () => {
        await standby.restartServer();
        await estate.ready(STREAMS_AGAIN);
      });
  }
  await share(3 / 4);
  await attempt(`${VACUUM} on ${primary.node}`, () => primary.query(VACUUM));
  await share(1);
  return mishaps;
}
