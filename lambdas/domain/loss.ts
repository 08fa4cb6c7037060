import type { DatabaseNode } from '../../lib/plan/schema.ts';
import type { LossBound } from './comparison.ts';
import { bytesBetween, compareLsn, greatestLsn, type Lsn, parseLsn } from './lsn.ts';
import type { NodeObservation, RememberedHeartbeat } from './observation.ts';
import { membersToSee, parseSynchronousRule } from './quorum.ts';
import { nodeByStandbyName, observationOf } from './topology.ts';

/** Greater of received and replayed; received is NULL after an archive-only start. */
export function positionOf(observation: NodeObservation): Lsn | undefined {
  return greatestLsn([observation.receivedLsn, observation.replayedLsn]);
}

/** What it received is not yet all replayed, so its position and the heartbeat it shows still move. */
export function hasMoreToReplay(seen: NodeObservation): boolean {
  const { reachable, receivedLsn, replayedLsn } = seen;
  return (
    reachable && receivedLsn !== undefined && replayedLsn !== undefined && compareLsn(parseLsn(replayedLsn), parseLsn(receivedLsn)) < 0
  );
}

export type LossEvidence = {
  nodes: readonly DatabaseNode[];
  oldPrimary: string;
  candidate: string;
  observations: readonly NodeObservation[];
  /** What was in force on the old primary at the last acknowledged heartbeat; `null` = unknown, or it may have changed unseen since. */
  synchronousSetting: string | null;
  systemIdentifier: string;
  timeline: number;
  lastHeartbeat?: RememberedHeartbeat | undefined;
  /** When the old primary was proven unable to write, ISO 8601; `undefined` when it was not: it may write as long as it likes. */
  fencedAt: string | undefined;
  /**
   * When its host said that nobody listens, ISO 8601: after that it wrote nothing. `undefined` for one that was merely silent here: it may
   * have written for others until it was fenced.
   */
  seenGoneAt?: string | undefined;
  /** Start of the first assessment, ISO 8601. */
  firstLookAt: string;
  /** Seconds between two heartbeats: what was written after the last one is not in it. */
  heartbeat: number;
  /** Seconds that may pass between the last acknowledged heartbeat and the first assessment when nobody slept: the alarm's time, twice. */
  detectionSeconds: number;
};

/** Heartbeats that may be under way between their commit and the memory before the memory counts as out of date. */
const UNDER_WAY = 3;

/**
 * Neither the time nor the synchronous setting that is remembered is the last one: a node holds heartbeats the memory does not know, or
 * the probes had been silent for long before anybody looked, and what was in force then is not known.
 */
function isOutdated(evidence: LossEvidence, { at, acknowledgedAt }: RememberedHeartbeat): boolean {
  if (Date.parse(evidence.firstLookAt) - Date.parse(acknowledgedAt) > evidence.detectionSeconds * 1000) return true;
  const newest = Date.parse(at) + UNDER_WAY * evidence.heartbeat * 1000;
  const own = evidence.observations.filter((one) => one.systemIdentifier === evidence.systemIdentifier);
  return own.some((one) => one.newestHeartbeat !== undefined && Date.parse(one.newestHeartbeat.at) > newest);
}

/** Why every acknowledged commit is on the candidate, or `undefined` when that is not proven. */
export function proofOfCompleteness(evidence: LossEvidence): string | undefined {
  // An old primary that may live gets commits acknowledged by the very standbys that were looked at, until they are its no more.
  if (evidence.fencedAt === undefined) return undefined;
  if (evidence.synchronousSetting === null) return undefined;
  if (evidence.lastHeartbeat === undefined || isOutdated(evidence, evidence.lastHeartbeat)) return undefined;
  const stated = parseSynchronousRule(evidence.synchronousSetting);
  if (stated === undefined) return undefined;
  const plan = { database: { nodes: evidence.nodes } };
  const names = stated.members.map((name) => nodeByStandbyName(plan, name)?.id ?? name);
  const rule = { ...stated, members: [...new Set(names)].filter((name) => name !== evidence.oldPrimary) };
  const needed = membersToSee(rule);
  if (needed === undefined) return undefined;
  const seen = rule.members
    .flatMap((node) => observationOf(evidence.observations, node) ?? [])
    .flatMap((one) => comparablePosition(one, evidence) ?? []);
  if (seen.length < needed) return undefined;
  const candidate = observationOf(evidence.observations, evidence.candidate);
  const position = candidate === undefined ? undefined : comparablePosition(candidate, evidence);
  if (position === undefined || seen.some((one) => compareLsn(one, position) > 0)) return undefined;
  return `${seen.length} of ${rule.members.length} quorum standbys were seen (${needed} needed under ${evidence.synchronousSetting}) and none is ahead of ${evidence.candidate}`;
}

