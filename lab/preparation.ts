import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlan } from '../lib/plan/parse-plan.ts';
import type { Plan } from '../lib/plan/schema.ts';
import { type ClusterTemplate, createClusterTemplate } from './estate/cluster-template.ts';
import { startJanitor } from './estate/janitor.ts';
import { choosePrefix, loopbackPlan } from './estate/loopback-plan.ts';
import { requirePostgresql } from './estate/postgresql-binaries.ts';
import { serverUser } from './estate/server-user.ts';
import { firstPrimary } from './estate/start-estate.ts';
import { synthesizeInChild } from './synthesis.ts';
import type { Timeline } from './timeline.ts';

/**
 * What rehearsals that follow each other share, because none of them changes it: the plan with loopback addresses, the cloud assembly and
 * the data directory to copy. Cloud, estate and everything that runs are made anew for each, so that each starts from the same state.
 */
export type Preparation = {
  plan: Plan;
  /** Holds everything; each rehearsal has a folder of its own in it. */
  folder: string;
  prefix: string;
  assembly: string;
  template: ClusterTemplate;
  /** Ends whatever still runs and removes the folder (unless it is kept). */
  stop(): Promise<void>;
};

/**
 * Prepares rehearsals of a plan. Nothing runs afterwards; the loopback network stays taken while this process lives.
 *
 * @throws missing PostgreSQL, invalid plan, a plan that does not synthesize; nothing is left behind then
 */
export async function prepare(planFile: string, { keep }: { keep: boolean }, timeline: Timeline): Promise<Preparation> {
  const written = readPlan(planFile);
  const { folder: programs } = await requirePostgresql((text) => timeline.say('set-up', text));
  const folder = mkdtempSync(join(tmpdir(), 'reprise-rehearsal-'));
  const janitor = startJanitor(folder, { keep });
  try {
    const prefix = await choosePrefix();
    const plan = loopbackPlan(written, prefix);
    timeline.say('set-up', `rehearsal folder ${folder}, hosts at ${prefix}.*`);
    const [assembly, template] = await Promise.all([
      synthesizeInChild(plan, folder),
      createClusterTemplate({ plan, folder, primary: firstPrimary(plan), programs, user: serverUser() }),
    ]);
    timeline.say('set-up', 'machines, functions and roles synthesized');
    return { plan, folder, prefix, assembly, template, stop: () => janitor.stop() };
  } catch (error) {
    await janitor.stop();
    throw error;
  }
}
