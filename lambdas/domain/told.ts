import { entriesOf, type RecordEntry } from './incident-record.ts';
import type { Told } from './ladder.ts';

/**
 * What the record says was told, also by a climb whose answer was lost. It counts from the moment at which the climb had read the record: what
 * happened since then those who were told do not know.
 */
export function toldIn(entries: readonly RecordEntry[]): Told {
  const accepted = entriesOf(entries, 'message').filter(({ data }) => data.accepted && data.telling !== undefined);
  return Object.fromEntries(accepted.map(({ at, data }) => [data.telling ?? '', data.asOf ?? at]));
}
