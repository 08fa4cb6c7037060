import type { Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Incident } from '../domain/incident.ts';
import type { NodeObservation } from '../domain/observation.ts';
import { decideRelief, type QuorumRelief } from '../domain/quorum-relief.ts';
import { requireNode } from '../domain/topology.ts';
import { NodeMoved } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow, lookSeconds } from './looking.ts';
import { putSettingInForce } from './put-setting-in-force.ts';
import { tell } from './story.ts';

export type RelieveQuorumInput = { incident: Incident; assessment: Assessment };
export type RelieveQuorumPorts = Pick<Ports, 'incidents' | 'control' | 'probe' | 'heartbeats' | 'clock'>;

/** Seconds the first commit may take once no silent standby is waited for. */
const FIRST_COMMIT = 5;

/**
 * Commits hang because standbys acknowledge nothing: takes the silent ones out of the quorum, within the plan's bound, and commits. Nothing is
 * promoted and nobody fenced: the primary is well. The weaker setting is remembered before it is in force, so that no later failover proves a
 * loss of zero by a quorum that was no longer asked.
 *
 * @throws NodeMoved when the primary is not the one that was assessed; OutcomeUnknown or EffectRefused when the setting or the commit failed
 */
export async function relieveQuorum(
  { incident, assessment }: RelieveQuorumInput,
  ports: RelieveQuorumPorts,
  plan: Plan,
): Promise<QuorumRelief> {
  const primary = requireNode(plan, assessment.oldPrimary);
  const again = await ports.probe.tryWrite(primary, plan.failover.heartbeat);
  if (again.outcome === 'committed')
    return { ...nothing(ports), state: 'not-needed', why: `${primary.id} commits again (${again.detail})` };
  const { currentLsn, synchronousSetting } = requireSame(await ports.probe.observe(primary, lookSeconds(plan)), assessment);
  await ports.clock.sleep(plan.failover.heartbeat);
  const followers = await ports.probe.followers(primary, lookSeconds(plan));
  const decision = decideRelief({ setting: synchronousSetting, position: currentLsn, followers }, plan);
  if (decision.action === 'hold') return { ...nothing(ports), state: 'held', why: decision.why };
  await ports.incidents.assertOwner(incident);
  await tell(
    ports,
    incident,
    'relieve-quorum',
    `${primary.id}: synchronous_standby_names ${synchronousSetting} -> ${JSON.stringify(decision.setting)}: ${decision.why}`,
  );
  await rememberWeaker(decision.setting, ports, plan);
  await putSettingInForce(primary, decision.setting, ports, plan);
  const { at } = await ports.control.commitHeartbeat(primary, FIRST_COMMIT);
  await rememberWeaker(decision.setting, ports, plan);
  return { state: 'relieved', why: decision.why, before: synchronousSetting, setting: decision.setting, silent: decision.silent, at };
}

const nothing = ({ clock }: RelieveQuorumPorts) => ({ before: '', setting: '', silent: [], at: isoNow(clock) });

type Primary = NodeObservation & { currentLsn: string; synchronousSetting: string };

function requireSame(seen: NodeObservation, { timeline, systemIdentifier, oldPrimary }: Assessment): Primary {
  const { role, currentLsn, synchronousSetting } = seen;
  const same = seen.reachable && role === 'primary' && seen.timeline === timeline && seen.systemIdentifier === systemIdentifier;
  if (same && currentLsn !== undefined && synchronousSetting !== undefined) return { ...seen, currentLsn, synchronousSetting };
  throw new NodeMoved(
    `${oldPrimary} is ${seen.reachable ? `${role ?? 'unknown'} on timeline ${seen.timeline ?? 'unknown'}` : 'not reachable'}; required the primary on timeline ${timeline} that was assessed`,
  );
}

/**
 * In the name of whichever heartbeat is newest, a millisecond later, so that it replaces what any vantage remembers. Once more afterwards: a
 * heartbeat of the old setting may have been remembered in between.
 */
async function rememberWeaker(setting: string, { heartbeats }: RelieveQuorumPorts, plan: Plan): Promise<void> {
  const newest = await heartbeats.newest(lookSeconds(plan));
  if (newest === undefined || newest.synchronousSetting === setting) return;
  await heartbeats.remember({ ...newest, at: new Date(Date.parse(newest.at) + 1).toISOString(), synchronousSetting: setting });
}
