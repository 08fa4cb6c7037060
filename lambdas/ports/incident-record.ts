import type { NewEntry, RecordEntry } from '../domain/incident-record.ts';

/** Timeline of an incident: append-only, one order for everybody. Rejects with `DependencyUnavailable`. */
export interface IncidentRecord {
  /** Adds an entry at the end and resolves with its sequence number. Nothing that others add at the same time is lost or overwritten. */
  append(incidentId: string, entry: NewEntry): Promise<number>;
  /** The whole timeline in order (consistent read); empty for an incident nobody has written of. */
  read(incidentId: string): Promise<RecordEntry[]>;
  /** Ids of incidents that began in [from, to), oldest first; ISO 8601. */
  list(from: string, to: string): Promise<string[]>;
}
