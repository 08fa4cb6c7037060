import type { ZoneRecord } from '../services.ts';

/** A resource record set as Route 53 keeps it: lower case, with a final dot. */
export type RecordSet = ZoneRecord;

export type Zone = {
  id: string;
  /** What the control plane lists: every accepted change. */
  written: RecordSet[];
  /** What the resolvers answer: the records of the last change that is INSYNC. */
  published: RecordSet[];
  /** When the entries in the resolvers' caches end that hide a change, milliseconds since epoch; without it nothing is cached there. */
  cachedUntil?: number;
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
    const { published = [], cachedUntil } = this.find(id) ?? {};
    return published.map((record) => ({
      ...record,
      name: record.name.slice(0, -1),
      values: [...record.values],
      ttl: cachedUntil === undefined ? record.ttl : leftOf(record.ttl, cachedUntil),
    }));
  }
}

/**
 * A cache hands out what is left of an entry, whole seconds (RFC 1035, 3.2.1), so that a client behind it keeps nothing longer than the
 * record's TTL. Entries are renewed as they end, so the one that ends then began a whole number of TTLs before.
 */
function leftOf(ttl: number, cachedUntil: number): number {
  const left = (cachedUntil - Date.now()) / 1_000;
  return left > 0 && ttl > 0 ? Math.floor(left % ttl) : ttl;
}
