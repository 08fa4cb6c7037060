import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { LADDER_SECONDS } from '../lib/plan/escalation-budget.ts';
import { DATABASE_FAILOVER, DEPENDENCY_OUTAGE, ESCALATION } from '../lib/plan/names.ts';
import type { Plan } from '../lib/plan/schema.ts';
import { DEPENDENCY_STEPS, ESCALATION_STEPS, FAILOVER_STEPS } from '../lib/plan/steps.ts';
import { databaseFailover } from './database-failover.ts';
import { dependencyOutage } from './dependency-outage.ts';
import { type EscalationFunctions, escalation } from './escalation.ts';
import type { DependencyFunctions } from './parts/dependency-switch.ts';
import type { StepFunctions } from './parts/step-task.ts';
import { dependencyBudgets, timeBudgets } from './time-budgets.ts';

const PLACE = 'arn:aws:lambda:region:000000000000:function:';

const MACHINES = 'arn:aws:states:region:000000000000:stateMachine:';

/** Definitions as people review them, by machine: `${step}` in place of function ARNs, keys in the order of the source. */
export function renderMachines(plan: Plan): Record<string, Record<string, unknown>> {
  const stack = new Stack(new App(), 'golden');
  const functions = Object.fromEntries(
    [...FAILOVER_STEPS, ...ESCALATION_STEPS, ...DEPENDENCY_STEPS].map((step) => [
      step,
      lambda.Function.fromFunctionArn(stack, `function ${step}`, `${PLACE}${step}`),
    ]),
  ) as StepFunctions & EscalationFunctions & DependencyFunctions;
  const ladder = sfn.StateMachine.fromStateMachineArn(stack, 'ladder', `${MACHINES}${ESCALATION}`);
  const failover = databaseFailover(new Construct(stack, DATABASE_FAILOVER), functions, ladder, plan);
  const telling = escalation(new Construct(stack, ESCALATION), functions);
  const switching = dependencyOutage(new Construct(stack, DEPENDENCY_OUTAGE), functions, plan);
  return {
    [DATABASE_FAILOVER]: rendered(stack, failover, timeBudgets(plan).machineTimeout),
    [ESCALATION]: rendered(stack, telling, Duration.seconds(LADDER_SECONDS)),
    [DEPENDENCY_OUTAGE]: rendered(stack, switching, dependencyBudgets(plan).machineTimeout),
  };
}

function rendered(stack: Stack, start: sfn.IChainable, timeout: Duration): Record<string, unknown> {
  const graph = new sfn.StateGraph(start.startState, 'reviewed definition');
  graph.timeout = timeout;
  const definition = JSON.stringify(inPartition(stack.resolve(graph.toGraphJson())), null, 2);
  const named = definition.replaceAll(new RegExp(`(?:${PLACE}|${MACHINES})([a-z-]+)`, 'g'), '$${$1}');
  return JSON.parse(named) as Record<string, unknown>;
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
