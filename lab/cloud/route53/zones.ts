import type { ZoneRecord } from '../services.ts';

/** A resource record set as Route 53 keeps it: lower case, with a final dot. */
export type RecordSet = ZoneRecord;

export type Zone = {
  id: string;
  /** What the control plane lists: every accepted change. */
  written: RecordSet[];
  /** What the resolvers answer: the records of the last change that is INSYNC. */
  published: RecordSet[];
};

export const canonicalName = (name: string): string => `${name.toLowerCase().replace(/\.$/, '')}.`;

/** The hosted zones. */
export class Zones {
  readonly #zones = new Map<string, Zone>();

  /** Creates a private zone, in sync from the start. */
  put(id: string, records: readonly ZoneRecord[]): void {
    const written = records.map((record) => ({ ...record, name: canonicalName(record.name), values: [...record.values] }));
    this.#zones.set(id, { id, written, published: written });
  }

  find(id: string): Zone | undefined {
    return this.#zones.get(id);
  }

  /** Records as clients see them now, names without final dot. */
  inForce(id: string): ZoneRecord[] {
    const records = this.find(id)?.published ?? [];
    return records.map((record) => ({ ...record, name: record.name.slice(0, -1), values: [...record.values] }));
  }
}
