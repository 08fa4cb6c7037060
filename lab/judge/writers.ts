import { answersAsPrimary, type Evidence } from '../evidence.ts';
import type { Expectation } from '../faults/fault.ts';
import type { Look } from '../lookout.ts';
import { primaryAfter, type Requirement } from './requirement.ts';

const writersIn = (look: Look) => look.nodes.filter((node) => node.inRecovery === false).map((node) => node.node);

/** The two that the fault made primaries: as many as were seen together first. */
const firstTwoWriters = (evidence: Evidence) => evidence.looks.map(writersIn).find((writers) => writers.length > 1) ?? [];

function requiredWriters(evidence: Evidence, expected: Expectation): string[] | undefined {
  if (expected.nobodyWrites !== undefined) return [];
  return expected.twoWriters === undefined ? undefined : firstTwoWriters(evidence);
}

export const oneWriter: Requirement = (evidence, expected) => {
  const writers = evidence.nodesAfter.filter(answersAsPrimary).map((look) => look.node);
  const required = requiredWriters(evidence, expected);
  if (required === undefined ? writers.length === 1 : sameNodes(writers, required)) return undefined;
  const wanted = required === undefined ? 'exactly one' : `[${required.join(', ') || 'none'}]`;
  return `nodes that are not in recovery: [${writers.join(', ') || 'none'}]; required ${wanted}`;
};

const sameNodes = (some: readonly string[], others: readonly string[]) => [...some].sort().join() === [...others].sort().join();

/** Where the fault makes a second writer: never a third, and never another pair. */
export const neverTwoWriters: Requirement = (evidence, expected) => {
  if (evidence.looks.length === 0) return 'nobody looked at the nodes while the machine worked; nothing is proven about two writers';
  const pair = expected.twoWriters === undefined ? [] : firstTwoWriters(evidence);
  if (expected.twoWriters !== undefined && pair.length !== 2)
    return 'two writers were never seen, so nothing is proven about stopping for them';
  const bad = evidence.looks.find((look) => {
    const writers = writersIn(look);
    return writers.length > 1 && !sameNodes(writers, pair);
  });
  return bad === undefined
    ? undefined
    : `at ${bad.at} ${writersIn(bad).join(' and ')} both accepted writes; required never more than ${pair.join(' and ') || 'one'}`;
};

export const promotionsAsRequired: Requirement = (evidence, expected) => {
  const primary = primaryAfter(evidence);
  if (!primary) return undefined;
  const { before } = evidence;
  if (!expected.promoted) {
    const same = primary.node === before.primary && primary.timeline === before.timeline;
    return same
      ? undefined
      : `primary is ${primary.node} on timeline ${primary.timeline}; required no promotion: ${before.primary} on timeline ${before.timeline}`;
  }
  if (primary.node === before.primary) return `${primary.node} is still primary; required a promoted standby`;
  return primary.timeline === before.timeline + 1 ? undefined : `timeline is ${primary.timeline}; required exactly ${before.timeline} + 1`;
};

/** By the logs of the servers themselves: a second promotion of the same node leaves no other trace. */
export const promotedOnce: Requirement = (evidence, expected) => {
  const counted = Object.entries(evidence.promotionsTakenUp).filter(([, count]) => count > 0);
  const said = counted.map(([node, count]) => `${node} ${count} time(s)`).join(', ') || 'nobody';
  const allowed = expected.promoted ? [primaryAfter(evidence)?.node ?? ''] : secondWriter(evidence, expected);
  const once = counted.length === allowed.length && counted.every(([node, count]) => allowed.includes(node) && count === 1);
  return once ? undefined : `promoted were: ${said}; required ${allowed.map((node) => `${node} once`).join(', ') || 'nobody'}`;
};

/** By what the host program said on its host, whatever SSM made of it. */
export const promotedAsRequired: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  const node = primaryAfter(evidence)?.node ?? '';
  const byHost = evidence.events.some(
    (event) =>
      event.kind === 'host-command' &&
      event.instance === evidence.instanceOf[node] &&
      event.document.endsWith('-promote-standby') &&
      event.output?.includes('"outcome":"promoted"'),
  );
  const required = expected.promotedBy ?? 'host';
  const seen = byHost ? 'host' : 'sql';
  return seen === required ? undefined : `${node || 'nobody'} was promoted ${WAYS[seen]}; required ${WAYS[required]}`;
};

const WAYS = { host: 'by its host program', sql: 'otherwise than by its host program' };

/** The one that the fault itself promoted, by hand. */
const secondWriter = (evidence: Evidence, expected: Expectation) =>
  expected.twoWriters === undefined ? [] : firstTwoWriters(evidence).filter((node) => node !== evidence.before.primary);

