import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Assessment } from './assessment.ts';
import type { Candidate, RankedNode } from './comparison.ts';
import { hasMoreToReplay, positionOf } from './loss.ts';
import { compareLsn, formatLsn, type Lsn } from './lsn.ts';
import type { NodeObservation } from './observation.ts';
import { newestTimeline } from './timeline.ts';
import { observationOf } from './topology.ts';

/** What the choice rests on besides the observations. */
export type ChoiceContext = {
  nodes: readonly DatabaseNode[];
  oldPrimary: string;
  /** Region preferred between equals. */
  region: string;
  /** `''` = not known: nobody is eligible. */
  systemIdentifier: string;
  /** Newest timeline known before this look. */
  timeline: number;
  /** Time of the last acknowledged heartbeat, as remembered; where a node holds a newer one, or nothing is remembered, that one counts. */
  lastHeartbeatAt?: string | undefined;
  /** Seconds a candidate's newest heartbeat may be older than that. */
  heartbeatAgeLimit: number;
};

/** What a choice needs of assessment and plan. */
export function choiceContext(assessment: Assessment, plan: Plan): ChoiceContext {
  const { oldPrimary, region, systemIdentifier, timeline, lastHeartbeat } = assessment;
  return {
    nodes: plan.database.nodes,
    oldPrimary,
    region,
    systemIdentifier,
    timeline,
    lastHeartbeatAt: lastHeartbeat?.at,
    heartbeatAgeLimit: plan.failover.candidateHeartbeatAge,
  };
}

type Reference = ChoiceContext & { newest: number; referenceHeartbeat: number | undefined };

/**
 * Reason why a node must not be promoted, or `undefined` when it may be (reason-or-nothing, so that every refusal is explained).
 *
 * A standby on an ancestor of the newest timeline is refused although it could still follow: promoted without the newest history file it
 * would give its own history a number that is taken. Bringing it onto the newest timeline first is a person's decision.
 */
export function limitationOf(node: DatabaseNode, seen: NodeObservation | undefined, reference: Reference): string | undefined {
  if (node.id === reference.oldPrimary) return 'is the old primary';
  if (!node.promotable) return 'is excluded by the plan (promotable: false)';
  if (seen === undefined || !seen.reachable) return `does not answer (${seen?.failure?.message ?? 'not observed'})`;
  if (seen.role !== 'standby') return 'is not in recovery';
  if (reference.systemIdentifier === '') return 'cannot be compared: the system identifier of the old primary is not known';
  if (seen.systemIdentifier !== reference.systemIdentifier)
    return `belongs to another cluster: system identifier ${seen.systemIdentifier ?? 'unknown'}, required ${reference.systemIdentifier}`;
  if (seen.timeline !== reference.newest)
    return `is on timeline ${seen.timeline ?? 'unknown'}, required the newest seen, ${reference.newest}`;
  if (seen.replayPaused !== false) return seen.replayPaused ? 'has its replay paused' : 'does not say whether its replay is paused';
  if (positionOf(seen) === undefined) return 'does not say which WAL position it holds';
  return staleness(seen, reference);
}

/** A standby whose receiver stopped silently a week ago is reachable, in recovery, and worthless. */
function staleness(seen: NodeObservation, { referenceHeartbeat, heartbeatAgeLimit }: Reference): string | undefined {
  if (referenceHeartbeat === undefined) return undefined;
  if (seen.newestHeartbeat === undefined) return 'holds no heartbeat';
  const age = (referenceHeartbeat - Date.parse(seen.newestHeartbeat.at)) / 1000;
  return age > heartbeatAgeLimit
    ? `its newest heartbeat is ${Math.round(age)} s older than the last known one, allowed ${heartbeatAgeLimit} s`
    : undefined;
}

/**
 * Can a candidate be expected at all, judged before fencing? Positions and heartbeats still move then, so a standby that has more to
 * replay is not held to its heartbeat. When nobody can be promoted, fencing would only take away a primary that may still serve clients.
 */
export function hasProspect(observations: readonly NodeObservation[], context: ChoiceContext): boolean {
  const reference = referenceOf(observations, context);
  return context.nodes.some((node) => {
    const seen = observationOf(observations, node.id);
    const lenient = seen !== undefined && hasMoreToReplay(seen) ? { ...reference, heartbeatAgeLimit: Number.POSITIVE_INFINITY } : reference;
    return limitationOf(node, seen, lenient) === undefined;
  });
}

