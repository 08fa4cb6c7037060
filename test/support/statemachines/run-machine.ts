import { StateMachine } from 'aws-local-stepfunctions';
import { after, approval, assessment, comparison, confirmation, fenced, incident, START, switched } from '../ports/builders.ts';
import { type Definition, golden, type State, stateOf, statesOf } from './golden.ts';

/** Answers of a task in order, the last one for ever; an Error is thrown with its name. */
export type Script = Record<string, unknown[]>;

const told = { told: true, topics: ['on-call'], at: START };
const ending = (endState: string, error: string) => [
  { endState, error, cause: `why: ${error}`, reportKey: 'report', at: START, notRecorded: [] },
];

/** A failover in which everything goes well. */
const HAPPY: Script = {
  'Open incident': [incident()],
  'Assess primary': [assessment()],
  'Fence old primary': [fenced()],
  "Stop old primary's instance": [fenced({ proven: false, state: 'stopping', rung: 'stop-instance', stopRequestedAt: after(5) })],
  'Check that the instance stopped': [fenced({ rung: 'stop-instance' })],
  'Ask whether to give up the primary': [approval('give-up-primary')],
  'Ask whether to promote without proof': [approval('promote-unfenced')],
  'Ask whether to promote the candidate': [approval('promote-candidate')],
  'Compare replica LSNs': [comparison()],
  'Promote standby': [{ how: 'ssm', commandId: 'command-1', timelineBefore: 1, at: after(5) }],
  'Look at the candidate': [confirmation()],
  'Promote through SQL': [{ how: 'sql', timelineBefore: 1, at: after(7) }],
  'Look at the candidate again': [confirmation()],
  'Re-point other standbys': [{ following: ['db-3', 'db-4'], notFollowing: [] }],
  'Set synchronous standbys': [{ setting: 'ANY 1 (db_3)', planned: 'x', degraded: false, heartbeatCommitted: true, at: after(8) }],
  'Switch writer record': [switched()],
  'Wait for the writer record': [switched({ status: 'INSYNC', at: after(9) })],
  'Restart application': [{ restarted: [], skipped: [], at: after(10) }],
  'Verify through the name': [{ verifiedAt: after(11) }],
  'Keep what diverged': [{ state: 'nothing-diverged', node: 'db-1', why: 'nothing' }],
  'Close the incident': [{ resolvedAt: after(12), recoveryTimeSeconds: 12, reportKey: 'report', notRecorded: [] }],
  'Close the false alarm': [{ resolvedAt: after(12), recoveryTimeSeconds: null, reportKey: 'report', notRecorded: [] }],
  'Take silent standbys out of the quorum': [
    { state: 'relieved', why: 'db_2 is silent', before: 'ANY 1 (db_2)', setting: '', silent: ['db_2'], at: after(5) },
  ],
  'Write down what the quorum is now': ending('Writing, less durable', 'DurabilityDegraded'),
  'Write down how it failed': ending('Recovery failed', 'TheRealError'),
  'Write down why it is held': ending('Held for a person', 'HeldForAPerson'),
  'Write down who the two primaries are': ending('Stopped: two primaries', 'TwoPrimaries'),
};

export const named = (name: string, message = `${name} happened`) => Object.assign(new Error(message), { name });

export type Run = {
  /** Names of the states in the order they were entered; a retried task counts each time. */
  path: string[];
  end: string;
  succeeded: boolean;
  error?: string | undefined;
  cause?: unknown;
  /** Catches that were taken, as `state [first error they name]`; tasks that were tried again; questions with their answer. */
  caught: string[];
  retried: string[];
  answered: string[];
  /** What each task was given, in order. */
  inputs: { state: string; input: Record<string, unknown> }[];
  output?: unknown;
};

/** A machine, and the answers of its tasks when everything goes well; a task without one was told. */
export type Machine = { definition: Definition; happy: Script };

