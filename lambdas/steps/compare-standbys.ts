import type { Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import { choiceContext, chooseCandidate } from '../domain/candidate.ts';
import type { Candidate, Comparison, LossBound } from '../domain/comparison.ts';
import type { Fencing } from '../domain/fencing.ts';
import { requireProvenFencing, stillReceiving } from '../domain/fencing-proof.ts';
import type { Incident } from '../domain/incident.ts';
import { otherPromotion } from '../domain/incident-token.ts';
import { hasMoreToReplay, type LossEvidence, lossBound } from '../domain/loss.ts';
import { compareLsn, parseLsn } from '../domain/lsn.ts';
import type { NodeObservation } from '../domain/observation.ts';
import { observationOf, otherNodes } from '../domain/topology.ts';
import { witnessesOf } from '../domain/witnesses.ts';
import { NotYet } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { lookAt, lookSeconds } from './looking.ts';

export type CompareStandbysInput = { incident: Incident; assessment: Assessment; fencing: Fencing };
export type CompareStandbysPorts = Pick<Ports, 'probe' | 'clock'>;

/** Looks, and seconds between them, while standbys still replay or receive. */
const LOOKS = 10;
const BETWEEN_LOOKS = 0.3;

/**
 * Chooses whom to promote, after fencing, so that positions stand still (I1, I2). Holds when nobody is eligible, when an earlier
 * execution set out to promote somebody else (no force skips that), or when what may be lost has no bound within the RPO and no person accepted it.
 */
export async function compareStandbys(
  { incident, assessment, fencing }: CompareStandbysInput,
  ports: CompareStandbysPorts,
  plan: Plan,
): Promise<Comparison> {
  requireProvenFencing(assessment, fencing);
  const { oldPrimary } = assessment;
  const observations = await lookUntilStill(ports, plan, oldPrimary);
  const { candidate, ranking } = chooseCandidate(observations, choiceContext(assessment, plan));
  if (candidate === undefined) {
    const why = `no standby may be promoted: ${ranking.map((one) => `${one.node} ${one.reason}`).join('; ')}`;
    return {
      action: 'hold',
      why,
      oldPrimary,
      ranking,
      loss: { proven: false, bytes: null, seconds: null, statement: 'nothing was promoted' },
    };
  }
  const loss = lossBound(lossEvidence(candidate, observations, assessment, fencing, plan));
  const other = otherPromotion(incident, candidate.node, fencing.node);
  if (other !== undefined) return { action: 'hold', why: other, oldPrimary, candidate, ranking, loss };
  const objection = lossObjection(loss, plan.objectives.rpo);
  const chosen = ranking.find((one) => one.chosen)?.reason;
  if (objection === undefined)
    return { action: 'promote', why: `${candidate.node}: ${chosen}; ${loss.statement}`, oldPrimary, candidate, ranking, loss };
  if (incident.force)
    return {
      action: 'promote',
      why: `${candidate.node}: ${chosen}; ${objection}, accepted by force: ${incident.reason}`,
      oldPrimary,
      candidate,
      ranking,
      loss,
    };
  return { action: 'hold', why: objection, oldPrimary, candidate, ranking, loss };
}

function lossEvidence(
  candidate: Candidate,
  observations: NodeObservation[],
  { oldPrimary, systemIdentifier, synchronousSetting, lastHeartbeat, verdict, nodes, at }: Assessment,
  fencing: Fencing,
  plan: Plan,
): LossEvidence {
  return {
    nodes: plan.database.nodes,
    oldPrimary,
    candidate: candidate.node,
    observations,
    synchronousSetting,
    systemIdentifier,
    timeline: candidate.timeline,
    lastHeartbeat,
    fencedAt: fencing.at,
    seenGoneAt: verdict === 'down' && observationOf(nodes, oldPrimary)?.failure?.kind === 'refused' ? at : undefined,
    heartbeat: plan.failover.heartbeat,
  };
}

/** The loss gate: why a person has to accept the loss, or `undefined`. */
function lossObjection(loss: LossBound, rpoSeconds: number): string | undefined {
  if (loss.proven) return undefined;
  if (loss.seconds === null) return `${loss.statement}; a person has to accept that`;
  return loss.seconds > rpoSeconds ? `${loss.statement}; the recovery point objective is ${rpoSeconds} s` : undefined;
}

/**
 * Looks until positions stand still. What a standby received bounds what it replays, but not until it has caught up: a record cut off by
 * the crash is received and never replayed. A standby that replays from an archive or from its own WAL after a restart has no such bound.
 *
 * @throws NotYet while a standby still receives from the fenced primary: then it is not fenced, whatever was reported
 */
async function lookUntilStill(ports: CompareStandbysPorts, plan: Plan, oldPrimary: string): Promise<NodeObservation[]> {
  const { nodes } = plan.database;
  const standbys = otherNodes(plan, oldPrimary);
  const receivers = (seen: NodeObservation[]) => stillReceiving(witnessesOf(oldPrimary, seen, nodes), plan.failover.heartbeat);
  let seen = await lookAt(ports.probe, standbys, lookSeconds(plan));
  let moving = seen.filter((one) => hasMoreToReplay(one) || isUnbounded(one)).map((one) => one.node);
  for (let looks = 1; looks < LOOKS && (moving.length > 0 || receivers(seen) !== undefined); looks += 1) {
    await ports.clock.sleep(BETWEEN_LOOKS);
    const before = seen;
    seen = await lookAt(ports.probe, standbys, lookSeconds(plan));
    moving = seen.filter((one) => one.replayedLsn !== observationOf(before, one.node)?.replayedLsn).map((one) => one.node);
  }
  const witness = receivers(seen);
  if (witness !== undefined) throw new NotYet(`${witness}; required silence after fencing`, { condition: 'StillReceiving' });
  return seen.map((one) => (moving.includes(one.node) && isUnbounded(one) ? withoutPosition(one) : one));
}

/** Replays something else than what it received last. */
function isUnbounded({ reachable, role, receivedLsn, replayedLsn }: NodeObservation): boolean {
  if (!reachable || role !== 'standby' || replayedLsn === undefined) return false;
  return receivedLsn === undefined || compareLsn(parseLsn(replayedLsn), parseLsn(receivedLsn)) > 0;
}

/** Where its WAL ends is not known yet: neither a candidate nor a proof may rest on how far it happens to be. */
function withoutPosition({ receivedLsn: _, replayedLsn: __, ...rest }: NodeObservation): NodeObservation {
  return rest;
}
