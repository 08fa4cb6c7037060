import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import {
  type Divergence,
  type DivergentWal,
  divergenceKey,
  divergentWal,
  type Fork,
  forkFrom,
  named,
  readDivergence,
  unread,
} from '../domain/divergence.ts';
import { divergenceByHand } from '../domain/divergence-by-hand.ts';
import type { Fencing } from '../domain/fencing.ts';
import type { Incident } from '../domain/incident.ts';
import { SCENARIO } from '../domain/incident-report.ts';
import type { MachineState } from '../domain/machine-state.ts';
import { requireNode } from '../domain/topology.ts';
import { messageOf } from '../errors.ts';
import type { HostCommandOutcome } from '../ports/host-commands.ts';
import type { Ports } from '../ports/ports.ts';
import { type Chosen, requireCandidate } from './candidate-guard.ts';
import { isoNow, lookSeconds } from './looking.ts';
import { tell } from './story.ts';

export type KeepDivergenceInput = { incident: Incident; facts: MachineState };
export type KeepDivergencePorts = Pick<Ports, 'incidents' | 'hosts' | 'probe' | 'reports' | 'clock'>;

type Scene = Chosen & {
  incident: Incident;
  facts: MachineState;
  fencing: Fencing;
  old: DatabaseNode;
  ports: KeepDivergencePorts;
  plan: Plan;
};

/**
 * Keeps what only the old primary's disk holds before anything touches it (I7): its host copies the WAL from the fork on and decodes it, the
 * new primary names the relations, the bucket of reports gets the result. The recovery has happened when this runs, so nothing here
 * makes it fail: whatever is not known is a state with its reason, and the commands to read it later.
 */
export async function keepDivergence(
  { incident, facts }: KeepDivergenceInput,
  ports: KeepDivergencePorts,
  plan: Plan,
): Promise<Divergence> {
  const node = facts.fencing?.node ?? facts.comparison?.oldPrimary ?? '';
  const divergence = await read({ incident, facts }, ports, plan).catch((failure: unknown) =>
    unread('skipped', { node, why: `nobody was asked: ${messageOf(failure)}`, at: isoNow(ports.clock), fork: null, byHand: [] }),
  );
  await tell(ports, incident, 'keep-divergence', `${divergence.state}: ${divergence.why}`, divergence);
  return divergence;
}

async function read({ incident, facts }: KeepDivergenceInput, ports: KeepDivergencePorts, plan: Plan): Promise<Divergence> {
  const { fencing, comparison } = facts;
  if (fencing === undefined || comparison === undefined) throw new RangeError('nobody was fenced or compared; required both');
  const scene = { ...requireCandidate(comparison, plan), incident, facts, fencing, old: requireNode(plan, fencing.node), ports, plan };
  await ports.incidents.assertOwner(incident);
  const fork = await findFork(scene);
  const { old, candidate } = scene;
  const byHand = divergenceByHand(incident, { node: old, timeline: candidate.timeline, fork, rung: fencing.rung }, plan);
  const notRead = (state: Divergence['state'], why: string) => unread(state, { node: old.id, why, at: isoNow(ports.clock), fork, byHand });
  if (fencing.rung === 'stop-instance')
    return notRead('unreachable', `the instance of ${old.id} was stopped to fence it; its disk is the evidence`);
  const outcome = await askHost(scene, fork);
  if (outcome.kind !== 'finished') return notRead('unreachable', `the host of ${old.id} did not answer: ${outcome.why}`);
  const { report, exitCode, stderr } = outcome;
  if (report?.outcome === 'refused') return notRead('refused', `the host of ${old.id} refused: ${report.seen}`);
  const wal = report === undefined || exitCode !== 0 ? undefined : divergentWal(report);
  if (wal === undefined)
    return notRead('failed', `the host of ${old.id}: ${report?.seen ?? (stderr || `exit code ${exitCode} and no report`)}`);
  return keep({ wal, fork, byHand }, scene);
}

/** However the promotion came about, the new primary itself knows where it left the old timeline; its host may have said so already. */
async function findFork({ facts, candidate, node, ports, plan }: Scene): Promise<Fork> {
  const known = forkFrom(facts.promotion, candidate);
  if (known.exact) return known;
  return ports.probe.leftTimelineAt(node, candidate.timeline, lookSeconds(plan)).then(
    (lsn) => ({ lsn, exact: true }),
    () => known,
  );
}

function askHost({ incident, old, candidate, ports, plan }: Scene, fork: Fork): Promise<HostCommandOutcome> {
  const patience = plan.failover.hostCommandPatience;
  const parameters = {
    incident: incident.id,
    token: String(incident.token),
    node: old.id,
    timeline: String(candidate.timeline),
    from: fork.lsn,
    timeoutSeconds: String(patience),
  };
  return ports.hosts.run('keep-divergence', old, parameters, patience);
}

/** Without names the numbers are kept; without the bucket the host's folder is what is left. Both are said. */
async function keep(found: { wal: DivergentWal; fork: Fork; byHand: string[] }, scene: Scene): Promise<Divergence> {
  const { incident, old, node, ports, plan } = scene;
  const shortcomings: string[] = [];
  const note = (what: string) => (failure: unknown) => void shortcomings.push(`${what}: ${messageOf(failure)}`);
  const asked = found.wal.relations.filter((one) => !one.createdAfterFork).map((one) => one.relation);
  const names =
    asked.length === 0 ? {} : await ports.probe.relationNames(node, asked, lookSeconds(plan)).catch(note('relations have no names'));
  const wal = named(found.wal, names ?? {});
  const at = isoNow(ports.clock);
  const key = divergenceKey(SCENARIO, incident.id, incident.token);
  const about = { schemaVersion: 1, incidentId: incident.id, plan: plan.name, node: old.id, newPrimary: node.id, at, fork: found.fork };
  const stored = await ports.reports
    .save(key, { ...about, timeline: scene.candidate.timeline, wal })
    .then(() => true, note('the evidence is on the host only'));
  return readDivergence(wal, { node: old.id, at, fork: found.fork, byHand: found.byHand, shortcomings, evidenceKey: stored ? key : null });
}
