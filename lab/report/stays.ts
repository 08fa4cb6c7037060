import { workingExecutions } from '../claims.ts';
import type { Execution } from '../cloud/cloud.ts';
import type { Evidence } from '../evidence.ts';
import type { Report } from './report.ts';

/** The execution a report is about: the one that did the work, or the first one when all stood back. */
export function reportedExecution({ executions }: Pick<Evidence, 'executions'>): Execution | undefined {
  return workingExecutions(executions)[0] ?? executions[0];
}

/** What an execution went through: every stay in a state in order, with its times and its outcome. */
export function staysOf({ events }: Pick<Evidence, 'events'>, execution: Execution | undefined): Report['states'] {
  const stays: Report['states'] = [];
  for (const event of events) {
    if (!('state' in event && 'execution' in event) || event.execution !== execution?.arn) continue;
    if (event.kind === 'state-entered') stays.push({ name: event.state, enteredAt: event.at, exitedAt: event.at, outcome: 'succeeded' });
    const current = stays.findLast((stay) => stay.name === event.state);
    if (!current) continue;
    current.exitedAt = event.at;
    // A caught failure is left too; only another attempt can still succeed.
    if (event.kind === 'state-failed') current.outcome = 'failed';
    if (event.kind === 'state-retried') current.outcome = 'succeeded';
  }
  return stays;
}