/** Last moment before any node but the old primary left recovery at which the lab saw how far this one was. */
function lastMomentBefore(evidence: Evidence, node: string): Look | undefined {
  return evidence.looks.findLast(
    (look) => look.nodes.every((one) => one.inRecovery !== false) && look.nodes.some((one) => one.node === node && one.received !== null),
  );
}

const receivedBy = (moment: Look | undefined, node: string) => moment?.nodes.find((one) => one.node === node)?.received ?? undefined;

export const promotedWasMostAdvanced: Requirement = (evidence, expected) => {
  const promoted = primaryAfter(evidence)?.node;
  if (!expected.promoted || promoted === undefined) return undefined;
  const moment = lastMomentBefore(evidence, promoted);
  const own = receivedBy(moment, promoted);
  if (own === undefined) return `nobody saw how far ${promoted} was before its promotion; nothing is proven about the choice`;
  const further = moment?.nodes
    .filter((one) => (one.received ?? 0n) > own)
    .map((one) => `${one.node} had ${(one.received ?? 0n) - own} bytes more`);
  return further?.length === 0 ? undefined : `${promoted} was promoted although ${further?.join(', ')}; required the most advanced standby`;
};

/** Passed over for what it lacks, not for want of an answer: it was seen, it was behind, and the machine gives that as the reason. */
export const firstChoiceIsPassedOver: Requirement = (evidence, expected) => {
  if (!expected.firstChoiceBehind) return undefined;
  const { firstChoice } = evidence;
  const promoted = primaryAfter(evidence)?.node;
  if (promoted === undefined || promoted === firstChoice) return `primary is ${promoted ?? 'nobody'}; required another than ${firstChoice}`;
  const moment = lastMomentBefore(evidence, promoted);
  const [behind, ahead] = [receivedBy(moment, firstChoice), receivedBy(moment, promoted)];
  if (behind === undefined || ahead === undefined || behind >= ahead)
    return `${firstChoice} was not seen behind ${promoted}; nothing is proven about passing it over`;
  const reason = evidence.claims.comparison?.ranking?.find((one) => one.node === firstChoice)?.reason ?? '';
  return /bytes? behind/.test(reason) ? undefined : `the machine says of ${firstChoice}: "${reason}"; required how far behind it is`;
};

const isSettledElsewhere = (expected: Expectation) => expected.nobodyWrites !== undefined || expected.twoWriters !== undefined;

/** What somebody else wrote into the record while the machine worked. */
const writtenByOthers = (evidence: Evidence) =>
  evidence.events.flatMap((event) => (event.kind === 'record' && event.by === 'somebody' ? [event.to.map(withoutDot)] : []));

const withoutDot = (name: string) => name.replace(/\.$/, '');

export const recordTellsTheEnd: Requirement = (evidence, expected) => {
  const seen = evidence.recordAfter.map(withoutDot);
  const required = requiredRecord(evidence, expected);
  if (required === undefined) return 'nobody changed the writer record; nothing is proven about leaving it as it was found';
  return JSON.stringify(seen) === JSON.stringify(required)
    ? undefined
    : `writer record points at [${seen.join(', ')}]; required [${required.join(', ')}]`;
};

function requiredRecord(evidence: Evidence, expected: Expectation): (string | undefined)[] | undefined {
  if (expected.recordLeftAsFound !== undefined) return writtenByOthers(evidence).at(-1);
  if (isSettledElsewhere(expected)) return evidence.recordBefore.map(withoutDot);
  const primary = primaryAfter(evidence);
  return primary ? [evidence.hostOf[primary.node]] : [];
}

const nodeNamed = (evidence: Evidence, look: Look | undefined, host: string) =>
  look?.nodes.find((node) => evidence.hostOf[node.node] === host);

/** Before the switch the record may name a primary that is down; after it, only a node that accepts writes, or what somebody else wrote. */
export const recordNeverLed: Requirement = (evidence, expected) => {
  const first = evidence.recordBefore.map(withoutDot);
  const others = expected.recordLeftAsFound === undefined ? [] : writtenByOthers(evidence);
  const known = [first, ...others].map((values) => JSON.stringify(values));
  for (const [index, look] of evidence.looks.entries()) {
    const [value, ...more] = look.record.map(withoutDot);
    if (known.includes(JSON.stringify(look.record.map(withoutDot)))) continue;
    if (value === undefined || more.length > 0) return `at ${look.at} the writer record had ${look.record.length} values; required one`;
    const named = nodeNamed(evidence, look, value);
    // One look that got no answer in time says nothing; the next one has to show a primary.
    const seen = named?.inRecovery === null ? nodeNamed(evidence, evidence.looks[index + 1], value) : named;
    if (seen?.inRecovery !== false)
      return `at ${look.at} the writer record named ${value}, which no look showed out of recovery; required a primary`;
  }
  return undefined;
};
