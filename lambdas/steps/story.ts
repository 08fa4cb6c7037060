import type { Owner } from '../domain/incident.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * Adds a line to the incident's story. The recovery does not stop because a line could not be written: the lock is what
 * protects it, and the report carries the same facts.
 */
export async function tell(
  ports: Pick<Ports, 'incidents' | 'clock'>,
  incident: Owner,
  step: string,
  text: string,
  data?: unknown,
): Promise<void> {
  const entry = { at: ports.clock.now().toISOString(), step, text };
  await ports.incidents.append(incident, data === undefined ? entry : { ...entry, data }).catch(() => undefined);
}
