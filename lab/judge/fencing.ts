import { fenceProof, firstPromotion } from '../fence-proof.ts';
import type { Requirement } from './requirement.ts';

export const nothingIsFencedWithoutNeed: Requirement = (evidence, expected) => {
  if (!expected.notFenced) return undefined;
  const old = evidence.instanceOf[evidence.before.primary];
  const tried = evidence.events.find(
    (event) =>
      (event.kind === 'host-command' && event.document.endsWith('-fence-postgres')) ||
      (event.kind === 'instance' && event.instance === old),
  );
  return tried === undefined ? undefined : `fencing was tried at ${tried.at}; required none`;
};

/** Judged from what the host and the power switch told the lab, not from the states the machine went through. */
export const fencedBeforePromotion: Requirement = (evidence, expected) => {
  if (expected.fencedBy === undefined) return undefined;
  const old = evidence.before.primary;
  const proof = fenceProof(evidence.events, evidence.instanceOf[old] ?? '');
  if (proof === undefined) return `neither the host nor the power switch of ${old} reported a fence; required one by ${expected.fencedBy}`;
  if (proof.rung !== expected.fencedBy) return `fenced by ${proof.rung}; required ${expected.fencedBy}`;
  const promotion = firstPromotion(evidence.events);
  if (promotion === -1) return 'no host was told to promote; required one';
  return proof.index < promotion ? undefined : `a promotion was ordered before ${old} was fenced (${proof.at}); required the fence first`;
};

export const fencedAcceptedNothing: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  if (evidence.acceptedWhenFenced === null)
    return "the fenced node's disk could not be read, so nothing is proven about writes it accepted; required a look at it";
  return evidence.acceptedWhenFenced === 0 ? undefined : `the fenced node accepted ${evidence.acceptedWhenFenced} write(s); required 0`;
};

/** A person or a service manager starts the old primary once more: the start guard has to refuse, and it alone counts. */
export const startGuardHolds: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  const { startedAgain: again } = evidence;
  const old = evidence.before.primary;
  if (again === undefined) return `nobody tried to start ${old} again; nothing is proven about its start guard`;
  if (again.started) return `${old} started again as if nothing had happened; required that its start guard refuses`;
  return /"program":"start-guard","outcome":"refused"/.test(again.said)
    ? undefined
    : `${old} did not start again, but not because of its start guard: ${again.said || 'it said nothing'}; required the guard's refusal`;
};
