import type { Plan } from './schema.ts';
import type { FailoverStep } from './steps.ts';

/**
 * Seconds one call of DynamoDB, S3, SNS, EC2 or Route 53 may take: one attempt used up whole (lambdas/adapters/aws/clients.ts). A run in
 * which every call needs its second attempt ends in time-outs, and the machine treats them as no answer.
 */
export const CALL = 3;
/** Seconds a function is left after the worst it may do, so that it answers by itself instead of being cut off. */
export const SLACK = 2;
/** Seconds between a function's time-out and its task's: start of a cold function (below one second; they are kept warm) and the way there and back. */
export const START_AND_WAY = 4;

/** Read-only tasks may be tried again so often, after so many seconds (statemachines/retry.ts). */
export const LOOK_AGAIN = { attempts: 1, afterSeconds: 1 } as const;
/** Seconds a recovery waits for Step Functions to take the start of its ladder; it goes on without it then. */
export const LADDER_START = 3;
/** Seconds between two looks at an instance that stops. */
export const BETWEEN_STOP_LOOKS = 2;

type Budget = Pick<Plan, 'failover' | 'regions'>;

/**
 * Seconds each function may run: what its step does at worst, added up from the plan's patience and the deadlines in lambdas/steps
 * (a test runs each step that slowly).
 * A function that ends by itself can say whether its effect is unknown; one that is cut off cannot.
 */
export function functionSeconds(plan: Budget): Record<FailoverStep, number> {
  return mapValues(workSeconds(plan), (seconds) => Math.ceil(seconds) + SLACK);
}

function workSeconds({ failover, regions }: Budget): Record<FailoverStep, number> {
  const { heartbeat, hostCommandPatience, promotionPatience, verificationPatience } = failover;
  const look = 2 * heartbeat;
  const lockAndLook = Math.max(CALL, look);
  const managers = Math.max(...regions.map((region) => region.swarmManagers.length));
  return {
    'open-incident': 2 * CALL,
    // record, DNS when its control plane is silent, then three rounds of tries and looks
    'assess-primary': CALL + look + 3 * look,
    notify: CALL,
    // lock, question, message beside story and the bell of the ladder
    'ask-person': 4 * CALL,
    // write, lock, looks, a heartbeat's pause, followers, note, story, setting and the look after it, commit of 5 s, memory, story
    'relieve-quorum': 2 * heartbeat + CALL + 2 * look + 2 * CALL + 2 * look + 5 + 2 * CALL,
    // look, lock, host, then looks for three heartbeats and a last one, story
    'fence-primary': heartbeat + CALL + hostCommandPatience + 3 * heartbeat + 2 * look + CALL,
    // look, lock, whose instance it is, order, story
    'stop-instance': heartbeat + 4 * CALL,
    'check-instance-stopped': CALL,
    'compare-standbys': 10 * look + CALL, // ten looks, 0.3 s apart
    'promote-standby': look + CALL + promotionPatience + CALL,
    'confirm-promotion': 3 + look, // watched for 3 s, and a last look
    'promote-through-sql': look + CALL + promotionPatience + CALL,
    // lock and look, a commit, record, swap and the pauses of a throttled one, look after it, story
    'switch-writer-record': lockAndLook + look + 3 * CALL + 1.5 + CALL,
    // lock and looks, slots, re-pointing of 3 s, then 9 s of looks and a last one, story
    'repoint-standbys': lockAndLook + look + 3 + 9 + look + CALL,
    // lock and looks, setting and the look after it, first commit of 5 s; once more with an empty quorum; story
    'set-synchronous-standbys': lockAndLook + 2 * (2 * look + 5) + CALL,
    'await-writer-record': verificationPatience,
    'restart-services': CALL + managers * hostCommandPatience + CALL,
    // asks again until the patience ends; the last time with name, statements of 5 s, health
    'verify-recovery': verificationPatience + look + 5 + look,
    // lock, the fork's look, host, the names' look, evidence, story
    'keep-divergence': CALL + look + hostCommandPatience + look + 2 * CALL,
    // lock, look when a quorum was relieved, report beside a measurement, lock, story, bell of the ladder
    'resolve-incident': look + 5 * CALL,
    'record-outcome': look + 3 * CALL,
  };
}

/** Seconds the machine waits for each step: longer than the function may run, so that its own answer arrives. */
export function taskSeconds(plan: Budget): Record<FailoverStep, number> {
  return mapValues(functionSeconds(plan), (seconds) => seconds + START_AND_WAY);
}

/** Seconds a gate may stand open: until the question is asked, and then the plan's patience. */
export function gateSeconds(plan: Budget): number {
  return plan.failover.decisionPatience + taskSeconds(plan)['ask-person'];
}

/**
 * Longest time an execution may take, in seconds: the slowest path, and every gate on it open until its patience ends, with the look that
 * follows an approval.
 */
export function machineTimeoutSeconds(plan: Budget): number {
  return (
    slowestPathSeconds(plan) + 3 * gateSeconds(plan) + lookingSeconds(plan, 'assess-primary') + lookingSeconds(plan, 'compare-standbys')
  );
}

function lookingSeconds(plan: Budget, step: FailoverStep): number {
  const task = taskSeconds(plan)[step];
  return task + LOOK_AGAIN.attempts * (LOOK_AGAIN.afterSeconds + task);
}

/**
 * Longest time an execution may take when no person is asked, in seconds: the slowest path, every time-out and every patience used up (the
 * path that relieves the quorum is a shorter one). It has to fit the plan's own limit. An owner of the incident that has not come back after
 * it, and waits at no gate, is gone. A test adds the same up from the golden definition.
 */
export function slowestPathSeconds(plan: Budget): number {
  const { heartbeat, restartGrace, unreachablePatience, instanceStopPatience } = plan.failover;
  const task = taskSeconds(plan);
  const looking = (step: FailoverStep) => lookingSeconds(plan, step);
  const assessing = looking('assess-primary') + restartGrace + unreachablePatience + heartbeat + looking('assess-primary');
  // The first look may find it running and lead to a second order; the last one may begin just before the patience ends.
  const stopping = instanceStopPatience + 2 * (task['stop-instance'] + BETWEEN_STOP_LOOKS + looking('check-instance-stopped'));
  const fencing = task['fence-primary'] + stopping + looking('compare-standbys');
  const promoting = task['promote-standby'] + task['promote-through-sql'] + 2 * looking('confirm-promotion');
  const switching = task['switch-writer-record'] + task['await-writer-record'];
  const serving = switching + task['repoint-standbys'] + task['set-synchronous-standbys'] + task['restart-services'];
  const ending = task['verify-recovery'] + task['keep-divergence'] + task['resolve-incident'] + task['record-outcome'] + task.notify;
  return looking('open-incident') + assessing + LADDER_START + fencing + promoting + serving + ending;
}

/** The same keys with other values. */
export function mapValues<Key extends string>(record: Record<Key, number>, change: (value: number) => number): Record<Key, number> {
  return Object.fromEntries(Object.entries<number>(record).map(([key, value]) => [key, change(value)])) as Record<Key, number>;
}
