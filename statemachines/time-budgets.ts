import { Duration } from 'aws-cdk-lib';
import { dependencyFunctionSeconds, dependencyMachineSeconds, dependencyTaskSeconds } from '../lib/plan/dependency-budget.ts';
import type { Plan } from '../lib/plan/schema.ts';
import type { DependencyStep, FailoverStep } from '../lib/plan/steps.ts';
import {
  BETWEEN_STOP_LOOKS,
  functionSeconds,
  gateSeconds,
  LADDER_START,
  machineTimeoutSeconds,
  slowestPathSeconds,
  taskSeconds,
} from '../lib/plan/time-budget.ts';

/** Every time limit of database failover, from the plan alone. */
export type TimeBudgets<Step extends string = FailoverStep> = {
  /** Ends before the task, so that the step itself says whether its effect is unknown. */
  functionTimeout(step: Step): Duration;
  taskTimeout(step: Step): Duration;
  /** How long a person's answer is awaited. */
  gateTimeout: Duration;
  /** For starting the ladder beside the recovery. */
  ladderStart: Duration;
  betweenAssessments: Duration;
  betweenStopLooks: Duration;
  machineTimeout: Duration;
};

/**
 * @throws RangeError when the slowest path does not fit the plan's own limit: such a plan promises what its patience does not allow
 */
export function timeBudgets(plan: Plan): TimeBudgets {
  const slowest = slowestPathSeconds(plan);
  const allowed = plan.objectives.scenarios.databaseFailoverAtWorst;
  if (slowest > allowed)
    throw new RangeError(
      `slowest path of database failover takes ${slowest} s with the patience in failover; allowed objectives.scenarios.databaseFailoverAtWorst = ${allowed} s: shorten a patience or admit a longer worst case`,
    );
  return {
    functionTimeout: (step) => Duration.seconds(functionSeconds(plan)[step]),
    taskTimeout: (step) => Duration.seconds(taskSeconds(plan)[step]),
    ladderStart: Duration.seconds(LADDER_START),
    betweenAssessments: Duration.seconds(plan.failover.heartbeat),
    betweenStopLooks: Duration.seconds(BETWEEN_STOP_LOOKS),
    gateTimeout: Duration.seconds(gateSeconds(plan)),
    machineTimeout: Duration.seconds(machineTimeoutSeconds(plan)),
  };
}

/** Every time limit of the machine for an external dependency, from the plan alone. */
export type DependencyBudgets = {
  functionTimeout(step: DependencyStep): Duration;
  taskTimeout(step: DependencyStep): Duration;
  /** Seconds between two looks of the watch. */
  every: number;
  machineTimeout: Duration;
};

/** The watch is bounded by the plan, so a plan that was read always has budgets. */
export function dependencyBudgets(plan: Pick<Plan, 'dependencyWatch'>): DependencyBudgets {
  return {
    functionTimeout: (step) => Duration.seconds(dependencyFunctionSeconds(plan)[step]),
    taskTimeout: (step) => Duration.seconds(dependencyTaskSeconds(plan)[step]),
    every: plan.dependencyWatch.every,
    machineTimeout: Duration.seconds(dependencyMachineSeconds(plan)),
  };
}
