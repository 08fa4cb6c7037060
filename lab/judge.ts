import { workingExecutions } from './claims.ts';
import type { Evidence } from './evidence.ts';
import type { Expectation } from './faults/fault.ts';
import { acknowledgedWritesLost, recoveryTimeSeconds } from './measure.ts';

/** A requirement of scenario and fault: the reason why it does not hold, or nothing when it does. */
type Requirement = (evidence: Evidence, expected: Expectation) => string | undefined;

const lastState = (path: string[]) => path.at(-1) ?? 'none';
const working = (evidence: Evidence) => workingExecutions(evidence.executions);

const endsAsRequired: Requirement = (evidence, expected) => {
  const ends = working(evidence).map((execution) => lastState(execution.path));
  if (ends.length === 1 && ends[0] === expected.endState) return undefined;
  return `executions ended in [${ends.join(', ') || 'nothing: no execution ran'}]; required exactly one that ends in "${expected.endState}"`;
};

const failedIsNeverGreen: Requirement = (evidence) => {
  const green = evidence.executions.filter(
    (execution) => execution.status === 'SUCCEEDED' && !['Recovered', 'False alarm'].includes(lastState(execution.path)),
  );
  return green.length === 0
    ? undefined
    : `${green.length} execution(s) SUCCEEDED in "${green.map((one) => lastState(one.path)).join(', ')}"; only Recovered and False alarm may`;
};

const othersStandBack: Requirement = (evidence, expected) => {
  const others = evidence.executions.filter((execution) => lastState(execution.path) === 'Already running').length;
  const required = expected.alreadyRunning ?? 0;
  // More than required is no fault: an alarm that was set by hand is evaluated again, and may ring a second time for the same outage.
  return others >= required ? undefined : `${others} execution(s) ended "Already running"; required at least ${required}`;
};

const oneWriter: Requirement = (evidence) => {
  const writers = evidence.nodesAfter.filter((look) => look.running && look.inRecovery === false).map((look) => look.node);
  return writers.length === 1 ? undefined : `nodes that are not in recovery: [${writers.join(', ') || 'none'}]; required exactly one`;
};

const promotionsAsRequired: Requirement = (evidence, expected) => {
  const primary = evidence.nodesAfter.find((look) => look.running && look.inRecovery === false);
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

const recordNeverLies: Requirement = (evidence) => {
  const primary = evidence.nodesAfter.find((look) => look.running && look.inRecovery === false);
  const required = primary ? [evidence.hostOf[primary.node]] : [];
  const seen = evidence.recordAfter.map((value) => value.replace(/\.$/, ''));
  return JSON.stringify(seen) === JSON.stringify(required)
    ? undefined
    : `writer record points at [${seen.join(', ')}]; required [${required.join(', ')}]`;
};

const fencingAsRequired: Requirement = (evidence, expected) => {
  const entered = (state: string) => evidence.executions.some((execution) => execution.path.includes(state));
  if (expected.notFenced && entered('Fence old primary')) return 'fencing was tried; required none';
  if (expected.fencedBy === undefined) return undefined;
  const seen = entered("Stop old primary's instance") ? 'stop-instance' : entered('Fence old primary') ? 'fence-postgres' : 'none';
  return seen === expected.fencedBy ? undefined : `fenced by ${seen}; required ${expected.fencedBy}`;
};

const nothingAcknowledgedIsLost: Requirement = (evidence) => {
  const lost = acknowledgedWritesLost(evidence);
  return lost.length === 0
    ? undefined
    : `${lost.length} acknowledged write(s) are not on the primary, first: ${lost.slice(0, 5).join(', ')}; required 0`;
};

const fencedMeansFenced: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  if (evidence.acceptedWhenFenced === null)
    return "the fenced node's disk could not be read, so nothing is proven about writes it accepted; required a look at it";
  return evidence.acceptedWhenFenced === 0 ? undefined : `the fenced node accepted ${evidence.acceptedWhenFenced} write(s); required 0`;
};

const writesContinue: Requirement = (evidence, expected) => {
  const faultAt = Date.parse(evidence.faultAt);
  const after = evidence.ledger.filter((entry) => entry.sentAt >= faultAt);
  if (after.length === 0) return 'clients sent no write after the fault; nothing is proven';
  if (!evidence.ledger.some((entry) => (entry.acknowledgedAt ?? Number.POSITIVE_INFINITY) < faultAt))
    return 'no write was acknowledged before the fault, so none could be lost; nothing is proven';
  const failed = after.filter((entry) => entry.outcome !== 'acknowledged');
  if (expected.writesNeverStopped)
    return failed.length === 0 ? undefined : `${failed.length} write(s) failed or stayed unanswered; required none`;
  const acknowledgedAtEnd = after.slice(-5).some((entry) => entry.outcome === 'acknowledged');
  return acknowledgedAtEnd ? undefined : 'none of the last 5 writes was acknowledged; required that clients write again';
};

