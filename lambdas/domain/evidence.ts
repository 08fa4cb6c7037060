import type { AssessmentAction, Verdict } from './assessment.ts';
import type { DirectTry, NodeObservation } from './observation.ts';
import type { Sight } from './sight.ts';

/** Consecutive direct tries that must fail before the primary counts as not answering. */
export const DIRECT_TRIES = 3;

export type Evidence = {
  /** Last of the direct tries. */
  direct: DirectTry;
  /** Every other node of the plan as seen right after it. */
  standbys: readonly NodeObservation[];
  /** Vantage to which the primary acknowledged a heartbeat while we tried in vain: it lives, and somebody reaches it. */
  heardBy?: string | undefined;
  /** What another vantage, alive at this moment, sees. */
  elsewhere?: Pick<Sight, 'vantage' | 'seen' | 'receiving' | 'primaries'> | undefined;
  /** Node id of the primary. */
  primary?: string | undefined;
};

/** How long this has been going on, and what a person allowed. Seconds. */
export type Waiting = {
  inVerdict: number;
  inTotal: number;
  /** Who gave the primary up although it may live, in words: a force at the start, or an approval at the gate. */
  givenUpBy?: string | undefined;
};

export type EvidencePolicy = {
  heartbeat: number;
  restartGrace: number;
  unreachablePatience: number;
  promoteWhenDegraded: boolean;
};

export type Decision = { verdict: Verdict; action: AssessmentAction; why: string };

/** A receiver whose last message is younger than three heartbeats. One that does not say counts as receiving: it may be. */
export function isReceiving(standby: NodeObservation, heartbeat: number): boolean {
  const receiver = standby.receiver;
  if (!standby.reachable || receiver === undefined || !receiver.streaming) return false;
  return receiver.lastMessageAgeSeconds === undefined || receiver.lastMessageAgeSeconds < 3 * heartbeat;
}

/** Only a standby is a witness: a node that is primary itself receives from nobody. */
const receivers = (standbys: readonly NodeObservation[], heartbeat: number) =>
  standbys.filter((standby) => standby.role === 'standby' && isReceiving(standby, heartbeat));

const list = (nodes: readonly NodeObservation[]) => nodes.map((node) => node.node).join(', ') || 'none';

/** Row of the table for a primary that does not answer: the standbys are the second witness. */
function verdictWithoutAnswer(evidence: Evidence, heartbeat: number): { verdict: Verdict; why: string } {
  const { direct, standbys, heardBy } = evidence;
  if (heardBy !== undefined)
    return {
      verdict: 'unreachable-from-here',
      why: `primary does not answer here (${direct.detail}), but acknowledged a heartbeat of the probe in ${heardBy} meanwhile`,
    };
  const contradicted = contradictedElsewhere(evidence);
  if (contradicted !== undefined)
    return { verdict: 'unreachable-from-here', why: `primary does not answer here (${direct.detail}), but ${contradicted}` };
  const reachable = standbys.filter((standby) => standby.reachable && standby.role === 'standby');
  const receiving = receivers(standbys, heartbeat);
  if (reachable.length === 0)
    return { verdict: 'blind', why: `primary does not answer (${direct.detail}) and no standby does either: nothing is known` };
  if (receiving.length > 0)
    return {
      verdict: 'unreachable-from-here',
      why: `primary does not answer here (${direct.detail}), but still sends to ${list(receiving)}`,
    };
  return {
    verdict: 'down',
    why: `primary does not answer (${direct.detail}) and no reachable standby receives from it any more (${list(reachable)})${agreedElsewhere(evidence)}`,
  };
}

/** A second pair of eyes: a primary that another vantage sees, or sees somebody receive from, is not down. */
function contradictedElsewhere({ elsewhere, primary }: Evidence): string | undefined {
  if (elsewhere === undefined) return undefined;
  const { vantage, receiving, primaries } = elsewhere;
  if (primary !== undefined && primaries.includes(primary)) return `the probe in ${vantage} sees it as primary`;
  return receiving.length === 0 ? undefined : `the probe in ${vantage} sees that it still sends to ${receiving.join(', ')}`;
}

function agreedElsewhere({ elsewhere }: Evidence): string {
  if (elsewhere === undefined) return '; no other vantage says anything about it';
  return `; the probe in ${elsewhere.vantage} does not reach it either (${elsewhere.seen})`;
}

