import { AwsError } from '../service.ts';

type Waiting = { answer(output: unknown): void; until: number };

/** Tasks of a region that wait for their token (`.waitForTaskToken`). */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();
  readonly #over = new Set<string>();

  /** Resolves with what somebody answers; the engine itself ends the waiting at the task's time-out. */
  wait(token: string, timeoutSeconds: number): Promise<unknown> {
    return new Promise((answer) => this.#waiting.set(token, { answer, until: Date.now() + timeoutSeconds * 1_000 }));
  }

  /** The execution that waited has ended. */
  forget(token: string): void {
    if (this.#waiting.delete(token)) this.#over.add(token);
  }

  /** @throws AwsError in the words of SendTaskSuccess: InvalidOutput, InvalidToken, TaskDoesNotExist, TaskTimedOut */
  succeed(token: string, output: string): void {
    const parsed = parse(output);
    const waiting = this.#waiting.get(token);
    if (waiting === undefined)
      throw this.#over.has(token)
        ? new AwsError(400, 'TaskDoesNotExist', 'Task does not exist anymore')
        : new AwsError(400, 'InvalidToken', 'Invalid token');
    this.forget(token);
    if (Date.now() > waiting.until) throw new AwsError(400, 'TaskTimedOut', 'Task Timed Out: the provided task does not exist anymore');
    waiting.answer(parsed);
  }
}

function parse(output: string): unknown {
  try {
    return JSON.parse(output) as unknown;
  } catch {
    throw new AwsError(400, 'InvalidOutput', 'Invalid Output: the output is not JSON');
  }
}
