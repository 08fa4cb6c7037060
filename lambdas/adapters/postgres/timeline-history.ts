import type { Session } from './session.ts';

type HistoryRow = { filename: string; content: Buffer | string };

/**
 * LSN where the server left a timeline for the next one, from its own history file; `undefined` when that does not say so. The replication
 * command gives the file to a role with REPLICATION; reading it as a file would need rights on all files of the server.
 */
export async function leftTimelineAt(session: Session, timeline: number): Promise<string | undefined> {
  const [row] = await session.read<HistoryRow>(`TIMELINE_HISTORY ${timeline + 1}`);
  return leftAt(row?.content.toString() ?? '', timeline);
}

/** Lines of a history file: parent timeline, LSN where it was left, reason; oldest first. */
export function leftAt(history: string, timeline: number): string | undefined {
  const line = history.split('\n').findLast((one) => one.split(/\s+/)[0] === String(timeline));
  const lsn = line?.split(/\s+/)[1];
  return lsn !== undefined && /^[0-9A-F]+\/[0-9A-F]+$/.test(lsn) ? lsn : undefined;
}
