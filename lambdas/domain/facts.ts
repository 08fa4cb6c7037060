import { DATABASE_FAILOVER, names } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { causeOf } from './failure.ts';
import { NOBODY, otherPromotion } from './incident-token.ts';
import { assessmentOf, type MachineState, switchOf } from './machine-state.ts';
import type { NotificationEvent, NotificationFacts, RecoveredFacts } from './notification-facts.ts';
import { phaseTimes } from './recovery-time.ts';

/** Stands in a command for what a person has to write; each language has words for it. */
export const REASON = '<reason>';

type Setting = { plan: Plan; region: string; now: Date; event: NotificationEvent };

/** Facts for a message from whatever the machine reached; an execution that failed at its first step has few. */
export function factsOf(state: MachineState, { plan, region, now, event }: Setting): NotificationFacts {
  const { incident } = state;
  const open = event !== 'recovered' && event !== 'false-alarm';
  return {
    incidentId: incident?.id ?? 'unknown',
    severity: 'P1',
    planTitle: plan.title,
    timeZone: plan.timeZone,
    scenario: DATABASE_FAILOVER,
    region,
    ...recoveredFacts(state, plan, region),
    ...verdictFacts(state),
    startedAt: incident?.openedAt ?? now.toISOString(),
    nextUpdate: open ? new Date(now.getTime() + plan.escalation.updateEvery * 1000).toISOString() : null,
    executionUrl: executionUrl(region, incident?.executionId),
    runbookUrl: `${plan.notices.runbookUrl.replace(/\/$/, '')}/${DATABASE_FAILOVER}`,
    reason: incident?.reason ?? 'unknown',
    trigger: incident?.trigger ?? 'unknown',
    recoveryTimeObjective: plan.objectives.scenarios.databaseFailover,
    ...outcomeFacts(state),
    ...reliefFacts(state),
    ...failureFacts(state, event),
    ...doNotStart(state),
    ...commitsMayHang(state),
    ...reportPlace(state, plan, region),
    ...commands(state, { plan, region, event }),
  };
}

/** The part of the facts that the ladder tells too, so that no warning is lost when it and not the machine tells the end. */
export function recoveredFacts(state: MachineState, plan: Plan, region: string): RecoveredFacts {
  const { comparison, fencing, synchronous } = state;
  return {
    oldPrimary: assessmentOf(state)?.oldPrimary || 'unknown',
    ...(comparison?.candidate === undefined ? {} : { candidate: comparison.candidate.node }),
    ...(fencing?.state === 'accepted' ? { fenceAccepted: true } : {}),
    ...(synchronous === undefined ? {} : { durabilityDegraded: synchronous.degraded }),
    ...divergenceFacts(state, plan, region),
    ...fenceMayBeLeft(state),
  };
}

/** Commits that hung and return by themselves: what was seen last is what counts. */
function verdictFacts(state: MachineState): Pick<NotificationFacts, 'verdict' | 'why'> {
  const assessment = assessmentOf(state);
  if (state.relief?.state === 'not-needed') return { verdict: 'healthy', why: state.relief.why };
  return { verdict: assessment?.verdict ?? 'unknown', why: assessment?.why ?? 'the primary was not assessed' };
}

function reliefFacts({ relief }: MachineState): Partial<NotificationFacts> {
  if (relief?.state !== 'relieved') return {};
  return { silentStandbys: relief.silent.join(', '), quorumBefore: relief.before, quorumNow: relief.setting || "''" };
}

function outcomeFacts(state: MachineState): Partial<NotificationFacts> {
  const { comparison } = state;
  const recoveryTime = phaseTimes(state).recoveryTime;
  const loss = comparison?.candidate === undefined ? undefined : comparison.loss;
  return {
    ...(recoveryTime === null ? {} : { recoveryTime }),
    ...(loss === undefined ? {} : { lossStatement: loss.statement, lossProven: loss.proven }),
    ...(loss?.bytes == null ? {} : { lossBytes: loss.bytes }),
    ...(loss?.seconds == null ? {} : { lossSeconds: loss.seconds }),
  };
}

