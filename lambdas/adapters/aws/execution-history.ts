import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionHistory, StateStay } from '../../ports/execution-history.ts';
import { repeatable } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** Events a page may hold (Step Functions API, GetExecutionHistory). */
const PAGE = 1000;
/** Pages that are read: an execution has at most 25,000 events (Step Functions, quotas). */
const PAGES = 25;

/**
 * Stays in states, from GetExecutionHistory. What went in and out of the states stays there: it names hosts and carries what people typed, and
 * would be many times the size.
 */
export function stepFunctionsHistory(region: string, client = new SFNClient(repeatable(region))): ExecutionHistory {
  return {
    async stays(executionArn) {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      for (let page = 0; page < PAGES; page += 1) {
        const asked = { executionArn, maxResults: PAGE, includeExecutionData: false, ...(nextToken === undefined ? {} : { nextToken }) };
        const answer = await client.send(new GetExecutionHistoryCommand(asked)).catch(orUnavailable(`history of ${executionArn}`));
        events.push(...(answer.events ?? []));
        nextToken = answer.nextToken;
        if (nextToken === undefined) break;
      }
      return staysIn(events);
    },
  };
}

/** One state at a time: an exit belongs to the entry before it that has the same name and no exit yet. */
function staysIn(events: readonly HistoryEvent[]): StateStay[] {
  const entered: { state: string; enteredAt: string; exitedAt?: string }[] = [];
  for (const { timestamp, stateEnteredEventDetails: into, stateExitedEventDetails: out } of events) {
    const at = timestamp?.toISOString() ?? '';
    if (into?.name !== undefined) entered.push({ state: into.name, enteredAt: at });
    const left = entered.findLast((one) => one.state === out?.name && one.exitedAt === undefined);
    if (left !== undefined) left.exitedAt = at;
  }
  return entered.flatMap(({ exitedAt, ...stay }) => (exitedAt === undefined ? [] : [{ ...stay, exitedAt }]));
}
