import { workingExecutions } from '../claims.ts';
import type { Evidence } from '../evidence.ts';
import { recoveryTimeOfAnyVantage } from '../measure.ts';
import { GREEN, lastState, primaryAfter, type Requirement } from './requirement.ts';

/** The machine counts from the last heartbeat it knows, the lab from the last good tick it saw: at most a few ticks apart. */
const SAME_OUTAGE_SECONDS = 5;

/** People hear that a failover starts and how it ended; of an end without failover they hear once. */
export const peopleWereTold: Requirement = (evidence, expected) => {
  if (expected.untold !== undefined) return nobodyWasTold(evidence);
  const required = expected.promoted ? 2 : 1;
  const about = (arn: string) => evidence.events.filter((event) => event.kind === 'notification' && event.message.includes(arn)).length;
  const untold = workingExecutions(evidence.executions).find((execution) => about(execution.arn) < required);
  return untold === undefined ? undefined : `people were told ${about(untold.arn)} time(s) about the execution; required ${required}`;
};

/** What the fault took away is seen to be away: a message that arrived would show that nothing was broken. */
const nobodyWasTold = (evidence: Evidence): string | undefined => {
  // An alarm tells people by itself, without a call that could be refused.
  const told = evidence.events.find(
    (event) => event.kind === 'notification' && event.at > evidence.faultAt && !event.subject.startsWith('ALARM:'),
  );
  if (told?.kind === 'notification') return `"${told.subject}" arrived after the fault; required that SNS takes no message`;
  return refusedByFault(evidence, 'sns') ? undefined : 'no Publish was refused; required that somebody tried to tell people';
};

const refusedByFault = ({ events }: Pick<Evidence, 'events'>, service: string) =>
  events.some((event) => event.kind === 'refused' && 'byFault' in event && event.service.startsWith(service));

/** Whoever has to act is paged: the last word about an execution that did not end green has the highest severity. */
export const peopleWerePaged: Requirement = (evidence) => {
  for (const { arn, path } of workingExecutions(evidence.executions)) {
    if (GREEN.includes(lastState(path))) continue;
    const last = evidence.events.findLast((event) => event.kind === 'notification' && event.message.includes(arn));
    const subject = last?.kind === 'notification' ? last.subject : 'nothing';
    if (!subject.startsWith('[P1] ')) return `the last people heard of an execution that ended red is "${subject}"; required a page, [P1]`;
  }
  return undefined;
};

type MachineReport = { executionId?: string; endState?: string; measured?: { recoveryTime?: number | null } };

const nothingWasReported = (evidence: Evidence): string | undefined => {
  if (evidence.machineReports.length > 0) return `${evidence.machineReports.length} report(s) lie in S3; required none, because it refuses`;
  return refusedByFault(evidence, 's3') ? undefined : 'no call to S3 was refused; required that the machine tried to report';
};

/** What the machine wrote to S3 about its own work is what happened. */
export const machineReportedTheTruth: Requirement = (evidence, expected) => {
  if (expected.unreported !== undefined) return nothingWasReported(evidence);
  for (const execution of workingExecutions(evidence.executions)) {
    const report = evidence.machineReports.findLast((one) => one.executionId === execution.arn) as MachineReport | undefined;
    const end = lastState(execution.path);
    if (report === undefined) return `execution ${execution.name} left no report in S3; required one each`;
    if (report.endState !== end) return `the machine reports the end "${report.endState}"; required "${end}", where its execution ended`;
    const seen = recoveryTimeOfAnyVantage(evidence, evidence.claims.verification?.verifiedAt);
    const said = report.measured?.recoveryTime ?? null;
    if (end === 'Recovered' && (said === null || seen === null || Math.abs(said - seen) > SAME_OUTAGE_SECONDS))
      return `the machine reports a recovery time of ${said ?? 'nothing'} s; the lab measured ${seen ?? 'nothing'} s`;
  }
  return undefined;
};

/** A write "through the name" that was verified before the name was switched went somewhere else. */
export const verifiedAfterTheSwitch: Requirement = (evidence, expected) => {
  const { verifiedAt } = evidence.claims.verification ?? {};
  if (!expected.promoted || verifiedAt === undefined) return undefined;
  const switched = evidence.events.findLast((event) => event.kind === 'record');
  if (switched === undefined)
    return 'the machine verified a write through the name, but the record never changed; required the switch first';
  return verifiedAt >= switched.at ? undefined : `verified at ${verifiedAt}, before the record changed at ${switched.at}; required after`;
};

export const chosenIsPromoted: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  const chosen = evidence.claims.comparison?.ranking?.find((one) => one.chosen)?.node;
  const promoted = primaryAfter(evidence)?.node;
  return chosen === promoted ? undefined : `the machine says that it chose ${chosen ?? 'nobody'}; primary is ${promoted ?? 'nobody'}`;
};

/** The grants and settings of the day, as the probe itself looked at them before anything broke. */
export const everythingWasReady: Requirement = (evidence) => {
  const looks = evidence.events.flatMap((event) =>
    event.kind === 'metric' && event.name === 'NotReady' && event.at < evidence.faultAt ? [event.value] : [],
  );
  if (looks.length === 0) return 'the probe never looked whether the nodes are ready for a failover; required once a minute';
  return Math.max(...looks) === 0 ? undefined : `the probe found ${Math.max(...looks)} thing(s) a failover would miss; required none`;
};

/** The first evaluation after a deployment is of minutes in which there was no probe yet: that it was blind then is so (runbook ProbeBlind, DependencyProbeBlind). */
const isOfMinutesBeforeTheProbe = ({ name, from }: { name: string; from: string }) =>
  from === 'INSUFFICIENT_DATA' && (name.endsWith('/ProbeBlind') || name.endsWith('/DependencyProbeBlind'));

/** An alarm between the first good probe and the fault would have started a recovery of a database that is well, or got people up for it. */
export const nothingRangBefore: Requirement = (evidence) => {
  const watched = evidence.events.find((event) => event.kind === 'metric' && event.name === 'PrimaryWritable' && event.value >= 1)?.at;
  if (watched === undefined || watched >= evidence.faultAt)
    return 'no good probe was seen before the fault; nothing is proven about false alarms';
  const early = evidence.events.find(
    (event) =>
      event.kind === 'alarm' &&
      event.to === 'ALARM' &&
      event.at >= watched &&
      event.at < evidence.faultAt &&
      !isOfMinutesBeforeTheProbe(event),
  );
  if (early?.kind === 'alarm') return `${early.name} rang at ${early.at}, before anything was broken: ${early.reason}`;
  const started = evidence.executions.find((execution) => execution.startedAt < evidence.faultAt);
  return started === undefined ? undefined : `an execution was started at ${started.startedAt}, before anything was broken`;
};
