import type { Stage } from './fault.ts';

/** Takes away what tells or remembers, and then kills the primary: the recovery must not wait for either. */
export async function breakThenKill(
  { cloud, region, primary, say }: Stage,
  what: Parameters<Stage['cloud']['breakService']>[1],
  means: string,
) {
  say(means);
  cloud.breakService(region, what);
  say(`kill -9 of every PostgreSQL process on ${primary.node}`);
  await primary.killServer();
}
