import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Assessment, NoAssessment } from '../domain/assessment.ts';
import { choiceContext, hasProspect } from '../domain/candidate.ts';
import { approves, type Decisions, inWords } from '../domain/decision.ts';
import { type Decision, DIRECT_TRIES, decide } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import type { DirectTry, NodeObservation, RememberedHeartbeat } from '../domain/observation.ts';
import { findPrimary, type PrimaryFinding } from '../domain/primary.ts';
import { durabilityObjection, provableSetting } from '../domain/quorum-relief.ts';
import { freshSight, type Sight } from '../domain/sight.ts';
import { takeUp } from '../domain/take-up.ts';
import { takenUpFrom } from '../domain/taken-up.ts';
import { newestTimeline } from '../domain/timeline.ts';
import { nodeByAddress, nodeByHost, observationOf, otherNodes } from '../domain/topology.ts';
import { witnessesOf } from '../domain/witnesses.ts';
import { DependencyUnavailable, messageOf } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow, lookAt, lookSeconds, secondsSince } from './looking.ts';

export type AssessPrimaryInput = { incident: Incident; previous: Assessment | NoAssessment; decisions: Decisions };
export type AssessPrimaryPorts = Pick<Ports, 'probe' | 'record' | 'resolver' | 'heartbeats' | 'clock' | 'region'>;

type Record = { value: string; node: DatabaseNode | undefined };
/** `heardBy`: vantage to which the primary acknowledged a heartbeat since the assessment began. */
type Round = {
  direct: DirectTry | undefined;
  nodes: NodeObservation[];
  finding: PrimaryFinding;
  lastHeartbeat: RememberedHeartbeat | undefined;
  heardBy: string | undefined;
  elsewhere: Sight | undefined;
};

/** What the memory said before anything was tried: later readings are compared with it. */
type Known = { heartbeat: RememberedHeartbeat | undefined; sights: Sight[] };

/**
 * Puts the evidence together: what the primary itself answers (a write included), and what its standbys witness.
 * Ends at the first acknowledged write; otherwise tries three times, and looks at everybody each time. What the other
 * region's probe sees meanwhile is joined with it.
 */
export async function assessPrimary(input: AssessPrimaryInput, ports: AssessPrimaryPorts, plan: Plan): Promise<Assessment> {
  const startedAt = isoNow(ports.clock);
  const [record, heartbeat, sights] = await Promise.all([
    readRecord(ports, plan),
    ports.heartbeats.newest(lookSeconds(plan)),
    ports.heartbeats.sights(lookSeconds(plan)),
  ]);
  const known = { heartbeat, sights };
  const round = await lookUntilCertain(record, known, { ports, plan, pace: paceOf(input.incident.trigger, known, ports, plan) });
  return conclude(input, startedAt, record, round, ports, plan);
}

/** The record from its control plane; when that does not answer, what DNS tells clients. */
async function readRecord(ports: AssessPrimaryPorts, plan: Plan): Promise<Record> {
  try {
    const value = await ports.record.read();
    return { value, node: nodeByHost(plan, value) };
  } catch (controlPlane) {
    const addresses = await ports.resolver.addresses(plan.database.writer.name, lookSeconds(plan)).catch((dns) => {
      throw new DependencyUnavailable(`writer record unknown: control plane says ${messageOf(controlPlane)}, DNS says ${messageOf(dns)}`, {
        condition: 'WriterRecordUnknown',
      });
    });
    const node = nodeByAddress(plan, addresses);
    return { value: node?.host ?? addresses.join(', '), node };
  }
}

async function lookUntilCertain(
  record: Record,
  known: Known,
  { ports, plan, pace }: { ports: AssessPrimaryPorts; plan: Plan; pace: number },
): Promise<Round> {
  const { clock } = ports;
  let roundAt = isoNow(clock);
  let round = await lookOnce(record, known, ports, plan);
  for (let tries = 1; tries < DIRECT_TRIES && !isCertain(round); tries += 1) {
    await clock.sleep(Math.max(0, plan.failover.heartbeat * pace - secondsSince(clock, roundAt)));
    roundAt = isoNow(clock);
    round = await lookOnce(record, known, ports, plan);
  }
  return round;
}

