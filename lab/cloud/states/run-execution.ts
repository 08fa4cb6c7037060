import { randomBytes } from 'node:crypto';
import { ExecutionTimeoutError, type RunOptions, StateMachine } from 'aws-local-stepfunctions';
import { pass } from '../../latency/latency.ts';
import type { CloudEvent, Execution } from '../cloud.ts';
import { exceedsDataLimit } from './data-limit.ts';
import { type Definition, type State, waitsForToken } from './definition.ts';

type Overrides = NonNullable<RunOptions['overrides']>;
type Handlers = NonNullable<Overrides['taskResourceLocalHandlers']>;
/** States entered that nobody has waited for yet. */
type Transitions = { open: number };
type Watched = { state: { Name: string; EnteredTime: string }; task: { Token: string }; transitions: Transitions };
type RunArguments = {
  definition: Definition;
  /** Filled in while it runs. */
  execution: Execution;
  machine: { Id: string; Name: string };
  /** `$$.Task`: a token for each entry of a task that waits for one. */
  task: { Token: string };
  roleArn: string;
  handlers: Handlers;
  onEvent(event: CloudEvent): void;
  /** What every transition takes in Step Functions; the engine takes none. */
  transitionMilliseconds: number;
};

export type Running = { ended: Promise<void>; abort(): void };
type EngineEvent = ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/** Runs one execution in the engine and writes down what happens to it. */
export function runExecution(options: RunArguments): Running {
  const { definition, execution, machine, task, roleArn, handlers, transitionMilliseconds } = options;
  const state = { Name: '', EnteredTime: '', RetryCount: 0 };
  const transitions = { open: 0 };
  const engine = new StateMachine(watched(definition, { state, task, transitions }), { validationOptions: { noValidate: true } });
  const run = engine.run(execution.input as never, {
    overrides: { taskResourceLocalHandlers: slowed(handlers, transitions, transitionMilliseconds) },
    context: {
      Execution: { Id: execution.arn, Name: execution.name, RoleArn: roleArn },
      StateMachine: machine,
      State: state,
      Task: task,
    },
  });
  return { ended: follow(run, options), abort: run.abort };
}

/**
 * The engine keeps no `$$.State`; its look at the next state is the moment a state is entered.
 * It also gives tasks without a time limit 60 seconds, where Step Functions gives practically none.
 */
function watched(definition: Definition, { state: current, task, transitions }: Watched): Definition {
  const LONG = 2_000_000;
  const patient = ([name, state]: [string, State]) =>
    [
      name,
      state.Type === 'Task' && !('TimeoutSeconds' in state) && !('TimeoutSecondsPath' in state)
        ? { ...state, TimeoutSeconds: LONG }
        : state,
    ] as const;
  const states = Object.fromEntries(Object.entries(definition.States).map(patient));
  const States = new Proxy(states, {
    get(target, name) {
      const entered = typeof name === 'string' ? target[name] : undefined;
      if (entered !== undefined) {
        Object.assign(current, { Name: name, EnteredTime: new Date().toISOString() });
        transitions.open += 1;
        if (waitsForToken(entered)) task.Token = randomBytes(300).toString('base64url');
      }
      return Reflect.get(target, name) as unknown;
    },
  });
  return { ...definition, States } as Definition;
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

async function follow(run: ReturnType<StateMachine['run']>, { execution, onEvent }: RunArguments): Promise<void> {
  const settled = run.result.then(
    (output) => ({ status: 'SUCCEEDED' as const, output: output as unknown }),
    (error: unknown) => ({ status: error instanceof ExecutionTimeoutError ? ('TIMED_OUT' as const) : ('FAILED' as const) }),
  );
  let failure: { error: string; cause: string } | undefined;
  let aborted = false;
  for await (const event of run.eventLogs) {
    note(event, execution, onEvent);
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
  const status = failure ? 'FAILED' : aborted ? 'ABORTED' : end.status;
  const details = failure ?? (status === 'SUCCEEDED' && 'output' in end ? { output: end.output } : {});
  Object.assign(execution, { status, endedAt: new Date().toISOString(), ...details });
  const { endedAt: at = '', region, machine, arn, path } = execution;
  onEvent({ at, kind: 'execution-ended', region, machine, execution: arn, status, lastState: path.at(-1) ?? '', ...details });
}

const NOTED = new Set<EngineEvent['type']>(['StateEntered', 'StateExited', 'StateFailed', 'StateRetried']);

function note(event: EngineEvent, execution: Execution, onEvent: (event: CloudEvent) => void): void {
  if (!('state' in event) || !NOTED.has(event.type)) return;
  const { region, machine, arn } = execution;
  const { name, type, input, output } = event.state;
  const where = { at: new Date(event.timestamp).toISOString(), region, machine, execution: arn, state: name, type };
  if (event.type === 'StateEntered') {
    execution.path.push(name);
    onEvent({ ...where, kind: 'state-entered', input });
  } else if (event.type === 'StateExited') onEvent({ ...where, kind: 'state-left', output });
  else if (event.type === 'StateRetried') onEvent({ ...where, kind: 'state-retried' });
  else if (event.type === 'StateFailed') onEvent({ ...where, kind: 'state-failed', input, error: event.Error, cause: textOf(event.Cause) });
}

const textOf = (cause: unknown): string => (typeof cause === 'string' ? cause : JSON.stringify(cause ?? ''));
