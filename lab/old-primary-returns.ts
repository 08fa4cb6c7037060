import { setTimeout as pause } from 'node:timers/promises';
import type { DirectWrite } from './estate/direct-client.ts';
import type { DatabaseHost, Estate, StartAgain } from './estate/estate.ts';
import type { Return } from './faults/fault.ts';

/** What became of the old primary after the machine had ended: every start by hand, and every write straight at its address meanwhile. */
export type Returned = { starts: readonly StartAgain[]; writes: readonly DirectWrite[] };

const BETWEEN_WRITES_MILLISECONDS = 200;
const BRIEFLY: Return = { times: 1, seconds: 1 };

/**
 * The test of a fence is a start: a drained marker, a forgotten drop-in or a guard that lets everybody in shows only now. A client that never
 * asks for the name again writes to it all the while.
 */
export async function oldPrimaryReturns(
  primary: DatabaseHost,
  estate: Pick<Estate, 'writeDirectly'>,
  say: (text: string) => void,
  { times, seconds }: Return = BRIEFLY,
): Promise<Returned> {
  const starts: StartAgain[] = [];
  const writes: DirectWrite[] = [];
  for (let time = 1; time <= times; time += 1) {
    if (time > 1) await primary.lose();
    const state = { over: false };
    const writing = writeUntil(state, () => estate.writeDirectly(primary.node), writes);
    say(`somebody starts ${primary.node} again, by hand${times > 1 ? ` (${time} of ${times})` : ''}`);
    const start = await primary.startAgain();
    starts.push(start);
    say(start.started ? `${primary.node} STARTED` : `${primary.node} does not start: ${start.said.split('\n').at(-1)}`);
    await pause(seconds * 1_000);
    state.over = true;
    await writing;
  }
  return { starts, writes };
}

async function writeUntil(state: { over: boolean }, write: () => Promise<DirectWrite>, writes: DirectWrite[]): Promise<void> {
  do {
    writes.push(await write());
    await pause(BETWEEN_WRITES_MILLISECONDS);
  } while (!state.over);
}
