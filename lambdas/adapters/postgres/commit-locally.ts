import type { Session } from './session.ts';
import { WAIT_FOR_NOBODY } from './sql/commit-locally.ts';
import { WRITE_HEARTBEAT } from './sql/write-heartbeat.ts';

/** Writes a row of its own: a heartbeat whose commit hangs would hold that of the vantage. */
export async function commitLocally(session: Session, row: string): Promise<void> {
  await session.change('begin');
  await session.change(WAIT_FOR_NOBODY);
  await session.change(WRITE_HEARTBEAT, [row]);
  await session.change('commit');
}
