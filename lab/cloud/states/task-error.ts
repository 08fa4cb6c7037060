import type { FunctionError } from '../lambda/messages.ts';

/**
 * An error as the engine matches and reports it: `name` is what `ErrorEquals` compares, `message` becomes `Cause`.
 * For a function that threw, Step Functions' Cause is the JSON text of what Lambda reported.
 */
export class TaskError extends Error {
  override readonly name: string;
  /** The engine asks these two; an error without them may be retried and caught. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(error: string, cause: string, terminal = false) {
    super(cause);
    this.name = error;
    this.isRetryable = !terminal;
    this.isCatchable = !terminal;
  }

  static ofFunction(error: FunctionError): TaskError {
    const byService = error.errorType.startsWith('Lambda.');
    return new TaskError(error.errorType, byService ? error.errorMessage : JSON.stringify(error));
  }
}
