import { ACCEPT_MISSING_PROOF as ACCEPTED } from '../../lib/plan/steps.ts';
import { fenceProof, firstPromotion } from '../fence-proof.ts';
import type { TimelineEvent } from '../timeline.ts';
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
  const early = evidence.looks.find(
    (look) => look.at < proof.at && look.nodes.some((node) => node.node !== old && node.inRecovery === false),
  );
  if (early !== undefined) return `at ${early.at} another node than ${old} accepted writes, before ${old} was fenced (${proof.at})`;
  const promotion = firstPromotion(evidence.events);
  if (promotion === -1) return 'no host was told to promote; required one';
  return proof.index < promotion ? undefined : `a promotion was ordered before ${old} was fenced (${proof.at}); required the fence first`;
};

/** A promotion that a person answers for: only after their approval, and only where nothing has fenced the old primary. */
export const acceptedBeforePromotion: Requirement = (evidence, expected) => {
  if (expected.fenceAccepted === undefined) return undefined;
  const old = evidence.before.primary;
  const proof = fenceProof(evidence.events, evidence.instanceOf[old] ?? '');
  if (proof !== undefined) return `${old} was fenced by ${proof.rung} (${proof.at}); nothing is proven about a fence that cannot be proven`;
  const accepted = evidence.events.findIndex((event) => event.kind === 'state-entered' && event.state === ACCEPTED);
  const promotion = firstPromotion(evidence.events);
  if (promotion === -1) return 'no host was told to promote; required one';
  return accepted !== -1 && accepted < promotion
    ? undefined
    : 'a promotion was ordered before a person had accepted the missing fence; required their approval first';
};

export const fencedAcceptedNothing: Requirement = (evidence, expected) => {
  if (!expected.promoted || expected.fenceAccepted !== undefined) return undefined;
  if (evidence.acceptedWhenFenced === null)
    return "the fenced node's disk could not be read, so nothing is proven about writes it accepted; required a look at it";
  return evidence.acceptedWhenFenced === 0 ? undefined : `the fenced node accepted ${evidence.acceptedWhenFenced} write(s); required 0`;
};

/** A person or a service manager starts the old primary once more: the start guard has to refuse every time, and it alone counts. */
export const startGuardHolds: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  const starts = evidence.returned?.starts ?? [];
  const old = evidence.before.primary;
  if (starts.length === 0) return `nobody tried to start ${old} again; nothing is proven about its start guard`;
  if (starts.some((one) => one.started)) return `${old} started again as if nothing had happened; required that its start guard refuses`;
  const other = starts.find((one) => !/"program":"start-guard","outcome":"refused"/.test(one.said));
  return other === undefined
    ? undefined
    : `${old} did not start again, but not because of its start guard: ${other.said || 'it said nothing'}; required the guard's refusal`;
};

/** Clients that remember its address are kept out too, not only those who ask for the name. */
export const oldPrimaryTakesNoWrite: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  const writes = evidence.returned?.writes ?? [];
  const old = evidence.before.primary;
  if (writes.length === 0)
    return `nobody wrote to ${old} at its own address after the recovery; nothing is proven about clients that remember it`;
  const accepted = writes.filter((one) => one.accepted);
  return accepted.length === 0
    ? undefined
    : `${old} accepted ${accepted.length} write(s) at its own address after the recovery, first at ${accepted[0]?.at}; required 0`;
};

/** What a person needs who has to decide: everything as it was. */
export const nothingWasTouched: Requirement = (evidence, expected) => {
  if (!expected.untouched) return undefined;
  const touched = evidence.events.find((event) => event.at >= evidence.faultAt && touchOf(event) !== undefined);
  return touched === undefined ? undefined : `at ${touched.at} ${touchOf(touched)}; required that nothing is touched`;
};

function touchOf(event: TimelineEvent): string | undefined {
  if (event.kind === 'host-command') return `${event.document} was sent to ${event.instance}`;
  if (event.kind === 'instance') return `${event.instance} became ${event.state}`;
  return event.kind === 'record' ? `the record ${event.name} was changed` : undefined;
}
