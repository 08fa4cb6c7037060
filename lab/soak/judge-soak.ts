import { duringTheSoak, figuresOf, type SoakEvidence } from './observation.ts';

type Requirement = (evidence: SoakEvidence) => string[];

const nothingRang: Requirement = (evidence) =>
  duringTheSoak(evidence).flatMap((event) =>
    event.kind === 'alarm' && event.to === 'ALARM' && event.name.endsWith('/PrimaryNotWritable')
      ? [`${event.name} rang at ${event.at} (${event.reason}); required no alarm`]
      : [],
  );

const nothingStarted: Requirement = ({ executions }) =>
  executions.map((one) => `an execution of ${one.machine} started at ${one.startedAt}; required none`);

const nobodyWasPaged: Requirement = (evidence) =>
  duringTheSoak(evidence).flatMap((event) =>
    event.kind === 'notification' ? [`at ${event.at} people were told: ${event.subject}; required silence`] : [],
  );

const everythingIsThere: Requirement = ({ ledger, onPrimary }) => {
  const lost = ledger.filter((entry) => entry.outcome === 'acknowledged' && !onPrimary.has(entry.number));
  return lost.length === 0 ? [] : [`${lost.length} acknowledged write(s) are not on the primary; required all of them`];
};

/** A soak in which nobody wrote, or nobody looked, proves nothing. */
const somebodyWroteAndLooked: Requirement = (evidence) => {
  const { writes, ticks } = figuresOf(evidence);
  return [
    ...(writes > 0 ? [] : ['no write was acknowledged; required clients that write']),
    ...(ticks > 0 ? [] : [`the probe of ${evidence.region} never ticked; required one that looks`]),
  ];
};

const samePrimary: Requirement = ({ primaryBefore, primaryAfter }) =>
  primaryAfter === primaryBefore ? [] : [`primary is ${primaryAfter ?? 'nobody'}; required ${primaryBefore}`];

const standbysStream: Requirement = ({ obstacle }) => (obstacle === undefined ? [] : [`${obstacle}; required every standby streaming`]);

const workWasDone: Requirement = ({ mishaps }) => mishaps.map((one) => `${one}; required to be done`);

const REQUIREMENTS: readonly Requirement[] = [
  nothingRang,
  nothingStarted,
  nobodyWasPaged,
  everythingIsThere,
  somebodyWroteAndLooked,
  samePrimary,
  standbysStream,
  workWasDone,
];

/** Reasons why the soak did not show a quiet day; empty when it did. */
export const judgeSoak = (evidence: SoakEvidence): string[] => REQUIREMENTS.flatMap((requirement) => requirement(evidence));
