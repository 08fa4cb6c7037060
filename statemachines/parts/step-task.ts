import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { FailoverStep } from '../../lib/plan/steps.ts';
import type { TimeBudgets } from '../time-budgets.ts';

/** The function behind every step. */
export type StepFunctions = Record<FailoverStep, lambda.IFunction>;

export type StepTask<Step extends string = FailoverStep> = {
  step: Step;
  /** What the console shows beside the state. */
  comment: string;
  /** The step's input type, field by field: text that starts with `$` is a path. */
  input: Record<string, unknown>;
  /** Where the answer goes. @default it replaces the whole state */
  result?: string;
  /** Shapes the answer before it goes there. @default as it is */
  resultSelector?: Record<string, unknown>;
  /** Only for steps that look. @default never tried again */
  retry?: sfn.RetryProps;
};

/** What a task needs of its machine: scope, functions and how long each may take. */
export type Bench<Step extends string> = {
  scope: Construct;
  functions: Record<Step, lambda.IFunction>;
  budgets: Pick<TimeBudgets<Step>, 'taskTimeout'>;
};

/** What every part of database failover needs in order to add its states. */
export type Workshop = { scope: Construct; functions: StepFunctions; budgets: TimeBudgets; ladder: sfn.IStateMachine };

/** A task that calls one step. Its time-out comes from the budgets; Lambda's default retries are off, an effect would be repeated blindly. */
export function stepTask<Step extends string>(
  { scope, functions, budgets }: Bench<Step>,
  name: string,
  props: StepTask<Step>,
): tasks.LambdaInvoke {
  const task = new tasks.LambdaInvoke(scope, name, {
    lambdaFunction: functions[props.step],
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    comment: props.comment,
    payload: sfn.TaskInput.fromObject(paths(props.input)),
    taskTimeout: sfn.Timeout.duration(budgets.taskTimeout(props.step)),
    ...(props.result === undefined ? {} : { resultPath: props.result }),
    ...(props.resultSelector === undefined ? {} : { resultSelector: paths(props.resultSelector) }),
  });
  if (props.retry !== undefined) task.addRetry(props.retry);
  return task;
}

/** What a Pass leaves, and where. */
export type Note = { comment: string; value: Record<string, unknown> /** @default it replaces the whole state */; result?: string };

/** A Pass that puts a literal with paths in it somewhere. */
export function note({ scope }: { scope: Construct }, name: string, { comment, value, result }: Note): sfn.Pass {
  return new sfn.Pass(scope, name, { comment, parameters: paths(value), ...(result === undefined ? {} : { resultPath: result }) });
}

/** `$.x`, `$$.x` and `States.X(...)` become references, everything else stays text. */
export function paths(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (typeof one === 'string' && one.startsWith('States.')) return [key, sfn.JsonPath.stringAt(one)];
      if (typeof one === 'string' && one.startsWith('$'))
        return [key, one === '$' ? sfn.JsonPath.entirePayload : sfn.JsonPath.objectAt(one)];
      if (typeof one === 'object' && one !== null && !Array.isArray(one)) return [key, paths(one as Record<string, unknown>)];
      return [key, one];
    }),
  );
}
