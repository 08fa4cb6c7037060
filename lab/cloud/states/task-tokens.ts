import { randomBytes } from 'node:crypto';
import { AwsError } from '../service.ts';

type Waiting = { answer(output: unknown): void };

/** Tasks of a region that wait for their token (`.waitForTaskToken`). */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();
  readonly #over = new Map<string, 'ended' | 'timed out'>();

  /** Resolves with what somebody answers. */
  wait(token: string): Promise<unknown> {
    return new Promise((answer) => this.#waiting.set(token, { answer }));
  }

  /** Nobody waits for the answer any more: the task's time was up, or its execution has ended. */
  forget(token: string, why: 'ended' | 'timed out' = 'ended'): void {
    if (this.#waiting.delete(token)) this.#over.set(token, why);
  }

  /** @throws AwsError in the words of SendTaskSuccess: InvalidOutput, InvalidToken, TaskDoesNotExist, TaskTimedOut */
  succeed(token: string, output: string): void {
    const parsed = parse(output);
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) throw this.#refusal(token);
    this.forget(token);
    waiting.answer(parsed);
  }

  #refusal(token: string): AwsError {
    const over = this.#over.get(token);
    if (over === undefined) return new AwsError(400, 'InvalidToken', 'Invalid token');
    if (over === 'ended') return new AwsError(400, 'TaskDoesNotExist', 'Task does not exist anymore');
    return new AwsError(400, 'TaskTimedOut', 'Task Timed Out: the provided task does not exist anymore');
  }
}

/** A token nobody can guess. */
export const newTaskToken = (): string => randomBytes(300).toString('base64url');

function parse(output: string): unknown {
  try {
    return JSON.parse(output) as unknown;
  } catch {
    throw new AwsError(400, 'InvalidOutput', 'Invalid Output: the output is not JSON');
  }
}