function referenceOf(observations: readonly NodeObservation[], context: ChoiceContext): Reference {
  const comparable = observations.filter((one) => one.systemIdentifier === context.systemIdentifier && one.node !== context.oldPrimary);
  const held = comparable.flatMap((one) => (one.newestHeartbeat === undefined ? [] : [Date.parse(one.newestHeartbeat.at)]));
  const known = context.lastHeartbeatAt === undefined ? held : [Date.parse(context.lastHeartbeatAt), ...held];
  return {
    ...context,
    newest: newestTimeline([context.timeline, ...comparable.map((one) => one.timeline)]),
    referenceHeartbeat: known.length === 0 ? undefined : Math.max(...known),
  };
}

type Eligible = { node: DatabaseNode; seen: NodeObservation; position: Lsn };

/** All are on the newest timeline. Most advanced first; the same region, the plan's priority and the id only decide between equals. */
function byOrder(region: string) {
  return (a: Eligible, b: Eligible) =>
    compareLsn(b.position, a.position) ||
    Number(b.node.region === region) - Number(a.node.region === region) ||
    a.node.priority - b.node.priority ||
    (a.node.id < b.node.id ? -1 : 1);
}

/** Every node with the reason why it was or was not chosen; the report prints this table. */
export function chooseCandidate(
  observations: readonly NodeObservation[],
  context: ChoiceContext,
): { candidate?: Candidate; ranking: RankedNode[] } {
  const reference = referenceOf(observations, context);
  const looks = context.nodes.map((node) => ({ node, seen: observationOf(observations, node.id) }));
  const judged = looks.map((look) => ({ ...look, limitation: limitationOf(look.node, look.seen, reference) }));
  const eligible = judged
    .filter((look) => look.limitation === undefined)
    .flatMap(({ node, seen }) => {
      const position = seen === undefined ? undefined : positionOf(seen);
      return seen === undefined || position === undefined ? [] : [{ node, seen, position }];
    })
    .sort(byOrder(context.region));
  const [best, second, ...others] = eligible;
  const excluded = judged.flatMap(({ node, seen, limitation }) =>
    limitation === undefined ? [] : [ranked(node.id, seen, false, limitation)],
  );
  if (best === undefined) return { ranking: excluded };
  const later = second === undefined ? [] : [second, ...others];
  const ranking = [
    ranked(best.node.id, best.seen, true, whyChosen(best, second, context)),
    ...later.map((one) => ranked(one.node.id, one.seen, false, whyNot(one, best))),
    ...excluded,
  ];
  const { node, position } = best;
  const candidate = {
    node: node.id,
    timeline: reference.newest,
    position: formatLsn(position),
    systemIdentifier: context.systemIdentifier,
    host: node.host,
    address: node.address,
  };
  return { candidate, ranking };
}

function whyChosen(best: Eligible, second: Eligible | undefined, { region }: ChoiceContext): string {
  if (second === undefined) return 'the only eligible standby';
  if (best.position !== second.position)
    return `most advanced: ${formatLsn(best.position)}, next is ${second.node.id} at ${formatLsn(second.position)}`;
  if ((best.node.region === region) !== (second.node.region === region)) return `as advanced as ${second.node.id}, and in ${region}`;
  return best.node.priority === second.node.priority
    ? `equal to ${second.node.id}, first by id`
    : `as advanced as ${second.node.id}, first by the plan's priority`;
}

function whyNot(one: Eligible, best: Eligible): string {
  const behind = best.position - one.position;
  return behind > 0n
    ? `eligible, ${behind} bytes behind ${best.node.id}`
    : `eligible, as advanced as ${best.node.id}, later by region, priority or id`;
}

function ranked(node: string, seen: NodeObservation | undefined, chosen: boolean, reason: string): RankedNode {
  const position = seen === undefined ? undefined : positionOf(seen);
  return {
    node,
    chosen,
    reason,
    ...(seen?.timeline === undefined ? {} : { timeline: seen.timeline }),
    ...(position === undefined ? {} : { position: formatLsn(position) }),
    ...(seen?.newestHeartbeat === undefined ? {} : { newestHeartbeatAt: seen.newestHeartbeat.at }),
  };
}