/** Heartbeats between two tries, by who started the execution. Before an alarm the probe has tried three times, a whole heartbeat apart. */
const PACE = { alarm: 0.25, person: 1, schedule: 1 } as const satisfies { [trigger in Incident['trigger']]: number };
/** The same, so that the three tries outlast what another vantage may take to say something new: a heartbeat, or two for what it sees. */
const OUTLASTING = { heartbeat: 0.6, sight: 1.1 } as const;
/**
 * Heartbeats: what is remembered and younger may be of a primary that lives. The clocks of a probe and of this function are compared, both kept
 * by AWS: nothing is concluded from them but how long to listen.
 */
const RECENT = 2;

/**
 * Every second of these tries is one of outage, so they are no farther apart than they must be. What another vantage was told lately, or
 * sees, has to be heard once more before its silence counts.
 */
function paceOf(trigger: Incident['trigger'], { heartbeat, sights }: Known, { clock, region }: AssessPrimaryPorts, plan: Plan): number {
  const recent = heartbeat !== undefined && secondsSince(clock, heartbeat.acknowledgedAt) < RECENT * plan.failover.heartbeat;
  const contradicted = sights.some((one) => one.vantage !== region && one.primaries.length + one.receiving.length > 0);
  return Math.max(PACE[trigger], recent ? OUTLASTING.heartbeat : 0, contradicted ? OUTLASTING.sight : 0);
}

/** More tries would change nothing: a write was acknowledged, or it is not even clear whom to try. */
const isCertain = ({ finding, direct }: Round) => finding.kind !== 'found' || direct === undefined || direct.outcome === 'committed';

async function lookOnce(record: Record, known: Known, ports: AssessPrimaryPorts, plan: Plan): Promise<Round> {
  const [direct, nodes, remembered, sights] = await Promise.all([
    tryDirectly(record, ports, plan),
    lookAtAll(record, ports, plan),
    ports.heartbeats.newest(lookSeconds(plan)),
    ports.heartbeats.sights(lookSeconds(plan)),
  ]);
  const lastHeartbeat = remembered ?? known.heartbeat;
  const { region } = ports;
  const elsewhere = freshSight(known.sights, sights, region);
  const { value: recordValue, node: recordNode } = record;
  const finding = findPrimary(plan, { region, recordValue, recordNode, nodes, lastHeartbeat, seenElsewhere: elsewhere?.primaries });
  return { direct, nodes, finding, lastHeartbeat, elsewhere, heardBy: heardSince(known.heartbeat, remembered, record) };
}

/** Two readings of the memory, compared by the probes' clocks: the one before may be of another primary, with a clock of its own. */
function heardSince(known: RememberedHeartbeat | undefined, now: RememberedHeartbeat | undefined, record: Record): string | undefined {
  if (known === undefined || now === undefined || now.primary !== record.node?.id) return undefined;
  return Date.parse(now.acknowledgedAt) > Date.parse(known.acknowledgedAt) ? now.vantage : undefined;
}

async function tryDirectly(record: Record, ports: AssessPrimaryPorts, plan: Plan): Promise<DirectTry | undefined> {
  return record.node === undefined ? undefined : ports.probe.tryWrite(record.node, plan.failover.heartbeat);
}

/** The record's node gets one heartbeat, the witnesses two. */
async function lookAtAll(record: Record, ports: AssessPrimaryPorts, plan: Plan): Promise<NodeObservation[]> {
  const own = record.node === undefined ? [] : [record.node];
  const others = otherNodes(plan, record.node?.id ?? '');
  const [mine, theirs] = await Promise.all([
    lookAt(ports.probe, own, plan.failover.heartbeat),
    lookAt(ports.probe, others, lookSeconds(plan)),
  ]);
  return [...mine, ...theirs];
}

function decideRound(
  { direct, nodes, finding, heardBy, elsewhere, lastHeartbeat }: Round,
  since: { first: number; previous: Assessment | NoAssessment; at: Date },
  { incident, record, givenUpBy }: { incident: Incident; record: Record; givenUpBy: string | undefined },
  plan: Plan,
): Decision {
  const { promoting } = incident;
  const left = promoting === undefined ? undefined : takeUp(promoting, { recordNode: record.node, direct, nodes, lastHeartbeat });
  if (left !== undefined)
    return { verdict: 'promoted-before', action: left.action === 'fence-again' ? 'fail-over' : left.action, why: left.why };
  if (finding.kind === 'split-brain') return { verdict: 'split-brain', action: 'stop', why: finding.why };
  if (finding.kind === 'unclear') return { verdict: 'primary-unclear', action: 'hold', why: finding.why };
  const primary = finding.node.id;
  const standbys = witnessesOf(primary, nodes, plan.database.nodes);
  const evidence = { direct: direct as DirectTry, standbys, heardBy, elsewhere, primary };
  const decideAfter = (inVerdict: number) => decide(evidence, { inVerdict, inTotal: since.first, givenUpBy }, plan.failover);
  const fresh = decideAfter(0);
  const { previous } = since;
  const lasting = 'verdict' in previous && previous.verdict === fresh.verdict;
  return lasting ? decideAfter((since.at.getTime() - Date.parse(previous.verdictSince)) / 1000) : fresh;
}