/** Positions on another timeline or of another cluster say nothing about this one's commits. */
function comparablePosition(one: NodeObservation, evidence: LossEvidence): Lsn | undefined {
  const comparable =
    one.reachable && one.role === 'standby' && one.systemIdentifier === evidence.systemIdentifier && one.timeline === evidence.timeline;
  return comparable ? positionOf(one) : undefined;
}

/** Bytes from the candidate's position to the furthest position known of the old primary or of any node of the cluster that was seen. */
function bytesBound(evidence: LossEvidence, position: Lsn | undefined): number | null {
  if (position === undefined || evidence.lastHeartbeat?.lsn === undefined) return null;
  const own = evidence.observations.filter((one) => one.systemIdentifier === evidence.systemIdentifier);
  const known = [evidence.lastHeartbeat.lsn, ...own.flatMap((one) => [one.currentLsn, one.receivedLsn, one.replayedLsn])];
  return Math.max(0, ...known.filter((lsn) => lsn !== undefined).map((lsn) => bytesBetween(position, parseLsn(lsn))));
}

/**
 * Time from the newest heartbeat the candidate holds to the end of writing, plus one heartbeat for what was written after it. The end is when
 * the server was seen gone, otherwise the fencing: our heartbeats may have failed long before others stopped writing. Two parts, each by one
 * clock: up to the last acknowledged heartbeat by the primary's, from its acknowledgement on by the functions'.
 */
function secondsBound(evidence: LossEvidence, heldAt: string | undefined): number | null {
  const { lastHeartbeat, seenGoneAt, fencedAt } = evidence;
  // What is not fenced may have been seen gone, and come back.
  if (heldAt === undefined || lastHeartbeat === undefined || fencedAt === undefined) return null;
  const endOfWriting = seenGoneAt ?? fencedAt;
  const unheld = Date.parse(lastHeartbeat.at) - Date.parse(heldAt);
  const afterwards = Math.max(0, Date.parse(endOfWriting) - Date.parse(lastHeartbeat.acknowledgedAt));
  return Math.ceil(Math.max(0, unheld + afterwards) / 1000 + evidence.heartbeat);
}

function whyUnbounded({ fencedAt }: LossEvidence): string {
  return fencedAt === undefined ? 'the old primary is not proven fenced and may go on writing' : 'heartbeats are missing';
}

/**
 * What may be lost by promoting the candidate. Proven means: nothing that a client was told is committed, given that clients did not
 * switch off `synchronous_commit` and did not cancel a commit that waited for a standby (the server then answers with a warning). A bound of 0 is never called "nothing" unless it is proven.
 */
export function lossBound(evidence: LossEvidence): LossBound {
  const proof = proofOfCompleteness(evidence);
  if (proof !== undefined)
    return {
      proven: true,
      bytes: 0,
      seconds: 0,
      statement: `no acknowledged write is lost (of clients that leave synchronous_commit on and cancel no waiting commit): ${proof}`,
    };
  const candidate = observationOf(evidence.observations, evidence.candidate);
  const bytes = bytesBound(evidence, candidate === undefined ? undefined : positionOf(candidate));
  const seconds = secondsBound(evidence, candidate?.newestHeartbeat?.at);
  if (seconds === null)
    return { proven: false, bytes, seconds, statement: `what may be lost cannot be bounded: ${whyUnbounded(evidence)}` };
  const inBytes = bytes === null ? 'an unknown number of' : `${bytes}`;
  return {
    proven: false,
    bytes,
    seconds,
    statement: `acknowledged writes of at most the last ${seconds} s may be lost (${inBytes} bytes of WAL known to be missing); not proven to be zero`,
  };
}
