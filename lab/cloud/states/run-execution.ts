import { ExecutionTimeoutError, type RunOptions, StateMachine } from 'aws-local-stepfunctions';
import type { LabClock } from '../../clock/lab-clock.ts';
import { pass } from '../../latency/latency.ts';
import type { CloudEvent, Execution } from '../cloud.ts';
import { exceedsDataLimit } from './data-limit.ts';
import { allStates, type Definition } from './definition.ts';
import { engineDefinition, sleepHandler, type Transitions } from './engine-definition.ts';
import type { Ending, ExecutionHistory } from './execution-history.ts';
import { pausing, withoutPauses } from './retry-pause.ts';

type Overrides = NonNullable<RunOptions['overrides']>;
type Handlers = NonNullable<Overrides['taskResourceLocalHandlers']>;
type RunArguments = {
  definition: Definition;
  /** Filled in while it runs. */
  execution: Execution;
  history: ExecutionHistory;
  machine: { Id: string; Name: string };
  /** `$$.Task`: a token for each attempt of a task that waits for one. */
  task: { Token: string };
  roleArn: string;
  handlers: Handlers;
  onEvent(event: CloudEvent): void;
  /** What every transition takes in Step Functions; the engine takes none. */
  transitionMilliseconds: number;
  clock: LabClock;
  /** Aborted here when the execution is over: nobody may sleep for it any more. */
  over: AbortController;
};

export type Running = { ended: Promise<void>; abort(): void };
type EngineRun = ReturnType<StateMachine['run']>;
type EngineEvent = EngineRun['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/** Runs one execution in the engine and writes down what happens to it. */
export function runExecution(options: RunArguments): Running {
  const { definition, execution, machine, task, roleArn, handlers, transitionMilliseconds, clock, over } = options;
  const state = { Name: '', EnteredTime: '', RetryCount: 0 };
  const transitions = { open: 0 };
  const adapted = engineDefinition(definition, { state, task, transitions, clock });
  const engine = new StateMachine(adapted, { validationOptions: { noValidate: true } });
  const run = engine.run(execution.input as never, {
    overrides: onClock(slowed(handlers, transitions, transitionMilliseconds), options),
    context: {
      Execution: { Id: execution.arn, Name: execution.name, RoleArn: roleArn },
      StateMachine: machine,
      State: state,
      Task: task,
    },
  });
  const late = clock.name === 'fast' && limited(run, options);
  const ended = follow(run, options, () => late !== false && late.passed).finally(() => over.abort());
  return { ended, abort: run.abort };
}

/** On a fast clock Wait states and the pauses before retries pass on it; the engine knows the computer's clock only. */
function onClock(handlers: Handlers, { definition, clock, over: { signal } }: RunArguments): Overrides {
  if (clock.name === 'real') return { taskResourceLocalHandlers: handlers };
  const states = allStates(definition);
  const tasks = states.flatMap(({ name, state }) => {
    const handler = state.Type === 'Wait' ? sleepHandler(clock, signal) : handlers[name];
    return handler === undefined ? [] : [[name, pausing(handler, state, clock, signal)] as const];
  });
  return { taskResourceLocalHandlers: Object.fromEntries(tasks), retryIntervalOverrides: withoutPauses(definition) };
}

/** The machine's own time limit, on a fast clock. */
function limited(run: EngineRun, { definition, clock, over }: RunArguments): { passed: boolean } {
  const late = { passed: false };
  const { TimeoutSeconds } = definition;
  if (TimeoutSeconds === undefined) return late;
  const giveUp = () => {
    late.passed = true;
    run.abort();
  };
  clock.sleep(TimeoutSeconds * 1_000, over.signal).then(giveUp, () => undefined);
  return late;
}

/** A task pays for the transitions since the task before it: the states between them run in the engine, where nothing can be made to wait. */
function slowed(handlers: Handlers, transitions: Transitions, transitionMilliseconds: number): Handlers {
  if (transitionMilliseconds === 0) return handlers;
  const slow = (handler: Handlers[string]): Handlers[string] => {
    return async (input) => {
      const { open } = transitions;
      transitions.open = 0;
      await pass(open * transitionMilliseconds);
      return handler(input);
    };
  };
  return Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, slow(handler)]));
}

async function follow(run: EngineRun, options: RunArguments, late: () => boolean): Promise<void> {
  const settled = run.result.then(
    (output) => ({ status: 'SUCCEEDED' as const, output: output as unknown }),
    (error: unknown) => ({ status: error instanceof ExecutionTimeoutError ? ('TIMED_OUT' as const) : ('FAILED' as const) }),
  );
  let failure: { error: string; cause: string } | undefined;
  let aborted = false;
  for await (const event of run.eventLogs) {
    note(event, options);
    if (event.type === 'ExecutionFailed') failure ??= { error: event.Error, cause: textOf(event.Cause) };
    if (event.type === 'ExecutionAborted') aborted = true;
    if (
      (event.type === 'StateEntered' && exceedsDataLimit(event.state.input)) ||
      (event.type === 'StateExited' && exceedsDataLimit(event.state.output))
    ) {
      failure ??= { error: 'States.DataLimitExceeded', cause: `The data of state "${event.state.name}" exceeds the payload limit` };
      run.abort();
    }
  }
  const end = await settled;
  const status = failure ? 'FAILED' : late() ? 'TIMED_OUT' : aborted ? 'ABORTED' : end.status;
  finish(options, status, failure ?? (status === 'SUCCEEDED' && 'output' in end ? { output: end.output } : {}));
}

function finish({ execution, history, onEvent }: RunArguments, status: Exclude<Execution['status'], 'RUNNING'>, details: Ending): void {
  const endedAt = new Date().toISOString();
  Object.assign(execution, { status, endedAt, ...details });
  history.ended(endedAt, status, details);
  const { region, machine, arn, path } = execution;
  onEvent({ at: endedAt, kind: 'execution-ended', region, machine, execution: arn, status, lastState: path.at(-1) ?? '', ...details });
}

const NOTED = new Set<EngineEvent['type']>(['StateEntered', 'StateExited', 'StateFailed', 'StateRetried']);

function note(event: EngineEvent, { execution, definition, history, onEvent }: RunArguments): void {
  if (!('state' in event) || !NOTED.has(event.type)) return;
  const { region, machine, arn } = execution;
  const { name, input, output } = event.state;
  // On a fast clock the engine takes a Wait state for a task.
  const type = definition.States[name]?.Type ?? event.state.type;
  const at = new Date(event.timestamp).toISOString();
  const where = { at, region, machine, execution: arn, state: name, type };
  if (event.type === 'StateEntered') {
    execution.path.push(name);
    history.entered(at, type, name, input);
    onEvent({ ...where, kind: 'state-entered', input });
  } else if (event.type === 'StateExited') {
    history.exited(at, type, name, output);
    onEvent({ ...where, kind: 'state-left', output });
  } else if (event.type === 'StateRetried') onEvent({ ...where, kind: 'state-retried' });
  else if (event.type === 'StateFailed') {
    history.failed(at, type, event.Error, textOf(event.Cause));
    onEvent({ ...where, kind: 'state-failed', input, error: event.Error, cause: textOf(event.Cause) });
  }
}

const textOf = (cause: unknown): string => (typeof cause === 'string' ? cause : JSON.stringify(cause ?? ''));
