import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Repointing, SynchronousStandbys } from '../domain/aftermath.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Incident } from '../domain/incident.ts';
import type { Follower, Heartbeat } from '../domain/observation.ts';
import type { Confirmation } from '../domain/promotion.ts';
import { formatSynchronousRule } from '../domain/quorum.ts';
import { followerOf, plannedQuorumMembers } from '../domain/topology.ts';
import { EffectRefused, OutcomeUnknown } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { requireCandidate, requireOwnNewPrimary } from './candidate-guard.ts';
import { lookSeconds } from './looking.ts';
import { FIRST_COMMIT, putSettingInForce } from './put-setting-in-force.ts';
import { tell } from './story.ts';

export type SetSynchronousStandbysInput = {
  incident: Incident;
  comparison: Comparison;
  confirmation: Confirmation;
  repointing: Repointing;
};
export type SetSynchronousStandbysPorts = Pick<Ports, 'incidents' | 'control' | 'probe' | 'clock'>;

/**
 * Gives the new primary a quorum of the standbys that really follow it, and commits the first heartbeat. Without followers, or
 * when that commit does not return, the quorum is emptied: writing with less durability, loudly, beats not writing. A commit that is
 * refused has another cause than the quorum, and the quorum stays.
 */
export async function setSynchronousStandbys(
  { incident, comparison, repointing }: SetSynchronousStandbysInput,
  ports: SetSynchronousStandbysPorts,
  plan: Plan,
): Promise<SynchronousStandbys> {
  const { candidate, node: primary } = requireCandidate(comparison, plan);
  const members = plannedQuorumMembers(plan, primary.id);
  const following = members.filter((one) => repointing.following.includes(one.id));
  const [seen, names] = await Promise.all([
    requireOwnNewPrimary(incident, { candidate, node: primary }, ports, plan),
    standbyNames(primary, following, ports, plan),
  ]);
  const { method, count } = plan.database.synchronous;
  const wanted = formatSynchronousRule({ method, count: Math.min(count, names.length), members: names });
  if (seen.synchronousSetting !== wanted) await putSettingInForce(primary, wanted, ports, plan);
  const { setting, heartbeat } = await firstCommit(primary, wanted, ports, plan);
  const degraded = setting === '' || names.length < count;
  const planned = formatSynchronousRule({ method, count, members: members.map((one) => one.id) });
  await tell(
    ports,
    incident,
    'set-synchronous-standbys',
    `synchronous_standby_names is ${JSON.stringify(setting)}${degraded ? ': durability is degraded' : ''}`,
  );
  return { setting, planned, degraded, heartbeatCommitted: true, at: heartbeat.at };
}

/** Names as the primary knows them: what a standby calls itself is its own configuration, not the plan's. */
async function standbyNames(
  primary: DatabaseNode,
  following: DatabaseNode[],
  ports: SetSynchronousStandbysPorts,
  plan: Plan,
): Promise<string[]> {
  if (following.length === 0) return [];
  const nobodyKnown: Follower[] = [];
  const followers = await ports.probe.followers(primary, lookSeconds(plan)).catch(() => nobodyKnown);
  const names = following.flatMap((one) => {
    const follower = followerOf(followers, one);
    return follower?.state === 'streaming' ? [follower.applicationName] : [];
  });
  return [...new Set(names)];
}

/** SQLSTATE for a row that stayed locked: another heartbeat holds it, whose commit hangs. */
const LOCK_NOT_AVAILABLE = '55P03';

function hangs(failure: unknown): boolean {
  return failure instanceof OutcomeUnknown || (failure instanceof EffectRefused && failure.details.sqlState === LOCK_NOT_AVAILABLE);
}

async function firstCommit(
  primary: DatabaseNode,
  setting: string,
  ports: SetSynchronousStandbysPorts,
  plan: Plan,
): Promise<{ setting: string; heartbeat: Heartbeat }> {
  try {
    return { setting, heartbeat: await ports.control.commitHeartbeat(primary, FIRST_COMMIT) };
  } catch (failure) {
    if (setting === '' || !hangs(failure)) throw failure;
    await putSettingInForce(primary, '', ports, plan);
    return { setting: '', heartbeat: await ports.control.commitHeartbeat(primary, FIRST_COMMIT) };
  }
}