/** Runs a golden definition through the engine of the rehearsal with scripted steps. */
export async function runMachine(
  script: Script = {},
  input: unknown = {},
  machine: Machine = { definition: golden, happy: HAPPY },
): Promise<Run> {
  const { definition } = machine;
  const answers: Script = structuredCloneOf({ ...machine.happy, ...script });
  const inputs: Run['inputs'] = [];
  const handler = (state: string) => (given: unknown) => {
    const { Payload } = given as { Payload?: unknown };
    inputs.push({ state, input: (Payload ?? given) as Record<string, unknown> });
    const left = answers[state] ?? [told];
    const answer = left.length > 1 ? left.shift() : left[0];
    if (answer instanceof Error) throw answer;
    return answer as never;
  };
  const tasks = statesOf('Task', definition).map(([name]) => name);
  const engine = new StateMachine(withoutTimeoutPaths(definition) as never, { validationOptions: { noValidate: true } });
  const run = engine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(tasks.map((name) => [name, handler(name)])),
      waitTimeOverrides: Object.fromEntries(statesOf('Wait', definition).map(([name]) => [name, 0])),
      retryIntervalOverrides: Object.fromEntries(tasks.map((name) => [name, 0])),
    },
    context: {
      Execution: { Id: 'arn:execution:1', Name: 'execution-1', StartTime: START, Input: input as never },
      Task: { Token: 'token-1' },
    },
  });
  const result = run.result.then(
    (output) => ({ output }),
    () => ({}),
  );
  const seen: Run = { path: [], end: '', succeeded: false, inputs, caught: [], retried: [], answered: [] };
  for await (const event of run.eventLogs) {
    if (event.type === 'StateEntered') seen.path.push(event.state.name);
    if (event.type === 'StateEntered') requireTimeout(stateOf(event.state.name, definition), event.state.input);
    if (event.type === 'StateRetried') seen.path.push(event.state.name);
    if (event.type === 'StateRetried') seen.retried.push(event.state.name);
    if (event.type === 'StateCaught') seen.caught.push(catchOf(event.state.name, event.catch.catcher));
    if (event.type === 'StateEntered' && event.state.type === 'Choice')
      seen.answered.push(answerTo(event.state.name, event.state.input, definition));
    if (event.type === 'ExecutionSucceeded') seen.succeeded = true;
    if (event.type === 'ExecutionFailed') Object.assign(seen, { error: event.Error, cause: event.Cause });
  }
  return { ...seen, end: seen.path.at(-1) ?? 'nowhere', ...(await result) };
}

/** The engine resolves the path in what a task is given; Step Functions, and the lab, in what its state was entered with. */
const withoutTimeoutPaths = ({ States, ...rest }: Definition): Definition => ({
  ...rest,
  States: Object.fromEntries(Object.entries(States).map(([name, { TimeoutSecondsPath: _, ...state }]) => [name, state])),
});

function requireTimeout({ TimeoutSecondsPath }: State, input: unknown): void {
  if (TimeoutSecondsPath === undefined) return;
  const seconds = valueAt(TimeoutSecondsPath, input);
  if (!Number.isInteger(seconds) || Number(seconds) < 1)
    throw new Error(`${TimeoutSecondsPath} is ${String(seconds)}; required whole seconds`);
}

const valueAt = (path: string, input: unknown) =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((one, key) => (one as Record<string, unknown> | null)?.[key], input);

export const catchOf = (state: string, { ErrorEquals }: { ErrorEquals: string[] }) => `${state} [${ErrorEquals[0]}]`;

/** The rule of a Choice that an input meets: the answer it names, `missing`, or `unknown` for its Default. */
function answerTo(choice: string, input: unknown, definition: Definition): string {
  const rules = answersOf(choice, definition);
  const value = valueAt(rules.path, input);
  const answer = value === undefined ? 'missing' : rules.answers.includes(String(value)) ? String(value) : 'unknown';
  return `${choice} ${answer}`;
}

export function answersOf(choice: string, definition = golden): { path: string; answers: string[] } {
  const rules = (stateOf(choice, definition).Choices ?? []) as { Variable?: string; StringEquals?: string; BooleanEquals?: boolean }[];
  const named = rules.filter((rule) => rule.StringEquals !== undefined || rule.BooleanEquals !== undefined);
  return {
    path: named[0]?.Variable ?? '',
    answers: named.map((rule) => String(rule.StringEquals ?? rule.BooleanEquals)),
  };
}

/** Errors do not survive `structuredClone` with their name. */
function structuredCloneOf(script: Script): Script {
  return Object.fromEntries(Object.entries(script).map(([name, answers]) => [name, [...answers]]));
}
