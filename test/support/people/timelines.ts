import type { EntryData, EntryKind, NewEntry, RecordEntry } from '../../../lambdas/domain/incident-record.ts';
import type { IncidentRecord } from '../../../lambdas/ports/incident-record.ts';
import type { PageStore } from '../../../lambdas/ports/page-store.ts';
import { after } from '../ports/builders.ts';

export const EXECUTION = 'arn:aws:states:eu-west-3:111122223333:execution:reprise-taxcollector-database-failover:run-1';

/** One entry, so many seconds after the start of every test. */
export const entry = <Kind extends EntryKind>(
  kind: Kind,
  seconds: number,
  data: EntryData[Kind],
  change: { by?: string; text?: string } = {},
): NewEntry => ({ kind, at: after(seconds), by: EXECUTION, text: `${kind} at ${seconds}`, data, ...change }) as NewEntry;

export const opened = (change: Partial<EntryData['opened']> = {}, seconds = 0): NewEntry =>
  entry('opened', seconds, {
    severity: 'P1',
    scenario: 'database-failover',
    trigger: 'alarm',
    region: 'eu-west-3',
    executionId: EXECUTION,
    reason: 'alarm',
    ...change,
  });

export const resolved = (seconds: number, change: Partial<EntryData['resolved']> = {}): NewEntry =>
  entry('resolved', seconds, { outcome: 'recovered', ...change });

/** Entries as they stand: numbered from 1. */
export const numbered = (...entries: NewEntry[]): RecordEntry[] => entries.map((one, index) => ({ ...one, sequence: index + 1 }));

/** Timelines in memory, in one order for everybody. */
export class MemoryTimelines implements IncidentRecord {
  readonly incidents = new Map<string, RecordEntry[]>();

  put(id: string, ...entries: NewEntry[]): this {
    for (const one of entries) this.#add(id, one);
    return this;
  }

  #add(id: string, one: NewEntry): number {
    const entries = this.incidents.get(id) ?? [];
    const sequence = entries.length + 1;
    this.incidents.set(id, [...entries, { ...one, sequence }]);
    return sequence;
  }

  async append(id: string, one: NewEntry): Promise<number> {
    return this.#add(id, one);
  }

  async read(id: string): Promise<RecordEntry[]> {
    return this.incidents.get(id) ?? [];
  }

  async list(from: string, to: string): Promise<string[]> {
    const began = [...this.incidents].map(([id, [first]]) => ({ id, at: first?.at ?? '' }));
    return began.filter(({ at }) => at >= from && at < to).map(({ id }) => id);
  }
}

/** Objects of a bucket in memory. */
export class MemoryPages implements PageStore {
  readonly objects = new Map<string, { body: string; contentType: string }>();

  async save(key: string, body: string, contentType: string): Promise<void> {
    this.objects.set(key, { body, contentType });
  }

  async read(key: string): Promise<string | undefined> {
    return this.objects.get(key)?.body;
  }

  text(key: string): string {
    const found = this.objects.get(key);
    if (found === undefined) throw new Error(`nothing at ${key}; there is ${[...this.objects.keys()].join(', ') || 'nothing'}`);
    return found.body;
  }
}
