import { answersAsPrimary } from '../evidence.ts';
import { primaryAfter, type Requirement } from './requirement.ts';

export const oneWriter: Requirement = (evidence) => {
  const writers = evidence.nodesAfter.filter(answersAsPrimary).map((look) => look.node);
  return writers.length === 1 ? undefined : `nodes that are not in recovery: [${writers.join(', ') || 'none'}]; required exactly one`;
};

export const neverTwoWriters: Requirement = (evidence) => {
  if (evidence.looks.length === 0) return 'nobody looked at the nodes while the machine worked; nothing is proven about two writers';
  const bad = evidence.looks.find((look) => look.nodes.filter((node) => node.inRecovery === false).length > 1);
  if (bad === undefined) return undefined;
  const writers = bad.nodes.filter((node) => node.inRecovery === false).map((node) => node.node);
  return `at ${bad.at} ${writers.join(' and ')} both accepted writes; required never more than one`;
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

export const promotedWasMostAdvanced: Requirement = (evidence, expected) => {
  const promoted = primaryAfter(evidence)?.node;
  if (!expected.promoted || promoted === undefined) return undefined;
  const moment = evidence.looks.findLast(
    (look) =>
      look.nodes.every((node) => node.inRecovery !== false) && look.nodes.some((one) => one.node === promoted && one.received !== null),
  );
  const own = moment?.nodes.find((one) => one.node === promoted)?.received;
  if (own == null) return `nobody saw how far ${promoted} was before its promotion; nothing is proven about the choice`;
  const further = moment?.nodes
    .filter((one) => (one.received ?? 0n) > own)
    .map((one) => `${one.node} had ${(one.received ?? 0n) - own} bytes more`);
  return further?.length === 0 ? undefined : `${promoted} was promoted although ${further?.join(', ')}; required the most advanced standby`;
};

export const recordTellsTheEnd: Requirement = (evidence) => {
  const primary = primaryAfter(evidence);
  const required = primary ? [evidence.hostOf[primary.node]] : [];
  const seen = evidence.recordAfter.map((value) => value.replace(/\.$/, ''));
  return JSON.stringify(seen) === JSON.stringify(required)
    ? undefined
    : `writer record points at [${seen.join(', ')}]; required [${required.join(', ')}]`;
};

/** Before the switch the record may name a primary that is down; after it, only a node that accepts writes. */
export const recordNeverLed: Requirement = (evidence) => {
  const first = JSON.stringify(evidence.recordBefore);
  for (const look of evidence.looks) {
    if (JSON.stringify(look.record) === first) continue;
    const [value, ...more] = look.record.map((one) => one.replace(/\.$/, ''));
    if (value === undefined || more.length > 0) return `at ${look.at} the writer record had ${look.record.length} values; required one`;
    const named = look.nodes.find((node) => evidence.hostOf[node.node] === value);
    if (named?.inRecovery !== false) return `at ${look.at} the writer record named ${value}, which accepted no writes; required a primary`;
  }
  return undefined;
};
