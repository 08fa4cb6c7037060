import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Fencing, FencingEvidence } from '../domain/fencing.ts';
import { contradiction, reportIsGood, stillReceiving } from '../domain/fencing-proof.ts';
import type { Incident } from '../domain/incident.ts';
import { otherNodes, requireNode } from '../domain/topology.ts';
import { witnessesOf } from '../domain/witnesses.ts';
import { NodeMoved } from '../errors.ts';
import type { HostCommandOutcome } from '../ports/host-commands.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow, lookAt, lookSeconds, lookUntil } from './looking.ts';
import { refuseWhenBack } from './primary-is-back.ts';
import { tell } from './story.ts';

export type FencePrimaryInput = { incident: Incident; assessment: Assessment };
export type FencePrimaryPorts = Pick<Ports, 'incidents' | 'hosts' | 'probe' | 'clock'>;

/** Looks that may contradict the host's report before it is not believed. */
const LOOKS = 3;

/**
 * First rung: the host stops its server and forbids its start. Proven only when the host reports both *and* a look from
 * here and from the standbys does not contradict it. Everything else is "unproven", and the next rung is climbed.
 *
 * @throws NodeMoved when the primary answers again: nothing was changed, the decision is out of date
 */
export async function fencePrimary({ incident, assessment }: FencePrimaryInput, ports: FencePrimaryPorts, plan: Plan): Promise<Fencing> {
  if (assessment.action !== 'fail-over') throw new NodeMoved(`assessment says ${assessment.action}; required fail-over`);
  const node = requireNode(plan, assessment.oldPrimary);
  await refuseWhenBack(node, assessment, ports.probe, plan);
  await ports.incidents.assertOwner(incident);
  const parameters = { incident: incident.id, token: String(incident.token), node: node.id, unit: plan.database.unit };
  const outcome = await ports.hosts.run('fence-postgres', node, parameters, plan.failover.hostCommandPatience);
  const reportedAt = isoNow(ports.clock);
  const evidence: FencingEvidence[] = [{ rung: 'fence-postgres', at: reportedAt, seen: describe(outcome) }];
  const fencing = reportIsGood(outcome.kind === 'finished' ? outcome.report : undefined)
    ? await confirm(node, evidence, ports, plan)
    : unproven(node.id, reportedAt, evidence);
  await tell(ports, incident, 'fence-primary', `${node.id} is ${fencing.state}: ${fencing.evidence.at(-1)?.seen}`);
  return fencing;
}

const unproven = (node: string, at: string, evidence: FencingEvidence[]): Fencing => ({
  proven: false,
  rung: 'fence-postgres',
  state: 'unproven',
  node,
  at,
  attempts: 1,
  stopRequestedAt: '',
  evidence,
});

async function confirm(node: DatabaseNode, evidence: FencingEvidence[], ports: FencePrimaryPorts, plan: Plan): Promise<Fencing> {
  const { clock } = ports;
  const every = plan.failover.heartbeat;
  const against = await lookUntil(
    () => contradictions(node, ports, plan),
    (seen) => seen === undefined,
    clock,
    { patience: LOOKS * every + lookSeconds(plan), every },
  );
  const at = isoNow(clock);
  const seen = against ?? 'a look from here finds no server, and no standby receives from it';
  const all = [...evidence, { rung: 'fence-postgres' as const, at, seen }];
  return against === undefined ? { ...unproven(node.id, at, all), proven: true, state: 'fenced' } : unproven(node.id, at, all);
}

async function contradictions(node: DatabaseNode, ports: FencePrimaryPorts, plan: Plan): Promise<string | undefined> {
  const [own, standbys] = await Promise.all([
    ports.probe.observe(node, plan.failover.heartbeat),
    lookAt(ports.probe, otherNodes(plan, node.id), lookSeconds(plan)),
  ]);
  const { heartbeat } = plan.failover;
  return contradiction(own) ?? stillReceiving(witnessesOf(node.id, standbys, plan.database.nodes), heartbeat);
}

function describe(outcome: HostCommandOutcome): string {
  if (outcome.kind !== 'finished')
    return `host command ${outcome.kind === 'not-run' ? 'did not run' : 'has an unknown outcome'}: ${outcome.why}`;
  const { report, exitCode } = outcome;
  return report === undefined
    ? `host program ended with ${exitCode} and no report`
    : `host reports ${report.outcome}: ${report.seen ?? 'nothing more'}`;
}
