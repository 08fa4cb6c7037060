import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Repointing } from '../domain/aftermath.ts';
import type { Candidate, Comparison } from '../domain/comparison.ts';
import type { Incident } from '../domain/incident.ts';
import { positionOf } from '../domain/loss.ts';
import { compareLsn, formatLsn, parseLsn } from '../domain/lsn.ts';
import type { Follower, NodeObservation } from '../domain/observation.ts';
import type { Confirmation } from '../domain/promotion.ts';
import { followerOf, observationOf, otherNodes, slotName } from '../domain/topology.ts';
import { messageOf, OutcomeUnknown } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { requireCandidate, requireOwnNewPrimary } from './candidate-guard.ts';
import { lookAt, lookSeconds, lookUntil } from './looking.ts';
import { tell } from './story.ts';

export type RepointStandbysInput = { incident: Incident; comparison: Comparison; confirmation: Confirmation };
export type RepointStandbysPorts = Pick<Ports, 'incidents' | 'control' | 'probe' | 'clock'>;

/** Seconds standbys are given to stream (nearly twice `wal_retrieve_retry_interval`), and between looks. */
const PATIENCE = 9;
const EVERY = 0.1;
/** Seconds for one re-pointing: about nine round trips, and a standby of the other region may be 200 ms away. It is not told twice. */
const REPOINTING = 3;

type Scene = { candidate: Candidate; primary: DatabaseNode; standbys: DatabaseNode[]; ports: RepointStandbysPorts; plan: Plan };
type Refusal = { node: string; reason: string };

/**
 * Makes the other standbys follow the new primary: slots first, then all of them at the same time, then a bounded look.
 * A standby that does not follow is reported, it stops nothing. The old primary is never touched here. Only standbys that can follow
 * get a slot: one that nobody uses keeps WAL until the new primary's disk is full.
 */
export async function repointStandbys(
  { incident, comparison }: RepointStandbysInput,
  ports: RepointStandbysPorts,
  plan: Plan,
): Promise<Repointing> {
  const { candidate, node: primary } = requireCandidate(comparison, plan);
  const standbys = otherNodes(plan, primary.id, comparison.oldPrimary);
  const scene = { candidate, primary, standbys, ports, plan };
  const [looks] = await Promise.all([
    lookAt(ports.probe, standbys, lookSeconds(plan)),
    requireOwnNewPrimary(incident, { candidate, node: primary }, ports, plan),
  ]);
  const obstacles = standbys.flatMap((one) => {
    const reason = obstacle(observationOf(looks, one.id), candidate);
    return reason === undefined ? [] : [{ node: one.id, reason }];
  });
  const able = without(standbys, obstacles);
  const slots = able.map((one) => slotName(one.id));
  if (slots.length > 0) await ports.control.createSlots(primary, slots, lookSeconds(plan));
  const refusals = (await Promise.all(able.map((one) => repointOne(one, observationOf(looks, one.id), scene)))).flat();
  const result = await waitUntilStreaming(without(able, refusals), [...obstacles, ...refusals], scene);
  await tell(ports, incident, 'repoint-standbys', `follow ${primary.id}: ${result.following.join(', ') || 'none'}`, result);
  return result;
}

const without = (nodes: DatabaseNode[], refusals: Refusal[]) => nodes.filter((one) => !refusals.some(({ node }) => node === one.id));

/** Why a standby cannot follow, or `undefined`. */
function obstacle(seen: NodeObservation | undefined, candidate: Candidate): string | undefined {
  if (seen === undefined || !seen.reachable) return `does not answer (${seen?.failure?.message ?? 'not observed'})`;
  if (seen.role !== 'standby') return 'is not in recovery';
  if (seen.systemIdentifier !== candidate.systemIdentifier) return `belongs to another cluster (${seen.systemIdentifier})`;
  const position = positionOf(seen);
  const diverged =
    seen.timeline !== candidate.timeline + 1 && position !== undefined && compareLsn(position, parseLsn(candidate.position)) > 0;
  return diverged
    ? `holds WAL up to ${formatLsn(position)}, beyond the promotion point ${candidate.position}: it needs a rewind`
    : undefined;
}

/** A re-pointing whose answer got lost is no refusal: the look that follows says whether the standby follows (I6). */
async function repointOne(
  standby: DatabaseNode,
  seen: NodeObservation | undefined,
  { candidate, primary, ports }: Scene,
): Promise<Refusal[]> {
  if (streamsFrom(seen, primary, candidate)) return [];
  try {
    await ports.control.repoint(standby, primary, REPOINTING);
    return [];
  } catch (failure) {
    return failure instanceof OutcomeUnknown ? [] : [{ node: standby.id, reason: messageOf(failure) }];
  }
}

function streamsFrom(seen: NodeObservation | undefined, primary: DatabaseNode, candidate: Candidate): boolean {
  const { streaming, timeline, senderHost } = seen?.receiver ?? { streaming: false };
  return streaming && timeline === candidate.timeline + 1 && (senderHost === primary.host || senderHost === primary.address);
}

/** Followed = the primary streams to it *and* it says that it receives the new timeline. */
async function waitUntilStreaming(
  willing: DatabaseNode[],
  refusals: Refusal[],
  { candidate, primary, ports, plan }: Scene,
): Promise<Repointing> {
  const look = async (): Promise<DatabaseNode[]> => {
    const noFollowers: Follower[] = [];
    const [followers, seen] = await Promise.all([
      ports.probe.followers(primary, lookSeconds(plan)).catch(() => noFollowers),
      lookAt(ports.probe, willing, lookSeconds(plan)),
    ]);
    return willing.filter((one) => {
      const receiver = observationOf(seen, one.id)?.receiver;
      return (
        followerOf(followers, one)?.state === 'streaming' && receiver?.streaming === true && receiver.timeline === candidate.timeline + 1
      );
    });
  };
  const following =
    willing.length === 0
      ? []
      : await lookUntil(look, (seen) => seen.length === willing.length, ports.clock, { patience: PATIENCE, every: EVERY });
  const late = willing
    .filter((one) => !following.includes(one))
    .map((one) => ({
      node: one.id,
      reason: `was re-pointed, but does not stream on timeline ${candidate.timeline + 1} after ${PATIENCE} s`,
    }));
  return { following: following.map((one) => one.id), notFollowing: [...refusals, ...late] };
}
