import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import { DIRECT_TRIES, verdictOf } from '../domain/evidence.ts';
import type { DirectTry, NodeObservation, RememberedHeartbeat } from '../domain/observation.ts';
import { findPrimary } from '../domain/primary.ts';
import { probeMetrics } from '../domain/probe-metrics.ts';
import { replicationMetrics } from '../domain/replication-metrics.ts';
import { sightOf, type Sight as VantageSight } from '../domain/sight.ts';
import { nodeByAddress, nodeById, observedPrimaries, otherNodes } from '../domain/topology.ts';
import { witnessesOf } from '../domain/witnesses.ts';
import type { Ports } from '../ports/ports.ts';
import { lookAt } from './looking.ts';

/** What the probe keeps between two ticks of one environment; a fresh environment starts with `FRESH_MEMORY`. */
export type ProbeMemory = {
  /** Failed direct tries in a row. */
  failures: number;
  /** The alarm was set for the outage that lasts. */
  alarmSet: boolean;
  lastHeartbeat?: RememberedHeartbeat;
};
export const FRESH_MEMORY: ProbeMemory = { failures: 0, alarmSet: false };

export type ProbeTickPorts = Pick<Ports, 'probe' | 'resolver' | 'heartbeats' | 'metrics' | 'alarm' | 'clock' | 'region'>;

/** What one tick saw. `direct` is absent when there is nobody to ask. */
type Sight = { target: DatabaseNode | undefined; recordNode: DatabaseNode | undefined; direct?: DirectTry; others: NodeObservation[] };

/** One tick: never rejects, ends within about two heartbeats. Returns what the next tick must know. */
export async function probeTick(memory: ProbeMemory, ports: ProbeTickPorts, plan: Plan): Promise<ProbeMemory> {
  const now = ports.clock.now();
  const lastHeartbeat = memory.lastHeartbeat ?? (await ports.heartbeats.newest(plan.failover.heartbeat));
  const sight = await look(lastHeartbeat, ports, plan);
  const committed = sight.direct?.outcome === 'committed';
  const heartbeat = sight.direct?.heartbeat ?? lastHeartbeat;
  const remembered = heartbeat === undefined ? {} : { lastHeartbeat: heartbeat };
  const here = committed || isOurs(sight, lastHeartbeat, ports.region, plan);
  const metrics = [
    ...probeMetrics(here ? sight.direct : undefined, sight.others, plan.failover.heartbeat),
    ...replicationMetrics(sight, ports.region, plan),
  ];
  await Promise.all([
    quietly(ports.metrics.publish(metrics, now)),
    committed && heartbeat !== undefined ? quietly(ports.heartbeats.remember(heartbeat)) : undefined,
    committed ? undefined : quietly(ports.heartbeats.see(whatIsSeen(sight, lastHeartbeat, { now, region: ports.region, plan }))),
  ]);
  if (committed) return { failures: 0, alarmSet: false, ...remembered };
  if (!here) return { failures: 0, alarmSet: memory.alarmSet, ...remembered };
  const failures = memory.failures + 1;
  const alarmSet = memory.alarmSet || (await raiseWhenDown(sight, failures, lastHeartbeat, ports, plan));
  return { failures, alarmSet, ...remembered };
}

/**
 * Asks the node that clients are led to by the writer name; where that one cannot write and a primary of another
 * region was seen (each region has its own record), that primary instead. Everybody else is looked at meanwhile.
 */
async function look(
  lastHeartbeat: RememberedHeartbeat | undefined,
  { probe, resolver, region }: ProbeTickPorts,
  plan: Plan,
): Promise<Sight> {
  const { heartbeat } = plan.failover;
  const recordNode = await resolver.addresses(plan.database.writer.name, heartbeat).then(
    (addresses) => nodeByAddress(plan, addresses),
    () => undefined,
  );
  const target = recordNode ?? nodeById(plan, lastHeartbeat?.primary ?? '');
  const others = lookAt(probe, otherNodes(plan, target?.id ?? ''), heartbeat);
  if (target === undefined) return { target, recordNode, others: await others };
  const [direct, seen] = await Promise.all([probe.tryWrite(target, heartbeat), others]);
  const elsewhere = nodeById(plan, observedPrimaries(seen)[0] ?? '');
  const leadsElsewhere = direct.outcome !== 'committed' && elsewhere !== undefined && elsewhere.region !== region;
  if (!leadsElsewhere) return { target, recordNode, direct, others: seen };
  return { target: elsewhere, recordNode, direct: await probe.tryWrite(elsewhere, heartbeat), others: seen };
}

/**
 * A failed try speaks about the primary only in the region where it lives, or lived last, whoever the name leads to: the other region's probe
 * never reports it lost, and a name that leads to a standby or to a node of the other region must not go unnoticed in its own. Not only for
 * the very node of the last heartbeat: a new primary may fail before its first one.
 */
function isOurs({ target, direct, others }: Sight, lastHeartbeat: RememberedHeartbeat | undefined, region: string, plan: Plan): boolean {
  if (target === undefined || direct === undefined) return false;
  const home = observedPrimaries(others)[0] ?? lastHeartbeat?.primary;
  if (home === undefined) return direct.outcome !== 'in-recovery' && target.region === region;
  return nodeById(plan, home)?.region === region;
}

/** The machine's own table, on the tick's evidence: the alarm is raised early only for what the machine will call `down`. */
async function raiseWhenDown(
  sight: Sight,
  failures: number,
  lastHeartbeat: RememberedHeartbeat | undefined,
  ports: ProbeTickPorts,
  plan: Plan,
): Promise<boolean> {
  const { recordNode, direct, others } = sight;
  if (failures < DIRECT_TRIES || direct === undefined || recordNode === undefined) return false;
  const finding = findPrimary(plan, { region: ports.region, recordValue: recordNode.host, recordNode, nodes: others, lastHeartbeat });
  if (finding.kind !== 'found') return false;
  const { verdict, why } = verdictOf(
    { direct, standbys: witnessesOf(recordNode.id, others, plan.database.nodes) },
    plan.failover.heartbeat,
  );
  if (verdict !== 'down') return false;
  return ports.alarm.raisePrimaryNotWritable(`${failures} tries in a row failed; ${why}`).then(
    () => true,
    () => false,
  );
}

/** For the machine of the other region, which cannot look from here. */
function whatIsSeen(
  { target, direct, others }: Sight,
  lastHeartbeat: RememberedHeartbeat | undefined,
  { now, region, plan }: { now: Date; region: string; plan: Plan },
): VantageSight {
  const primary = lastHeartbeat?.primary ?? target?.id ?? '';
  const { heartbeat } = plan.failover;
  const sight = sightOf({ vantage: region, beat: now.toISOString(), primary, nodes: others, plan: plan.database, heartbeat });
  return target?.id === primary && direct !== undefined ? { ...sight, seen: direct.detail } : sight;
}

async function quietly(effect: Promise<void>): Promise<void> {
  await effect.catch(() => undefined);
}
