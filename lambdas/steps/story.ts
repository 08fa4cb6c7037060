import type { Owner } from '../domain/incident.ts';
import type { EntryData, EntryKind, NewEntry } from '../domain/incident-record.ts';
import type { Ports } from '../ports/ports.ts';

/** Steps that order something of the world outside; the others look, decide and write down. */
const COMMANDING = new Set([
  'relieve-quorum',
  'fence-primary',
  'stop-instance',
  'promote-standby',
  'promote-through-sql',
  'switch-writer-record',
  'repoint-standbys',
  'restart-services',
  'switch-dependency',
]);

/**
 * Adds to the incident's timeline what a step did or found. The recovery does not stop because an entry could not be written: the lock is what
 * protects it, and the report carries the same facts.
 */
export async function tell(
  ports: Pick<Ports, 'incidents' | 'clock'>,
  incident: Owner,
  step: string,
  text: string,
  detail?: unknown,
): Promise<void> {
  const kind = COMMANDING.has(step) ? 'command' : 'state';
  await enter(ports, incident, kind, text, detail === undefined ? { step } : { step, detail });
}

/** As `tell`, for an entry of any kind. */
export async function enter<Kind extends EntryKind>(
  ports: Pick<Ports, 'incidents' | 'clock'>,
  incident: Pick<Owner, 'id' | 'executionId'>,
  kind: Kind,
  text: string,
  data: EntryData[Kind],
): Promise<void> {
  const entry = { kind, at: ports.clock.now().toISOString(), by: incident.executionId, text, data } as unknown as NewEntry;
  await ports.incidents.append(incident, entry).catch(() => undefined);
}
