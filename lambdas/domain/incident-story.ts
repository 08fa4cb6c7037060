import { entriesOf, type RecordEntry } from './incident-record.ts';

/** A message shows so many of the newest changes; the others are in the record. */
const MOST_CHANGES = 8;

/** Messages that told everybody how things stood: what is newer is what the next one tells. */
const TOLD_ALL = ['incident-opened', 'incident-update'];

/** What happened since people last heard how things stand: the newest last. Messages are not news to whoever gets one. */
export function changesSince(entries: readonly RecordEntry[]): { changes: { at: string; text: string }[]; changesLeftOut: number } {
  const toldAll = entriesOf(entries, 'message').filter(({ data }) => data.accepted && TOLD_ALL.includes(data.message));
  const since = toldAll.at(-1)?.sequence ?? 0;
  const news = entries.filter((one) => one.sequence > since && one.kind !== 'message' && one.kind !== 'opened');
  const changes = news.slice(-MOST_CHANGES).map(({ at, text }) => ({ at, text }));
  return { changes, changesLeftOut: news.length - changes.length };
}

/** Notes by which people say what shall be done so that it does not happen again: `action: ...`. */
export function preventiveActions(entries: readonly RecordEntry[]): string[] {
  return entriesOf(entries, 'note').flatMap(({ data }) => {
    const action = /^\s*action\s*:\s*(\S.*)$/is.exec(data.text)?.[1];
    return action === undefined ? [] : [action.trim()];
  });
}
