import { App, type Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { DATABASE_FAILOVER, DEPENDENCY_OUTAGE } from '../lib/plan/names.ts';
import type { Plan } from '../lib/plan/schema.ts';
import { DEPENDENCY_STEPS, FAILOVER_STEPS } from '../lib/plan/steps.ts';
import { databaseFailover } from './database-failover.ts';
import { dependencyOutage } from './dependency-outage.ts';
import type { StepFunctions } from './parts/step-task.ts';
import { dependencyBudgets, timeBudgets } from './time-budgets.ts';

const PLACE = 'arn:aws:lambda:region:000000000000:function:';

type Machine<Step extends string> = {
  steps: readonly Step[];
  build(stack: Stack, functions: StepFunctions<Step>): sfn.IChainable;
  timeout: Duration;
};

/** The definition as people review it: `${step}` in place of function ARNs, keys in the order of the source. */
function render<Step extends string>(name: string, { steps, build, timeout }: Machine<Step>): Record<string, unknown> {
  const stack = new Stack(new App(), 'golden');
  const functions = Object.fromEntries(
    steps.map((step) => [step, lambda.Function.fromFunctionArn(stack, `function ${step}`, `${PLACE}${step}`)]),
  ) as StepFunctions<Step>;
  const graph = new sfn.StateGraph(build(stack, functions).startState, name);
  graph.timeout = timeout;
  const definition = JSON.stringify(inPartition(stack.resolve(graph.toGraphJson())), null, 2);
  return JSON.parse(definition.replaceAll(new RegExp(`${PLACE}([a-z-]+)`, 'g'), '$${$1}')) as Record<string, unknown>;
}

/** The definition of database failover for a plan. */
export const renderDatabaseFailover = (plan: Plan) =>
  render('database failover', {
    steps: FAILOVER_STEPS,
    build: (stack, functions) => databaseFailover(stack, functions, plan),
    timeout: timeBudgets(plan).machineTimeout,
  });

/** The definition of the machine for an external dependency. */
export const renderDependencyOutage = (plan: Plan) =>
  render('dependency outage', {
    steps: DEPENDENCY_STEPS,
    build: (stack, functions) => dependencyOutage(stack, functions, plan),
    timeout: dependencyBudgets(plan).machineTimeout,
  });

/** Every machine by its scenario, as it is committed in statemachines/golden. */
export const RENDERED: Readonly<Record<string, (plan: Plan) => Record<string, unknown>>> = {
  [DATABASE_FAILOVER]: renderDatabaseFailover,
  [DEPENDENCY_OUTAGE]: renderDependencyOutage,
};

/** The partition is CloudFormation's to put in; in the definition that people review, and the plan's regions, it is `aws`. */
function inPartition(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inPartition);
  if (typeof value !== 'object' || value === null) return value;
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'] ?? [];
  if (separator !== undefined && parts !== undefined)
    return parts.map((one) => (typeof one === 'object' ? 'aws' : String(one))).join(separator);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inPartition(one)]));
}