/** Who accepted to give up a primary that only we cannot reach: with the start, or at the gate. */
function whoGaveUp({ incident: { force, reason }, decisions: { giveUpPrimary } }: AssessPrimaryInput): string | undefined {
  if (approves(giveUpPrimary, 'give-up-primary')) return inWords(giveUpPrimary);
  return force ? `forced with the start: ${reason}` : undefined;
}

function conclude(
  input: AssessPrimaryInput,
  startedAt: string,
  record: Record,
  round: Round,
  ports: AssessPrimaryPorts,
  plan: Plan,
): Assessment {
  const { incident, previous } = input;
  const at = ports.clock.now();
  const firstAt = 'verdict' in previous ? previous.firstAt : startedAt;
  const since = { first: (at.getTime() - Date.parse(firstAt)) / 1000, previous, at };
  const decision = decideRound(round, since, { incident, record, givenUpBy: whoGaveUp(input) }, plan);
  const newest = round.direct?.heartbeat ?? round.lastHeartbeat;
  const lasting = 'verdict' in previous && previous.verdict === decision.verdict;
  const systemIdentifier = newest?.systemIdentifier ?? agreedIdentifier(round.nodes);
  const own = round.nodes.filter((one) => one.systemIdentifier === systemIdentifier);
  const assessment: Assessment = {
    ...decision,
    attempt: previous.attempt + 1,
    firstAt,
    at: at.toISOString(),
    verdictSince: lasting ? previous.verdictSince : startedAt,
    oldPrimary: (decision.verdict === 'promoted-before' ? incident.promoting?.oldPrimary : record.node?.id) ?? '',
    region: ports.region,
    recordValue: record.value,
    timeline: newestTimeline([newest?.timeline, ...own.map((one) => one.timeline)]),
    systemIdentifier,
    synchronousSetting: provableSetting(newest?.synchronousSetting ?? null, incident),
    nodes: round.nodes,
    ...(round.elsewhere === undefined ? {} : { otherVantage: round.elsewhere }),
    ...(newest === undefined ? {} : { lastHeartbeat: newest }),
  };
  if (assessment.action === 'false-alarm') return holdUntilDurable(assessment, incident);
  if (assessment.verdict !== 'promoted-before' || incident.promoting === undefined) return holdWithoutProspect(assessment, plan);
  return assessment.action === 'finish' ? { ...assessment, takenUp: takenUpFrom(incident.promoting, assessment, plan) } : assessment;
}

/** Fencing comes before the choice, so it must not be what takes the service away: without anybody to promote, a person decides first. */
function holdWithoutProspect(assessment: Assessment, plan: Plan): Assessment {
  const leadsOn = assessment.action === 'fail-over' || assessment.action === 'ask';
  if (!leadsOn || hasProspect(assessment.nodes, choiceContext(assessment, plan))) return assessment;
  return { ...assessment, action: 'hold', why: `${assessment.why}; but no standby could be promoted, so the primary is not fenced` };
}

/** The incident of a relief is over when the quorum is back, not when commits return. */
function holdUntilDurable(assessment: Assessment, incident: Incident): Assessment {
  const inForce = observationOf(assessment.nodes, assessment.oldPrimary)?.synchronousSetting ?? null;
  const objection = durabilityObjection(assessment.oldPrimary, inForce, incident);
  return objection === undefined ? assessment : { ...assessment, action: 'hold', why: `${assessment.why}; ${objection}` };
}

/** Without a remembered heartbeat, the identifier all who answer agree on; `''` when they do not. */
function agreedIdentifier(nodes: readonly NodeObservation[]): string {
  const distinct = new Set(nodes.flatMap((one) => one.systemIdentifier ?? []));
  return distinct.size === 1 ? ([...distinct][0] ?? '') : '';
}
