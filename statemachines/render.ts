import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Plan } from '../lib/plan/schema.ts';
import { FAILOVER_STEPS } from '../lib/plan/steps.ts';
import { databaseFailover } from './database-failover.ts';
import type { StepFunctions } from './parts/step-task.ts';
import { timeBudgets } from './time-budgets.ts';

const PLACE = 'arn:aws:lambda:region:000000000000:function:';

/** The definition as people review it: `${step}` in place of function ARNs, keys in the order of the source. */
export function renderDatabaseFailover(plan: Plan): Record<string, unknown> {
  const stack = new Stack(new App(), 'golden');
  const functions = Object.fromEntries(
    FAILOVER_STEPS.map((step) => [step, lambda.Function.fromFunctionArn(stack, `function ${step}`, `${PLACE}${step}`)]),
  ) as StepFunctions;
  const graph = new sfn.StateGraph(databaseFailover(stack, functions, plan).startState, 'database failover');
  graph.timeout = timeBudgets(plan).machineTimeout;
  const definition = JSON.stringify(inPartition(stack.resolve(graph.toGraphJson())), null, 2);
  return JSON.parse(definition.replaceAll(new RegExp(`${PLACE}([a-z-]+)`, 'g'), '$${$1}')) as Record<string, unknown>;
}

/** The partition is CloudFormation's to put in; in the definition that people review, and the plan's regions, it is `aws`. */
function inPartition(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inPartition);
  if (typeof value !== 'object' || value === null) return value;
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'] ?? [];
  if (separator !== undefined && parts !== undefined)
    return parts.map((one) => (typeof one === 'object' ? 'aws' : String(one))).join(separator);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inPartition(one)]));
}
