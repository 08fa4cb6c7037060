import type { Access } from '../iam/access.ts';
import type { Role } from '../iam/roles.ts';
import { AwsError } from '../service.ts';
import { dataLimitExceeded, exceedsDataLimit } from './data-limit.ts';
import type { Machine } from './machine.ts';
import { TaskError } from './task-error.ts';

type StartOptions = {
  role: Role;
  access: Access;
  region: string;
  findMachine(arn: string): Pick<Machine, 'start' | 'arn'> | undefined;
  /** Who starts, for the timeline. */
  by: string;
};

type StartInput = { StateMachineArn?: unknown; Input?: unknown; Name?: unknown };

/**
 * What a Task state with `arn:aws:states:::states:startExecution` does: the machine's role starts an execution, and nobody waits for its end.
 * Errors are named as Step Functions names those of this integration: the API's name behind `StepFunctions.`, and
 * `StepFunctions.AWSStepFunctionsException` for a call that is not allowed.
 */
export function startExecutionHandler({ role, access, region, findMachine, by }: StartOptions) {
  return async (given: unknown): Promise<never> => {
    const { StateMachineArn, Input, Name } = given as StartInput;
    if (exceedsDataLimit(given)) throw dataLimitExceeded('The input of the task');
    const arn = String(StateMachineArn);
    try {
      await access.authorize({ role, action: 'states:StartExecution', resource: arn, region });
      const machine = findMachine(arn);
      if (!machine) throw new AwsError(400, 'StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
      const execution = machine.start(parsed(Input), by, Name === undefined ? undefined : String(Name));
      return { ExecutionArn: execution.arn, StartDate: execution.startedAt } as never;
    } catch (error) {
      throw error instanceof AwsError ? named(error) : error;
    }
  };
}

/** Text is the JSON of the input, anything else the input itself. */
function parsed(input: unknown): unknown {
  if (typeof input !== 'string') return input;
  try {
    return JSON.parse(input) as unknown;
  } catch {
    throw new AwsError(400, 'InvalidExecutionInput', 'Invalid State Machine Execution Input: it is not JSON');
  }
}

function named({ code, message, status }: AwsError): TaskError {
  const denied = code === 'AccessDenied';
  const cause = `${message} (Service: AWSStepFunctions; Status Code: ${denied ? 400 : status}; Error Code: ${denied ? 'AccessDeniedException' : code})`;
  return new TaskError(denied ? 'StepFunctions.AWSStepFunctionsException' : `StepFunctions.${code}Exception`, cause);
}
