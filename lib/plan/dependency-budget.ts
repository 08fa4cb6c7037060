import type { Plan } from './schema.ts';
import type { DependencyStep } from './steps.ts';
import { CALL, mapValues, SLACK, START_AND_WAY } from './time-budget.ts';

type Budget = Pick<Plan, 'dependencyWatch'>;

/** Seconds of the periods of an alarm that CloudWatch takes below a minute (PutMetricAlarm, `Period`). */
const SHORT_PERIODS = [10, 30] as const;
const MINUTE = 60;

/**
 * Periods of an alarm on something that is looked at this often: `period` in seconds, and as many as fit into `failAfter`. A period must hold
 * at least one look, or it would be one of missing data.
 */
export function alarmPeriods({ every, failAfter }: { every: number; failAfter: number }): { period: number; periods: number } {
  const period = SHORT_PERIODS.find((short) => every <= short) ?? Math.ceil(every / MINUTE) * MINUTE;
  return { period, periods: Math.max(1, Math.ceil(failAfter / period)) };
}

/** A look of the watch that could not be carried out is tried again so often, a look's distance apart: nothing is changed by it. */
export const WATCH_AGAIN = 5;

/** Seconds each function may run: what its step does at worst. */
export function dependencyFunctionSeconds({ dependencyWatch }: Budget): Record<DependencyStep, number> {
  const look = Math.max(CALL, dependencyWatch.lookPatience);
  const work: Record<DependencyStep, number> = {
    // reading the lock, taking it, story
    'open-outage': 3 * CALL,
    // all dependencies and the parameter at once
    'look-at-dependency': look,
    // lock, parameter, the switch, parameter, story
    'switch-dependency': 5 * CALL,
    // the look and the lock at once
    'watch-dependency': look,
    'tell-outage': CALL,
    // story, lock, and what the lock is when it is not ours
    'close-outage': 3 * CALL,
  };
  return mapValues(work, (seconds) => Math.ceil(seconds) + SLACK);
}

/** Seconds the machine waits for each step: longer than the function may run, so that its own answer arrives. */
export function dependencyTaskSeconds(plan: Budget): Record<DependencyStep, number> {
  return mapValues(dependencyFunctionSeconds(plan), (seconds) => seconds + START_AND_WAY);
}

/** Longest that one round of the watch may take, in seconds: the wait, the look, and every look that is tried again. */
export function roundSeconds(plan: Budget): number {
  const { every } = plan.dependencyWatch;
  const task = dependencyTaskSeconds(plan)['watch-dependency'];
  return every + task + WATCH_AGAIN * (every + task);
}

/** Seconds for which an execution owns an outage: a watch that has not come back after two rounds is gone, and the next one may go on. */
export function outageLeaseSeconds(plan: Budget): number {
  const task = dependencyTaskSeconds(plan);
  const start = Object.values(task).reduce((sum, one) => sum + one, 0);
  return start + 2 * roundSeconds(plan);
}

/** Longest time an execution may take, in seconds: every task before and after the watch, the watch itself and the round that ends it. */
export function dependencyMachineSeconds(plan: Budget): number {
  const task = dependencyTaskSeconds(plan);
  const looking = 2 * task['look-at-dependency'] + 1;
  const opening = 2 * task['open-outage'] + 1;
  const switching = task['switch-dependency'] + looking;
  // Closing may fail, and is then written down as a failure.
  const ending = 2 * task['close-outage'] + task['tell-outage'];
  return opening + looking + 2 * switching + task['tell-outage'] + plan.dependencyWatch.giveUpAfter + roundSeconds(plan) + ending;
}

/** Events that one round of the watch adds to the history of an execution, of which Step Functions keeps 25,000 (Step Functions quotas). */
const EVENTS_A_ROUND = 10;
const EVENTS_LEFT_FOR_THE_REST = 1_000;
const LONGEST_HISTORY = 25_000;

/** Seconds the watch may last at most when it looks this often: a longer one would be ended by the length of its history, without a word to anybody. */
export function longestWatchSeconds(every: number): number {
  return Math.floor((LONGEST_HISTORY - EVENTS_LEFT_FOR_THE_REST) / EVENTS_A_ROUND) * every;
}