/** People hear that a failover starts and how it ended; of an end without failover they hear once. */
const peopleWereTold: Requirement = (evidence, expected) => {
  const required = expected.promoted ? 2 : 1;
  const about = (arn: string) => evidence.events.filter((event) => event.kind === 'notification' && event.message.includes(arn)).length;
  const untold = working(evidence).find((execution) => about(execution.arn) < required);
  return untold === undefined ? undefined : `people were told ${about(untold.arn)} time(s) about the execution; required ${required}`;
};

const standbysFollow: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  const lost = evidence.nodesAfter.filter(
    (look) => look.running && look.inRecovery !== false && look.receives !== evidence.before.timeline + 1,
  );
  return lost.length === 0
    ? undefined
    : `standbys that do not stream on the new timeline: [${lost.map((look) => look.node).join(', ')}]; required none`;
};

const objectivesAreMet: Requirement = (evidence, expected) => {
  if (!expected.promoted) return undefined;
  const { rtoSeconds, rpoSeconds } = evidence.objectives;
  const took = recoveryTimeSeconds(evidence, evidence.claims.verification?.verifiedAt);
  if (took === null || took > rtoSeconds) return `recovery time is ${took ?? 'not measured'}; required at most ${rtoSeconds} s`;
  const loss = evidence.claims.comparison?.loss;
  if (loss?.seconds == null || loss.seconds > rpoSeconds)
    return `the machine bounds the loss to ${loss?.seconds ?? 'nothing'}; required at most ${rpoSeconds} s`;
  return undefined;
};

const machineReported: Requirement = (evidence) => {
  const reported = evidence.machineReports.map((report) => report.executionId);
  const silent = working(evidence).filter((execution) => !reported.includes(execution.arn));
  return silent.length === 0 ? undefined : `${silent.length} execution(s) left no report in S3; required one each`;
};

/** The grants and settings of the day, as the probe itself looks at them. */
const everythingWasReady: Requirement = (evidence) => {
  const looks = evidence.events.flatMap((event) => (event.kind === 'metric' && event.name === 'NotReady' ? [event.value] : []));
  if (looks.length === 0) return 'the probe never looked whether the nodes are ready for a failover; required once a minute';
  return Math.max(...looks) === 0 ? undefined : `the probe found ${Math.max(...looks)} thing(s) a failover would miss; required none`;
};

const permissionsSuffice: Requirement = (evidence) =>
  evidence.iam.denied.length === 0
    ? undefined
    : `${evidence.iam.denied.length} call(s) denied by the synthesized roles, first: ${JSON.stringify(evidence.iam.denied[0])}`;

const permissionsWereChecked: Requirement = (evidence) =>
  evidence.iam.callsChecked > 0 ? undefined : 'no call was checked against a role; required all';

const nothingWasRefused: Requirement = (evidence) => {
  const refused = evidence.events.filter((event) => event.kind === 'refused');
  return refused.length === 0 ? undefined : `the local endpoint refused ${refused.length} call(s), first: ${JSON.stringify(refused[0])}`;
};

const secretsStaySecret: Requirement = (evidence) =>
  evidence.secretsSeen.length === 0 ? undefined : `the database password was seen in: ${evidence.secretsSeen.join(', ')}`;

const REQUIREMENTS: readonly Requirement[] = [
  endsAsRequired,
  failedIsNeverGreen,
  othersStandBack,
  oneWriter,
  promotionsAsRequired,
  recordNeverLies,
  standbysFollow,
  objectivesAreMet,
  machineReported,
  fencingAsRequired,
  nothingAcknowledgedIsLost,
  fencedMeansFenced,
  writesContinue,
  peopleWereTold,
  everythingWasReady,
  permissionsSuffice,
  permissionsWereChecked,
  nothingWasRefused,
  secretsStaySecret,
];

/** Reasons why the rehearsal did not show what scenario and fault require; empty when it did. */
export function judge(evidence: Evidence, expected: Expectation): string[] {
  return REQUIREMENTS.flatMap((requirement) => requirement(evidence, expected) ?? []);
}
