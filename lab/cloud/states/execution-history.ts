import type { Execution } from '../cloud.ts';

/** One event of GetExecutionHistory, in the words of the API. `timestamp` is seconds since epoch, as AWS JSON writes it. */
export type HistoryEvent = { timestamp: number; type: string; id: number; previousEventId: number } & Record<string, unknown>;
/** How an execution ended. */
export type Ending = { output?: unknown; error?: string; cause?: string };

const DATA = { truncated: false };
const ENDED = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted' } as const;

/** What Step Functions remembers of an execution: states entered and left, failures of tasks, beginning and end. */
export class ExecutionHistory {
  readonly events: HistoryEvent[] = [];

  started({ startedAt, input }: Execution, roleArn: string): void {
    const details = { input: JSON.stringify(input), inputDetails: DATA, roleArn };
    this.#add(startedAt, 'ExecutionStarted', { executionStartedEventDetails: details });
  }

  entered(at: string, type: string, name: string, input: unknown): void {
    this.#add(at, `${type}StateEntered`, { stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: DATA } });
  }

  /** Step Functions has no such event of a Fail state. */
  exited(at: string, type: string, name: string, output: unknown): void {
    this.#add(at, `${type}StateExited`, { stateExitedEventDetails: { name, output: JSON.stringify(output), outputDetails: DATA } });
  }

  /** An attempt of a task that failed, whether somebody catches it or not. */
  failed(at: string, type: string, error: string, cause: string): void {
    if (type !== 'Task') return;
    const timedOut = error === 'States.Timeout';
    this.#add(at, timedOut ? 'TaskTimedOut' : 'TaskFailed', {
      [timedOut ? 'taskTimedOutEventDetails' : 'taskFailedEventDetails']: { error, cause },
    });
  }

  ended(at: string, status: Exclude<Execution['status'], 'RUNNING'>, { output, error, cause }: Ending): void {
    const kind = ENDED[status];
    const details = status === 'SUCCEEDED' ? { output: JSON.stringify(output), outputDetails: DATA } : { error, cause };
    this.#add(at, `Execution${kind}`, { [`execution${kind}EventDetails`]: details });
  }

  #add(at: string, type: string, details: object): void {
    const previousEventId = this.events.length;
    this.events.push({ timestamp: Date.parse(at) / 1_000, type, id: previousEventId + 1, previousEventId, ...details });
  }
}
