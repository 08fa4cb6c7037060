import { TaskError } from './task-error.ts';

/** Step Functions' quota for input or result of a task, state or execution: UTF-8 text of 256 KiB. */
export const DATA_LIMIT_BYTES = 256 * 1024;

/** Is this more than a state may carry? */
export function exceedsDataLimit(value: unknown): boolean {
  const text = JSON.stringify(value) ?? '';
  // A character takes at most 3 bytes per UTF-16 unit: short texts need not be counted.
  return text.length * 3 > DATA_LIMIT_BYTES && Buffer.byteLength(text) > DATA_LIMIT_BYTES;
}

/** `States.DataLimitExceeded` ends an execution; neither a retrier nor `States.ALL` catches it. */
export function dataLimitExceeded(what: string): TaskError {
  return new TaskError('States.DataLimitExceeded', `${what} has more than the allowed ${DATA_LIMIT_BYTES} bytes`, true);
}