/** Nothing is said of a disk that holds no commit more; of one that was not read, that it was not. */
function divergenceFacts({ divergence, divergenceFailure }: MachineState, plan: Plan, region: string): Partial<RecoveredFacts> {
  if (divergence === undefined) return divergenceFailure === undefined ? {} : { divergenceUnread: causeOf(divergenceFailure).cause };
  const { commits, whole, lastCommitAt, evidenceKey, why } = divergence;
  if (commits === null) return { divergenceUnread: why };
  if (commits === 0) return whole ? {} : { divergenceUnread: why };
  return {
    divergentCommits: commits,
    divergentCommitsAtLeast: !whole,
    ...(lastCommitAt === null ? {} : { divergentLastAt: lastCommitAt }),
    ...(evidenceKey === null ? {} : { divergenceEvidence: `s3://${names.reportBucket(plan, region)}/${evidenceKey}` }),
  };
}

/** Its start guard asks DNS, so an accepted change is not enough: it has to be everywhere, or to have been seen through the name. */
function doNotStart(state: MachineState): Partial<NotificationFacts> {
  const { fencing, verification } = state;
  const stopped = fencing?.proven === true && fencing.rung === 'stop-instance';
  const guarded = switchOf(state)?.status === 'INSYNC' || verification !== undefined;
  return stopped && !guarded ? { doNotStart: fencing.node } : {};
}

/** The name leads to the new primary, and its quorum was not seen to: commits may wait there for standbys that do not follow. */
function commitsMayHang(state: MachineState): Partial<NotificationFacts> {
  const candidate = state.comparison?.candidate;
  const hangs = switchOf(state) !== undefined && state.synchronous === undefined && candidate !== undefined;
  return hangs ? { commitsMayHang: candidate.node } : {};
}

function failureFacts({ ending, failure }: MachineState, event: NotificationEvent): Partial<NotificationFacts> {
  if (ending !== undefined) return { endState: ending.endState, error: ending.error, cause: ending.cause };
  return event === 'failed' || failure !== undefined ? { endState: 'Recovery failed', ...causeOf(failure) } : {};
}

/** Console page of an execution; of the machines when there is none. */
export function executionUrl(region: string, executionId: string | undefined): string {
  const console = `https://${region}.console.aws.amazon.com/states/home?region=${region}#`;
  return executionId === undefined ? `${console}/statemachines` : `${console}/v2/executions/details/${executionId}`;
}

function fenceMayBeLeft({ promotion, comparison }: MachineState): Partial<RecoveredFacts> {
  const candidate = comparison?.candidate;
  return promotion?.how === 'sql' && candidate !== undefined ? { fenceMayBeLeft: candidate.node } : {};
}

/** Where the report lies, once it was written. */
function reportPlace({ resolution, ending }: MachineState, plan: Plan, region: string): Partial<NotificationFacts> {
  const { reportKey = '', notRecorded = [] } = resolution ?? ending ?? {};
  if (reportKey === '' || notRecorded.some((one) => one.startsWith('report'))) return {};
  return { report: `s3://${names.reportBucket(plan, region)}/${reportKey}` };
}

/** What a person can type: never a command that cannot help. */
function commands(state: MachineState, { plan, region, event }: Omit<Setting, 'now'>): Partial<NotificationFacts> {
  if (event !== 'held' && event !== 'failed') return {};
  if (event === 'held' && forgotten(state)) return {};
  const input = event === 'held' && forceHelps(state) ? `{"force":true,"reason":"${REASON}"}` : '{}';
  const machine = `arn:aws:states:${region}:${plan.account}:stateMachine:${names.machine(plan, DATABASE_FAILOVER)}`;
  const command = `aws stepfunctions start-execution --region ${region} --state-machine-arn ${machine} --input '${input}'`;
  return input === '{}' ? { againCommand: command } : { forceCommand: command };
}

/** Held because of a promotion nobody sees the end of: starting again, forced or not, ends the same way until a person has cleared that. */
function forgotten(state: MachineState): boolean {
  if (assessmentOf(state)?.verdict === 'promoted-before') return true;
  const { incident, comparison, fencing, relief } = state;
  if (incident === undefined) return false;
  if (relief?.state === 'held') return otherPromotion(incident, NOBODY, NOBODY) !== undefined;
  if (fencing === undefined || comparison?.candidate === undefined) return false;
  return otherPromotion(incident, comparison.candidate.node, fencing.node) !== undefined;
}

/** `force` gives up a primary only we cannot reach, and accepts a loss or another region for a candidate that was found; nothing else. */
function forceHelps(state: MachineState): boolean {
  if (state.comparison !== undefined) return state.comparison.candidate !== undefined;
  return state.fencing === undefined && assessmentOf(state)?.verdict === 'unreachable-from-here';
}
