/** What the lab tells the runtime inside a function's process. `event` is JSON text: nothing but data crosses the line. */
export type Invocation = {
  requestId: string;
  functionArn: string;
  event: string;
  timeoutMilliseconds: number;
  /** On a fast clock: how far `Date` is ahead of the computer's. */
  clockAheadMilliseconds?: number;
};

/** What Lambda reports of an error: its `name`, its message and its stack. */
export type FunctionError = { errorType: string; errorMessage: string; trace: string[] };

/** What the runtime tells the lab. `result` is JSON text. */
export type RuntimeMessage =
  | { kind: 'ready' }
  | { kind: 'init-error'; error: FunctionError }
  | { kind: 'result'; requestId: string; result: string }
  | { kind: 'error'; requestId: string; error: FunctionError };
