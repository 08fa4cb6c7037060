import { DATABASE_FAILOVER, names } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { causeOf } from './failure.ts';
import { assessmentOf, type MachineState } from './machine-state.ts';
import type { NotificationEvent, NotificationFacts } from './notification-facts.ts';
import { phaseTimes } from './recovery-time.ts';

type Setting = { plan: Plan; region: string; now: Date; event: NotificationEvent };

/** Facts for a message from whatever the machine reached; an execution that failed at its first step has few. */
export function factsOf(state: MachineState, { plan, region, now, event }: Setting): NotificationFacts {
  const { incident } = state;
  const assessment = assessmentOf(state);
  const open = event === 'failover-started' || event === 'held' || event === 'stopped' || event === 'failed';
  return {
    incidentId: incident?.id ?? 'unknown',
    severity: 'P1',
    planTitle: plan.title,
    timeZone: plan.timeZone,
    scenario: DATABASE_FAILOVER,
    region,
    oldPrimary: assessment?.oldPrimary || 'unknown',
    verdict: assessment?.verdict ?? 'unknown',
    why: assessment?.why ?? 'the primary was not assessed',
    startedAt: incident?.openedAt ?? now.toISOString(),
    nextUpdate: open ? new Date(now.getTime() + plan.escalation.updateEvery * 1000).toISOString() : null,
    executionUrl: executionUrl(region, incident?.executionId),
    runbookUrl: `${plan.notices.runbookUrl.replace(/\/$/, '')}/${DATABASE_FAILOVER}`,
    reason: incident?.reason ?? 'unknown',
    trigger: incident?.trigger ?? 'unknown',
    recoveryTimeObjective: plan.objectives.scenarios.databaseFailover,
    ...outcomeFacts(state),
    ...failureFacts(state, event),
    ...doNotStart(state),
    ...(event === 'held' ? { command: forceCommand(plan, region) } : {}),
  };
}

function outcomeFacts(state: MachineState): Partial<NotificationFacts> {
  const { comparison, synchronous } = state;
  const recoveryTime = phaseTimes(state).recoveryTime;
  const loss = comparison?.candidate === undefined ? undefined : comparison.loss;
  return {
    ...(comparison?.candidate === undefined ? {} : { candidate: comparison.candidate.node }),
    ...(recoveryTime === null ? {} : { recoveryTime }),
    ...(loss === undefined ? {} : { lossStatement: loss.statement, lossProven: loss.proven }),
    ...(loss?.bytes == null ? {} : { lossBytes: loss.bytes }),
    ...(loss?.seconds == null ? {} : { lossSeconds: loss.seconds }),
    ...(synchronous === undefined ? {} : { durabilityDegraded: synchronous.degraded }),
  };
}

function doNotStart({ fencing, record }: MachineState): Partial<NotificationFacts> {
  const stopped = fencing?.proven === true && fencing.rung === 'stop-instance';
  return stopped && record === undefined ? { doNotStart: fencing.node } : {};
}

function failureFacts({ ending, failure }: MachineState, event: NotificationEvent): Partial<NotificationFacts> {
  if (ending !== undefined) return { endState: ending.endState, error: ending.error, cause: ending.cause };
  return event === 'failed' || failure !== undefined ? { endState: 'Recovery failed', ...causeOf(failure) } : {};
}

function executionUrl(region: string, executionId: string | undefined): string {
  const console = `https://${region}.console.aws.amazon.com/states/home?region=${region}#`;
  return executionId === undefined ? `${console}/statemachines` : `${console}/v2/executions/details/${executionId}`;
}

/** What a person types who accepts the risk; the reason is theirs to write. */
function forceCommand(plan: Plan, region: string): string {
  const machine = `arn:aws:states:${region}:${plan.account}:stateMachine:${names.machine(plan, DATABASE_FAILOVER)}`;
  return `aws stepfunctions start-execution --region ${region} --state-machine-arn ${machine} --input '{"force":true,"reason":"<who accepts which risk, and why>"}'`;
}
