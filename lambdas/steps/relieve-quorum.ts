import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Incident } from '../domain/incident.ts';
import { NOBODY, otherPromotion } from '../domain/incident-token.ts';
import type { DirectTry, Follower, NodeObservation } from '../domain/observation.ts';
import { decideRelief, durabilityObjection, type QuorumRelief, type ReliefDecision, reliefIntent } from '../domain/quorum-relief.ts';
import { otherNodes, requireNode } from '../domain/topology.ts';
import { messageOf, NodeMoved, OutcomeUnknown } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow, lookAt, lookSeconds } from './looking.ts';
import { FIRST_COMMIT, putSettingInForce } from './put-setting-in-force.ts';
import { tell } from './story.ts';

export type RelieveQuorumInput = { incident: Incident; assessment: Assessment };
export type RelieveQuorumPorts = Pick<Ports, 'incidents' | 'control' | 'probe' | 'heartbeats' | 'clock'>;

/**
 * Commits hang because standbys acknowledge nothing: takes the silent ones out of the quorum, within the plan's bound, and commits. Nothing is
 * promoted and nobody fenced: the primary is well. The relief is noted in the incident before it is in force, so that no later execution
 * proves a loss of zero by a quorum that was no longer asked, or closes the incident before the quorum is back.
 *
 * @throws NodeMoved when the primary is not the one that was assessed; EffectRefused when the server refused the setting; OutcomeUnknown when
 *   it is not in force, or no commit returned under it
 */
export async function relieveQuorum(
  { incident, assessment }: RelieveQuorumInput,
  ports: RelieveQuorumPorts,
  plan: Plan,
): Promise<QuorumRelief> {
  const primary = requireNode(plan, assessment.oldPrimary);
  const again = await ports.probe.tryWrite(primary, plan.failover.heartbeat);
  // From the lock, not from `incident`: a relief may be this very execution's, whose answer was lost.
  const known = { ...incident, ...(await ports.incidents.assertOwner(incident)) };
  if (again.outcome === 'committed') return commitsAgain(primary, again, known, ports);
  // While somebody may still become primary, the quorum is what keeps this one from writing beside it.
  const promotion = otherPromotion(known, NOBODY, NOBODY);
  if (promotion !== undefined) return unchanged('held', promotion, ports);
  const { decision, before } = await decideByLooking(primary, assessment, ports, plan);
  if (decision.action === 'hold') return unchanged('held', decision.why, ports);
  const { setting, silent, why } = decision;
  const intent = reliefIntent(known, { primary: primary.id, before, silent });
  await ports.incidents.relieving(incident, intent);
  const change = `synchronous_standby_names ${before} -> ${JSON.stringify(setting)}`;
  await tell(ports, incident, 'relieve-quorum', `${primary.id}: ${change}: ${why}`);
  await putSettingInForce(primary, setting, ports, plan);
  const committed = await ports.control.commitHeartbeat(primary, FIRST_COMMIT).catch((failure: unknown) => {
    const what = `${change} on ${primary.id} without ${silent.join(', ')}, and still no commit returned: ${messageOf(failure)}`;
    throw new OutcomeUnknown(what, {}, { cause: failure });
  });
  // For the other region, which does not see this incident. When it fails, the next tick of a probe does the same.
  await ports.heartbeats
    .remember(committed)
    .catch((failure: unknown) => tell(ports, incident, 'relieve-quorum', `the weaker setting was not remembered: ${messageOf(failure)}`));
  return { state: 'relieved', why, before: intent.before, setting, silent: intent.silent, at: committed.at };
}

/** By itself, or because of an earlier relief of this incident. */
function commitsAgain(primary: DatabaseNode, { heartbeat, detail }: DirectTry, known: Incident, ports: RelieveQuorumPorts): QuorumRelief {
  const objection = durabilityObjection(primary.id, heartbeat?.synchronousSetting ?? null, known);
  return objection === undefined ? unchanged('not-needed', `commits return again (${detail})`, ports) : unchanged('held', objection, ports);
}

function unchanged(state: 'held' | 'not-needed', why: string, { clock }: RelieveQuorumPorts): QuorumRelief {
  return { state, why, before: '', setting: '', silent: [], at: isoNow(clock) };
}

/** Two looks at the followers, a heartbeat apart, so that slow is told from silent; and one at everybody else. */
async function decideByLooking(
  primary: DatabaseNode,
  assessment: Assessment,
  ports: RelieveQuorumPorts,
  plan: Plan,
): Promise<{ decision: ReliefDecision; before: string }> {
  const followersNow = (): Promise<Follower[]> => ports.probe.followers(primary, lookSeconds(plan));
  const [seen, earlier, others] = await Promise.all([
    ports.probe.observe(primary, lookSeconds(plan)),
    followersNow(),
    lookAt(ports.probe, otherNodes(plan, primary.id), lookSeconds(plan)),
  ]);
  const { currentLsn: position, synchronousSetting: before } = requireSame(seen, assessment);
  const objection = rivalObjection(others, assessment);
  if (objection !== undefined) return { decision: { action: 'hold', why: objection }, before };
  await ports.clock.sleep(plan.failover.heartbeat);
  const followers = await followersNow();
  return { decision: decideRelief({ primary: primary.id, setting: before, position, earlier, followers }, plan), before };
}

/**
 * Waiting for standbys is also what keeps a primary that is cut off from all of them from acknowledging anything, when somebody has promoted
 * one of them meanwhile. So somebody else must answer, and nobody may be a primary or ahead of this one's timeline (I1).
 */
function rivalObjection(others: readonly NodeObservation[], { systemIdentifier, timeline }: Assessment): string | undefined {
  const answering = others.filter((one) => one.reachable && one.systemIdentifier === systemIdentifier);
  const rival = answering.find((one) => one.role !== 'standby' || one.timeline === undefined || one.timeline > timeline);
  if (rival !== undefined)
    return `${rival.node} is ${rival.role ?? 'unknown'} on timeline ${rival.timeline ?? 'unknown'}; required only standbys on ${timeline}`;
  if (answering.length > 0) return undefined;
  return `no standby answers (${others.map((one) => one.node).join(', ')}): one of them may have been promoted, and only waiting for them keeps this primary from writing beside it`;
}

type Primary = NodeObservation & { currentLsn: string; synchronousSetting: string };

function requireSame(seen: NodeObservation, { timeline, systemIdentifier, oldPrimary }: Assessment): Primary {
  const { role, currentLsn, synchronousSetting } = seen;
  const same = seen.reachable && role === 'primary' && seen.timeline === timeline && seen.systemIdentifier === systemIdentifier;
  if (same && currentLsn !== undefined && synchronousSetting !== undefined) return { ...seen, currentLsn, synchronousSetting };
  throw new NodeMoved(
    `${oldPrimary} is ${seen.reachable ? `${role ?? 'unknown'} on timeline ${seen.timeline ?? 'unknown'}` : 'not reachable'}; required the primary on timeline ${timeline} that was assessed`,
  );
}
