import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { TaskCallback } from '../../ports/task-callback.ts';
import { repeatable } from './clients.ts';
import { awsFailure, unavailable } from './failures.ts';

/** The token names nobody who waits: timed out, answered already, or its execution ended (Step Functions, SendTaskSuccess). */
const NOBODY_WAITS = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** Answers by Step Functions' SendTaskSuccess. The same answer sent twice is the same answer, so the SDK may repeat it. */
export function stepFunctionsCallback(region: string, client = new SFNClient(repeatable(region))): TaskCallback {
  return {
    succeed: (taskToken, output) =>
      client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })).then(
        () => 'taken' as const,
        (thrown: unknown) => {
          if (NOBODY_WAITS.includes(awsFailure(thrown).name)) return 'gone' as const;
          throw unavailable('answer to the waiting task', thrown);
        },
      ),
  };
}
