import { alarmPeriods } from '../../lib/plan/dependency-budget.ts';
import { names } from '../../lib/plan/names.ts';
import { isLook } from './course.ts';
import { type DependencyEvidence, messagesTo, writesIn } from './evidence.ts';

/** Reasons why a region did not do what is required; empty when it did. */
type Requirement = (evidence: DependencyEvidence, region: string) => string[];

const reason = (fails: boolean, text: string) => (fails ? [text] : []);

/** The one parameter, there and back, and no other one. */
const switchedOnceEachWay: Requirement = (evidence, region) => {
  const { normal, fallback, parameter } = evidence.dependency.switch;
  const seen = writesIn(evidence, region).map(({ from, to }) => `${from} -> ${to}`);
  const required = [`${normal} -> ${fallback}`, `${fallback} -> ${normal}`];
  const others = evidence.events.flatMap((event) =>
    event.kind === 'parameter' && event.region === region && event.name !== parameter ? [event.name] : [],
  );
  return [
    ...reason(
      seen.join() !== required.join(),
      `${region}: ${parameter} was written ${seen.join(', ') || 'never'}; required ${required.join(', ')}`,
    ),
    ...reason(others.length > 0, `${region}: ${others.join(', ')} was written as well; required ${parameter} alone`),
  ];
};

/** Every look of `failAfter` failed, and there were as many of them as that takes. */
const switchedOnlyWhenOut: Requirement = (evidence, region) => {
  const { plan, dependency, moments, events } = evidence;
  const [first] = writesIn(evidence, region);
  if (first === undefined || moments.outAt === undefined) return [];
  if (first.at < moments.outAt) return [`${region}: switched at ${first.at}, before anything was broken`];
  const { every } = plan.dependencyWatch;
  const { period, periods } = alarmPeriods({ every, failAfter: dependency.failAfter });
  const required = Math.max(periods, Math.floor(((periods - 1) * period) / every));
  const failed = events.filter(
    (event) =>
      isLook(event, region, dependency.id) &&
      event.kind === 'metric' &&
      event.value === 0 &&
      event.at >= (moments.outAt ?? '') &&
      event.at <= first.at,
  );
  return reason(
    failed.length < required,
    `${region}: switched after ${failed.length} failed looks; required ${required} of them (failAfter ${dependency.failAfter} s)`,
  );
};

/** Well for `stableFor` without a break: counted from when it was well for good, however well it was in between. */
const switchedBackOnlyWhenStable: Requirement = (evidence, region) => {
  const { dependency, moments } = evidence;
  const [, back] = writesIn(evidence, region);
  if (back === undefined || moments.heldAt === undefined) return [];
  const seconds = (Date.parse(back.at) - Date.parse(moments.heldAt)) / 1_000;
  return reason(
    seconds < dependency.stableFor,
    `${region}: switched back ${seconds.toFixed(0)} s after it was well for good; required ${dependency.stableFor} s without a break`,
  );
};

const applicationSawIt: Requirement = ({ sightings, dependency }, region) => {
  const { normal, fallback } = dependency.switch;
  const seen = sightings.filter((one) => one.region === region).map(({ value }) => value);
  return reason(
    seen.join() !== [normal, fallback, normal].join(),
    `${region}: the application read ${seen.join(', ') || 'nothing'}; required ${normal}, ${fallback}, ${normal}`,
  );
};

/** One message that it is out, one that it is back; nobody twice, however often the alarm rings. */
const everybodyWasTold: Requirement = (evidence, region) => {
  const { id, audiences, contact } = evidence.dependency;
  return [...audiences, ...(contact === null ? [] : [names.contact(id)])].flatMap((audience) => {
    const told = messagesTo(evidence, region, audience);
    return reason(
      told.length !== 2,
      `${region}: ${audience} got ${told.length} messages (${told.map(({ subject }) => subject).join(' | ')}); required 2, out and back`,
    );
  });
};

const HANDLED = 'Already handled';

const oneDidTheWork: Requirement = ({ executions }, region) => {
  const own = executions.filter((one) => one.region === region);
  const ends = own.map(({ status, path, cause }) => ({ status, end: path.at(-1) ?? 'nowhere', cause }));
  const work = ends.filter(({ end }) => end !== HANDLED);
  return [
    ...work.flatMap(({ status, end, cause }) =>
      reason(
        end !== 'Back to normal',
        `${region}: an execution ended ${status} in "${end}"${cause === undefined ? '' : ` (${cause})`}; required "Back to normal"`,
      ),
    ),
    ...reason(work.length !== 1, `${region}: ${work.length} executions did the work; required 1`),
    ...reason(
      ends.length - work.length < 1,
      `${region}: no execution ended "${HANDLED}"; required one for the alarm that was delivered twice`,
    ),
  ];
};

const nothingWasRefused: Requirement = ({ events, plan }, region) => {
  if (region !== plan.regions[0]?.name) return [];
  return events.flatMap((event) => {
    if (event.kind === 'denied') return [`DENIED ${event.action} on ${event.resource} for ${event.caller}; required nothing denied`];
    return event.kind === 'refused' ? [`refused: ${event.service} ${event.operation}: ${event.reason}`] : [];
  });
};

const REQUIREMENTS: readonly Requirement[] = [
  switchedOnceEachWay,
  switchedOnlyWhenOut,
  switchedBackOnlyWhenStable,
  applicationSawIt,
  everybodyWasTold,
  oneDidTheWork,
  nothingWasRefused,
];

/** Why the rehearsal did not pass; empty when it did. Every region does its own part. */
export function judgeDependency(evidence: DependencyEvidence): string[] {
  const { brokenOff, plan } = evidence;
  return [
    ...(brokenOff === undefined ? [] : [brokenOff]),
    ...plan.regions.flatMap(({ name }) => REQUIREMENTS.flatMap((requirement) => requirement(evidence, name))),
  ];
}
