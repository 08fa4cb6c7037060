import type { Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from '../domain/assessment.ts';
import { choiceContext, chooseCandidate } from '../domain/candidate.ts';
import type { Candidate, Comparison, LossBound } from '../domain/comparison.ts';
import { approves, type Decision, type Decisions, inWords } from '../domain/decision.ts';
import type { Fencing } from '../domain/fencing.ts';
import { requireProvenFencing, stillReceiving } from '../domain/fencing-proof.ts';
import type { Incident } from '../domain/incident.ts';
import { otherPromotion } from '../domain/incident-token.ts';
import { hasMoreToReplay, type LossEvidence, lossBound } from '../domain/loss.ts';
import { compareLsn, parseLsn } from '../domain/lsn.ts';
import type { NodeObservation } from '../domain/observation.ts';
import { isPromoted } from '../domain/promotion.ts';
import { comparisonFrom } from '../domain/taken-up.ts';
import { observationOf, otherNodes, plannedQuorumMembers, requireNode } from '../domain/topology.ts';
import { witnessesOf } from '../domain/witnesses.ts';
import { NotYet } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { lookAt, lookSeconds } from './looking.ts';

export type CompareStandbysInput = { incident: Incident; assessment: Assessment; fencing: Fencing; decisions: Decisions };
export type CompareStandbysPorts = Pick<Ports, 'probe' | 'clock'>;

/** Looks, and seconds between them, while standbys still replay or receive. */
const LOOKS = 10;
const BETWEEN_LOOKS = 0.3;

/**
 * Chooses whom to promote, after fencing, so that positions stand still (I1, I2). Holds when nobody is eligible, when an earlier
 * execution set out to promote somebody else (no force skips that), and unless a person accepted it also when what may be lost has no bound
 * within the RPO or when the best standby belongs to another region. A promotion that has happened is not chosen anew.
 */
export async function compareStandbys(
  { incident, assessment, fencing, decisions }: CompareStandbysInput,
  ports: CompareStandbysPorts,
  plan: Plan,
): Promise<Comparison> {
  requireProvenFencing(assessment, fencing);
  const { oldPrimary } = assessment;
  const observations = await lookUntilStill(ports, plan, oldPrimary);
  const { promoting } = incident;
  const promoted = promoting === undefined ? undefined : observationOf(observations, promoting.node);
  if (promoting !== undefined && promoted !== undefined && isPromoted(promoted, promoting)) return comparisonFrom(promoting, plan);
  const { candidate, ranking } = chooseCandidate(observations, choiceContext(assessment, plan));
  if (candidate === undefined) return nobody(oldPrimary, ranking);
  const loss = lossBound(lossEvidence(candidate, observations, assessment, fencing, plan));
  const found = { oldPrimary, candidate, ranking, loss };
  const other = otherPromotion(incident, candidate.node, fencing.node);
  if (other !== undefined) return { action: 'hold', why: other, ...found };
  const objections = [lossObjection(loss, plan), regionObjection(candidate, assessment.region, plan)];
  const objection = objections.filter((one) => one !== undefined).join('; ');
  const chosen = `${candidate.node}: ${ranking.find((one) => one.chosen)?.reason}`;
  if (objection === '') return { action: 'promote', why: `${chosen}; ${loss.statement}`, ...found };
  if (incident.force) return { action: 'promote', why: `${chosen}; ${objection}, accepted by force: ${incident.reason}`, ...found };
  return { ...answered(`${candidate.node}: ${objection}`, decisions.promoteCandidate), ...found };
}

/** An approval is for what was asked: when the candidate or the bound is another one by now, it approves nothing. */
function answered(question: string, answer: Decision | undefined): Pick<Comparison, 'action' | 'why'> {
  if (answer === undefined) return { action: 'ask', why: question };
  if (!approves(answer, 'promote-candidate')) return { action: 'hold', why: `${question}; ${inWords(answer)}` };
  if (answer.about === question) return { action: 'promote', why: `${question}; ${inWords(answer)}` };
  return { action: 'hold', why: `${question}; what was ${inWords(answer)} is something else: ${answer.about}` };
}

function nobody(oldPrimary: string, ranking: Comparison['ranking']): Comparison {
  return {
    action: 'hold',
    why: `no standby may be promoted: ${ranking.map((one) => `${one.node} ${one.reason}`).join('; ')}`,
    oldPrimary,
    ranking,
    loss: { proven: false, bytes: null, seconds: null, statement: 'nothing was promoted' },
  };
}

function lossEvidence(
  candidate: Candidate,
  observations: NodeObservation[],
  { oldPrimary, systemIdentifier, synchronousSetting, lastHeartbeat, verdict, nodes, at, firstAt }: Assessment,
  fencing: Fencing,
  plan: Plan,
): LossEvidence {
  // A server that was gone may have come back before the power was cut, so only its own host's word makes that moment the end.
  const seenGone = verdict === 'down' && fencing.rung === 'fence-postgres' && observationOf(nodes, oldPrimary)?.failure?.kind === 'refused';
  return {
    nodes: plan.database.nodes,
    oldPrimary,
    candidate: candidate.node,
    observations,
    synchronousSetting: verdict === 'unreachable-from-here' ? null : synchronousSetting,
    systemIdentifier,
    timeline: candidate.timeline,
    lastHeartbeat,
    fencedAt: fencing.proven ? fencing.at : undefined,
    seenGoneAt: seenGone ? at : undefined,
    firstLookAt: firstAt,
    heartbeat: plan.failover.heartbeat,
    detectionSeconds: 2 * plan.failover.alarm.period * plan.failover.alarm.periods,
  };
}

/**
 * A primary in another region is a region failover: each region has a writer record of its own, this machine switches only one of them, and
 * the clients of the other would be led to a node that is no primary (I3). A person decides, and looks after the other record.
 */
function regionObjection({ node }: Candidate, region: string, plan: Plan): string | undefined {
  const home = requireNode(plan, node).region;
  return home === region
    ? undefined
    : `the most advanced standby, ${node}, belongs to ${home}, and only the writer record of ${region} would follow it`;
}

/**
 * The loss gate: why a person has to accept the loss, or `undefined`. A plan with a synchronous quorum promises that nothing acknowledged is
 * lost; where that is not proven, it is a person's to give up, unless the plan says that a loss within the objective needs nobody.
 */
function lossObjection(loss: LossBound, { objectives: { rpo }, failover }: Plan): string | undefined {
  if (loss.proven) return undefined;
  if (loss.seconds === null) return loss.statement;
  if (loss.seconds > rpo) return `${loss.statement}; the recovery point objective is ${rpo} s`;
  return failover.promoteWhenLossBounded ? undefined : `${loss.statement}; the recovery point objective of ${rpo} s is kept`;
}

/**
 * Looks until positions stand still. What a standby received bounds what it replays, but not until it has caught up: a record cut off by
 * the crash is received and never replayed. A standby that replays from an archive or from its own WAL after a restart has no such bound: it
 * has reached the end only when its startup process waits for more, and a pause in between (a conflict with a query) is not that.
 *
 * @throws NotYet while a standby still receives from the fenced primary: then it is not fenced, whatever was reported
 */
async function lookUntilStill(ports: CompareStandbysPorts, plan: Plan, oldPrimary: string): Promise<NodeObservation[]> {
  const { nodes } = plan.database;
  const standbys = otherNodes(plan, oldPrimary);
  const receivers = (seen: NodeObservation[]) => stillReceiving(witnessesOf(oldPrimary, seen, nodes), plan.failover.heartbeat);
  let before: NodeObservation[] = [];
  let seen = await lookAt(ports.probe, standbys, lookSeconds(plan));
  const moving = () => seen.filter((one) => isMoving(one, observationOf(before, one.node)));
  const quorum = plannedQuorumMembers(plan, oldPrimary).map((node) => node.id);
  // A busy standby that misses one look would make the loss unproven, and wake somebody to decide on nothing.
  const missed = (looks: number) => looks === 1 && seen.some((one) => !one.reachable && quorum.includes(one.node));
  for (let looks = 1; looks < LOOKS && (moving().length > 0 || receivers(seen) !== undefined || missed(looks)); looks += 1) {
    await ports.clock.sleep(BETWEEN_LOOKS);
    before = seen;
    seen = await lookAt(ports.probe, standbys, lookSeconds(plan));
  }
  const witness = receivers(seen);
  if (witness !== undefined) throw new NotYet(`${witness}; required silence after fencing`, { condition: 'StillReceiving' });
  const unsettled = moving();
  return seen.map((one) => (isUnbounded(one) && unsettled.includes(one) ? withoutPosition(one) : one));
}

/** Has it more to replay? Its startup process says so; where it does not, two looks at the same position have to do. */
function isMoving(one: NodeObservation, before: NodeObservation | undefined): boolean {
  if (!hasMoreToReplay(one) && !isUnbounded(one)) return false;
  if (one.waitsForWal !== undefined) return !one.waitsForWal;
  return before === undefined || one.replayedLsn !== before.replayedLsn;
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
