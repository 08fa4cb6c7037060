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
export function taskHandler({ resource, role, access, region, findFunction }: TaskOptions) {
  return async (input: unknown): Promise<never> => {
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
    const result = JSON.parse(outcome.result) as never;
    if (exceedsDataLimit(result)) throw dataLimitExceeded('The result of the task');
    return result;
  };
}
