import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlan } from '../lib/plan/parse-plan.ts';
import type { Plan } from '../lib/plan/schema.ts';
import type { Cloud } from './cloud/cloud.ts';
import { startJanitor } from './estate/janitor.ts';
import { choosePrefix, loopbackPlan } from './estate/loopback-plan.ts';
import { synthesizeInChild } from './synthesis.ts';
import type { Timeline } from './timeline.ts';

/** What rehearsals without database hosts share: the plan with loopback addresses and the cloud assembly. */
export type WithoutHosts = { plan: Plan; folder: string; prefix: string; assembly: string };

/**
 * Prepares rehearsals that touch no database, carries them out, and leaves nothing behind.
 *
 * @throws invalid plan, a plan that does not synthesize, and what the rehearsals throw
 */
export async function withoutHosts<T>(
  { planFile, keep }: { planFile: string; keep: boolean },
  timeline: Timeline,
  rehearse: (prepared: WithoutHosts) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-rehearsal-'));
  const janitor = startJanitor(folder, { keep });
  try {
    const prefix = await choosePrefix();
    const plan = loopbackPlan(readPlan(planFile), prefix);
    timeline.say('set-up', `rehearsal folder ${folder}, third parties at ${prefix}.*`);
    const assembly = await synthesizeInChild(plan, folder);
    timeline.say('set-up', 'machines, functions and roles synthesized');
    return await rehearse({ plan, folder, prefix, assembly });
  } finally {
    await janitor.stop();
  }
}

/** What the stacks expect to find in every region: the application's parameters, and what belongs to a database that is not there. */
export function whatIsThereBefore(cloud: Cloud, plan: Plan): void {
  for (const { name: region, network } of plan.regions) {
    for (const one of plan.dependencies) cloud.putParameter(region, one.switch.parameter, one.switch.normal, 'String');
    cloud.putParameter(region, plan.database.passwordParameter, 'not used in this rehearsal');
    cloud.putZone(region, network.privateZoneId, []);
  }
}
