import type { LabClock } from '../../clock/lab-clock.ts';
import { type Definition, type State, waitsForToken } from './definition.ts';
import { newTaskToken } from './task-tokens.ts';

type Watched = { state: { Name: string; EnteredTime: string }; task: { Token: string }; transitions: Transitions; clock: LabClock };
/** States entered that nobody has waited for yet. */
export type Transitions = { open: number };

/** More than three weeks, and no more than a timer of the engine can be set to. Its own limit without one is 60 seconds, Step Functions' practically none. */
const LONG = 2_000_000;

/**
 * The definition as the engine runs it. The engine keeps no `$$.State`; its look at the next state is the moment a state is entered. What
 * waits for its token is given up by the lab and not by the engine, and on a fast clock every Wait state sleeps on that clock.
 */
export function engineDefinition(definition: Definition, { state: current, task, transitions, clock }: Watched): Definition {
  const { TimeoutSeconds: _, ...unlimited } = definition;
  const adapted = adapt(clock.name === 'fast' ? unlimited : definition, clock) as Definition;
  const States = new Proxy(adapted.States, {
    get(target, name) {
      const entered = typeof name === 'string' ? target[name] : undefined;
      if (entered !== undefined) {
        Object.assign(current, { Name: name, EnteredTime: new Date().toISOString() });
        transitions.open += 1;
        if (waitsForToken(entered)) task.Token = newTaskToken();
      }
      return Reflect.get(target, name) as unknown;
    },
  });
  return { ...adapted, States };
}

function adapt(definition: Pick<Definition, 'States'>, clock: LabClock): Pick<Definition, 'States'> {
  const one = (state: State): State => {
    if (waitsForToken(state)) return waiting(state);
    if (state.Type === 'Task' && !('TimeoutSeconds' in state)) return { ...state, TimeoutSeconds: LONG };
    if (state.Type === 'Wait' && clock.name === 'fast') return sleeping(state);
    const inner = ['Iterator', 'ItemProcessor'].filter((name) => state[name] !== undefined);
    const branches =
      state.Branches === undefined ? {} : { Branches: (state.Branches as Definition[]).map((branch) => adapt(branch, clock)) };
    return { ...state, ...branches, ...Object.fromEntries(inner.map((name) => [name, adapt(state[name] as Definition, clock)])) };
  };
  const states = Object.fromEntries(Object.entries(definition.States).map(([name, state]) => [name, one(state)]));
  return { ...definition, States: states as Definition['States'] };
}

/** The time limit, which Step Functions reads in the input of the state, is handed to the lab with the parameters. */
function waiting(state: State): State {
  const { TimeoutSeconds, TimeoutSecondsPath, Parameters, ...rest } = state;
  const seconds = TimeoutSecondsPath === undefined ? { LabTimeoutSeconds: TimeoutSeconds } : { 'LabTimeoutSeconds.$': TimeoutSecondsPath };
  const limit = TimeoutSeconds === undefined && TimeoutSecondsPath === undefined ? {} : seconds;
  return { ...rest, TimeoutSeconds: LONG, Parameters: { ...(Parameters as object), ...limit } };
}

const WAIT_FIELDS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'] as const;

/** A Wait state as a task of the lab: `sleepHandler` sleeps and hands its input on. */
function sleeping(state: State): State {
  const { Seconds, SecondsPath, Timestamp, TimestampPath, ...rest } = state;
  const given = { Seconds, SecondsPath, Timestamp, TimestampPath };
  const field = WAIT_FIELDS.find((name) => given[name] !== undefined) ?? 'Seconds';
  const parameter = field.endsWith('Path') ? { [`${field.replace('Path', '')}.$`]: given[field] } : { [field]: given[field] };
  return { ...rest, Type: 'Task', Resource: 'lab:sleep', TimeoutSeconds: LONG, Parameters: { 'input.$': '$', ...parameter } };
}

/** What a Wait state does on a fast clock. */
export function sleepHandler(clock: LabClock, signal: AbortSignal) {
  return async (given: unknown): Promise<never> => {
    const { input, Seconds, Timestamp } = given as { input: unknown; Seconds?: number; Timestamp?: string };
    const milliseconds = Timestamp === undefined ? Number(Seconds) * 1_000 : Date.parse(Timestamp) - clock.now();
    if (milliseconds > 0) await clock.sleep(milliseconds, signal);
    return input as never;
  };
}
