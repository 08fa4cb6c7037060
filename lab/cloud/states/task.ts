import type { Access } from '../iam/access.ts';
import type { Role } from '../iam/roles.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import { AwsError } from '../service.ts';
import { dataLimitExceeded, exceedsDataLimit } from './data-limit.ts';
import { TaskError } from './task-error.ts';

type TaskOptions = {
  /** ARN of the function, as the state's Resource. */
  resource: string;
  role: Role;
  access: Access;
  region: string;
  findFunction(arn: string): Pick<LambdaFunction, 'invoke'> | undefined;
};

/** What a Task state does: the machine's role invokes the function and waits for its answer. */
export function taskHandler(options: TaskOptions) {
  return async (input: unknown): Promise<never> => within((await invoke(options, input)) as never);
}

/**
 * What a Task state with `.waitForTaskToken` does: the function is invoked, its answer counts only when it is an error, and the task goes on
 * when somebody answers the token.
 */
export function waitingTaskHandler(options: TaskOptions, waiting: { token(): string; answered(token: string): Promise<unknown> }) {
  return async (input: unknown): Promise<never> => {
    const token = waiting.token();
    const answer = waiting.answered(token);
    await invoke(options, (input as { Payload?: unknown }).Payload);
    return within((await answer) as never);
  };
}

function within<T>(result: T): T {
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
