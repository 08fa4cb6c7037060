import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import type { ResolvedResource } from '../assembly/resolve-stack.ts';

export type State = Record<string, unknown> & { Type: string };
export type Definition = StateMachineDefinition & { States: Record<string, State> };

/** Machine definition as it would be deployed, `DefinitionSubstitutions` put in. */
export function definitionText({ name, properties }: ResolvedResource): string {
  const { DefinitionString, DefinitionSubstitutions, StateMachineType } = properties;
  if (StateMachineType === 'EXPRESS') throw new Error(`the lab cannot emulate machine ${name}: it runs STANDARD machines only`);
  if (typeof DefinitionString !== 'string') throw new Error(`the lab cannot emulate machine ${name}: it reads DefinitionString only`);
  const substitutions = (DefinitionSubstitutions ?? {}) as Record<string, unknown>;
  return DefinitionString.replace(/\$\{([A-Za-z0-9]+)\}/g, (placeholder, key: string) => String(substitutions[key] ?? placeholder));
}

/** Every state with its name, those inside Parallel and Map included. */
export function allStates(definition: Pick<Definition, 'States'>): { name: string; state: State; nested: boolean }[] {
  return Object.entries(definition.States).flatMap(([name, state]) => {
    const inner = [...((state.Branches as Definition[]) ?? []), state.Iterator, state.ItemProcessor].filter((one) => one !== undefined);
    const below = inner.flatMap((one) => allStates(one as Definition)).map((found) => ({ ...found, nested: true }));
    return [{ name, state, nested: false }, ...below];
  });
}

/** The two service integrations the lab has. */
const WAIT_FOR_TOKEN = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const START_EXECUTION = 'arn:aws:states:::states:startExecution';

/** Does the task wait until somebody answers its token? */
export const waitsForToken = ({ Resource }: State): boolean => Resource === WAIT_FOR_TOKEN;

/** Does the task start an execution of a machine and go on? */
export const startsExecution = ({ Resource }: State): boolean => Resource === START_EXECUTION;

const STARTED_WITH = new Set(['StateMachineArn', 'Input', 'Name']);

/** First thing a task asks of StartExecution that the lab does not carry out. */
const notStartedWith = (state: State): string | undefined =>
  Object.keys((state.Parameters ?? {}) as object).find((name) => !STARTED_WITH.has(name.replace(/\.\$$/, '')));

/** ARN of the function that a task invokes. */
export function functionOf(state: State): string {
  return String(waitsForToken(state) ? (state.Parameters as { FunctionName?: unknown } | undefined)?.FunctionName : state.Resource);
}

const LAMBDA_ARN = /^arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:/;

/** One thing of a state that the engine would ignore or do differently from Step Functions, or nothing. */
type Gap = (state: State, nested: boolean) => string | undefined;

const GAPS: readonly Gap[] = [
  ({ QueryLanguage }) => (QueryLanguage === 'JSONata' ? 'JSONata' : undefined),
  (state) => ['Assign', 'Arguments', 'Output', 'HeartbeatSeconds', 'HeartbeatSecondsPath', 'Credentials'].find((field) => field in state),
  (state) =>
    state.Type === 'Task' && !startsExecution(state) && !LAMBDA_ARN.test(functionOf(state))
      ? `the task resource ${String(state.Resource)}`
      : undefined,
  (state) => {
    const unknown = startsExecution(state) ? notStartedWith(state) : undefined;
    return unknown === undefined ? undefined : `${unknown} of StartExecution`;
  },
  // The lab raises the time-out of such a task, and the engine would take it for a failure of the task.
  (state) =>
    waitsForToken(state) && /"States.TaskFailed"/.test(JSON.stringify([state.Retry, state.Catch]))
      ? 'States.TaskFailed for a task that waits for its token'
      : undefined,
  // Step Functions reads the path in the state's input, the engine in what the parameters made of it.
  (state, nested) =>
    'TimeoutSecondsPath' in state && (nested || !waitsForToken(state))
      ? 'TimeoutSecondsPath of a task that does not wait for its token'
      : undefined,
  ({ Type, Result }) => (Type === 'Pass' && Result !== undefined && !Result ? `the Pass result ${JSON.stringify(Result)}` : undefined),
  ({ ErrorPath, CausePath }) =>
    [ErrorPath, CausePath].some((path) => String(path ?? '').startsWith('States.'))
      ? 'an intrinsic function in ErrorPath or CausePath'
      : undefined,
  (state) =>
    ['ItemReader', 'ItemBatcher', 'ResultWriter', 'ToleratedFailureCount', 'ToleratedFailurePercentage'].find((field) => field in state),
  ({ ItemProcessor }) => (JSON.stringify(ItemProcessor ?? {}).includes('"DISTRIBUTED"') ? 'a distributed Map' : undefined),
  (state, nested) =>
    nested && /\$\$\.(State|Execution\.(Input|StartTime))/.test(JSON.stringify(state))
      ? 'that part of the context object inside a branch'
      : undefined,
  (state, nested) => (JSON.stringify(state).includes('$$.Task') && (nested || !waitsForToken(state)) ? 'task tokens there' : undefined),
];

/**
 * Refuses a machine with a feature the engine lacks, by name: a machine that runs differently here proves nothing about the day.
 *
 * @throws with every such feature of the machine
 */
export function requireSupported(machine: string, definition: Definition): void {
  const whole = definition as unknown as State;
  const gaps = allStates(definition).flatMap(({ name, state, nested }) =>
    GAPS.flatMap((gap) => {
      const found = gap(state, nested);
      return found === undefined ? [] : [`the lab cannot emulate ${found} (machine ${machine}, state "${name}")`];
    }),
  );
  if (whole.QueryLanguage === 'JSONata') gaps.push(`the lab cannot emulate JSONata (machine ${machine})`);
  if (gaps.length > 0) throw new Error(gaps.join('\n'));
}