/** Row of the evidence table; pure function of what was seen. Whether two nodes are primaries is decided before (`findPrimary`). */
export function verdictOf(evidence: Evidence, heartbeat: number): { verdict: Verdict; why: string } {
  const { direct, standbys } = evidence;
  switch (direct.outcome) {
    case 'committed':
      return { verdict: 'healthy', why: `primary acknowledged a write (${direct.detail})` };
    case 'commit-hangs': {
      const cut = standbys.filter((standby) => !isReceiving(standby, heartbeat));
      return {
        verdict: 'commit-stalled',
        why: `primary answers, commits do not return (${direct.detail}); standbys not receiving: ${list(cut)}`,
      };
    }
    case 'cannot-write':
      return { verdict: 'degraded', why: `primary answers, but cannot write (${direct.detail})` };
    case 'rejected':
      return { verdict: 'degraded', why: `primary answers, but lets us in no more (${direct.detail}); it may serve others` };
    case 'in-recovery':
      return { verdict: 'primary-unclear', why: `the node that the writer record names answers as a standby (${direct.detail})` };
    case 'starting-up': {
      if (receivers(standbys, heartbeat).length > 0) return verdictWithoutAnswer(evidence, heartbeat);
      return { verdict: 'restarting', why: `primary is starting up (${direct.detail})` };
    }
    case 'unreachable':
      return verdictWithoutAnswer(evidence, heartbeat);
  }
}

/**
 * Verdict and reaction. Waiting is bounded twice: by the patience of the verdict, and by the sum of both patiences for evidence that
 * keeps changing. A person may give up a primary only we cannot reach; that makes nothing else promotable.
 */
export function decide(evidence: Evidence, waiting: Waiting, policy: EvidencePolicy): Decision {
  const seen = verdictOf(evidence, policy.heartbeat);
  switch (seen.verdict) {
    case 'healthy':
      return { ...seen, action: 'false-alarm' };
    case 'down':
      return { ...seen, action: 'fail-over' };
    case 'degraded':
      // A server that only rejects us may be healthy for everybody else, whatever the plan says about one that cannot write.
      return { ...seen, action: policy.promoteWhenDegraded && evidence.direct.outcome === 'cannot-write' ? 'fail-over' : 'hold' };
    case 'commit-stalled':
      return { ...seen, action: 'relieve' };
    case 'restarting':
      return restarting(evidence, seen.why, waiting, policy);
    case 'unreachable-from-here':
      return unreachable(seen.why, waiting, policy);
    default:
      return { ...seen, action: 'hold' };
  }
}

const endless = (waiting: Waiting, policy: EvidencePolicy) => waiting.inTotal >= policy.restartGrace + policy.unreachablePatience;

/** After the grace a server that is still starting up counts as one that does not answer. */
function restarting(evidence: Evidence, why: string, waiting: Waiting, policy: EvidencePolicy): Decision {
  if (waiting.inVerdict < policy.restartGrace && !endless(waiting, policy)) return { verdict: 'restarting', action: 'wait', why };
  const lost = verdictWithoutAnswer(evidence, policy.heartbeat);
  const stillSo = `${why}; still after the restart grace of ${policy.restartGrace} s: ${lost.why}`;
  if (lost.verdict === 'unreachable-from-here') return givenUpOr('ask', stillSo, waiting);
  return { verdict: lost.verdict, action: lost.verdict === 'down' ? 'fail-over' : 'hold', why: stillSo };
}

function unreachable(why: string, waiting: Waiting, policy: EvidencePolicy): Decision {
  if (waiting.inVerdict < policy.unreachablePatience && !endless(waiting, policy)) return givenUpOr('wait', why, waiting);
  return givenUpOr('ask', `${why}; still after ${Math.round(waiting.inVerdict)} s`, waiting);
}

function givenUpOr(otherwise: 'wait' | 'ask', why: string, { givenUpBy }: Waiting): Decision {
  const verdict = 'unreachable-from-here';
  if (givenUpBy !== undefined) return { verdict, action: 'fail-over', why: `${why}; given up, ${givenUpBy}` };
  return { verdict, action: otherwise, why };
}
