import type { LabClock } from '../../clock/lab-clock.ts';
import type { Access } from '../iam/access.ts';
import type { Role } from '../iam/roles.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import { AwsError } from '../service.ts';
import { dataLimitExceeded, exceedsDataLimit } from './data-limit.ts';
import { TaskError } from './task-error.ts';
import { newTaskToken, type TaskTokens } from './task-tokens.ts';

type TaskOptions = {
  /** ARN of the function, as the state's Resource. */
  resource: string;
  role: Role;
  access: Access;
  region: string;
  findFunction(arn: string): Pick<LambdaFunction, 'invoke'> | undefined;
};

export type WaitingOptions = {
  /** `$$.Task`: the token of the running attempt. */
  task: { Token: string };
  tokens: TaskTokens;
  clock: LabClock;
  /** Aborted when the execution is over. */
  signal: AbortSignal;
};

/** Input of a waiting task: what its `Parameters` made, and for how many seconds it waits (`waiting-tasks.ts` puts it there). */
export type WaitingInput = { Payload?: unknown; LabTimeoutSeconds?: unknown };

/** What a Task state does: the machine's role invokes the function and waits for its answer. */
export function taskHandler(options: TaskOptions) {
  return async (input: unknown): Promise<never> => within((await invoke(options, input)) as never);
}

/**
 * What a Task state with `.waitForTaskToken` does: the function is invoked, its answer counts only when it is an error, and the task goes on
 * when somebody answers the token. The time limit counts from here on, on the rehearsal's clock: `States.Timeout`.
 */
export function waitingTaskHandler(options: TaskOptions, waiting: WaitingOptions) {
  return async (input: unknown): Promise<never> => {
    const { Payload, LabTimeoutSeconds: seconds } = input as WaitingInput;
    if (seconds !== undefined && !(Number.isInteger(seconds) && (seconds as number) > 0))
      throw new TaskError('States.Runtime', `The time-out ${JSON.stringify(seconds)} is not a positive integer`, true);
    const token = waiting.task.Token;
    const answer = waiting.tokens.wait(token);
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, waiting.signal]);
    const asked = waiting.clock.busy(() => invoke(options, Payload)).then(() => answer);
    try {
      return within((await Promise.race([asked, tooLate(waiting, token, seconds as number | undefined, signal)])) as never);
    } finally {
      over.abort();
      waiting.tokens.forget(token);
      // Another attempt has another token.
      waiting.task.Token = newTaskToken();
    }
  };
}

/** Rejects when the time is up, or the execution over: then the engine waits no longer either. */
async function tooLate({ clock, tokens }: WaitingOptions, token: string, seconds: number | undefined, signal: AbortSignal): Promise<never> {
  await (seconds === undefined ? aborted(signal) : clock.sleep(seconds * 1_000, signal));
  tokens.forget(token, 'timed out');
  throw new TaskError('States.Timeout', 'States.Timeout');
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

/** A result as the task hands it on. @throws TaskError `States.DataLimitExceeded` */
export function within<T>(result: T): T {
  if (exceedsDataLimit(result)) throw dataLimitExceeded('The result of the task');
  return result;
}

async function invoke({ resource, role, access, region, findFunction }: TaskOptions, input: unknown): Promise<unknown> {
  if (exceedsDataLimit(input)) throw dataLimitExceeded('The input of the task');
  try {
    await access.authorize({ role, action: 'lambda:InvokeFunction', resource, region });
  } catch (error) {
    if (error instanceof AwsError)
      throw new TaskError(
        'Lambda.AWSLambdaException',
        `${error.message} (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException)`,
      );
    throw error;
  }
  const target = findFunction(resource);
  if (!target) throw new TaskError('Lambda.ResourceNotFoundException', `Function not found: ${resource}`);
  const outcome = await target.invoke(input);
  if (outcome.kind !== 'result') throw TaskError.ofFunction(outcome.error);
  return JSON.parse(outcome.result) as unknown;
}
