import type { Plan } from '../../lib/plan/schema.ts';
import type { RecordSwitch } from '../domain/aftermath.ts';
import type { Incident } from '../domain/incident.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';

export type AwaitWriterRecordInput = { incident: Incident; record: RecordSwitch };
export type AwaitWriterRecordPorts = Pick<Ports, 'record' | 'clock'>;

/**
 * Waits until every DNS server of the zone knows the switch (Route 53 API, GetChange: `INSYNC`), within the plan's patience.
 * Not hearing it is no failure: the change is accepted, and verifying through the name decides.
 */
export async function awaitWriterRecord(
  { record }: AwaitWriterRecordInput,
  ports: AwaitWriterRecordPorts,
  plan: Plan,
): Promise<RecordSwitch> {
  const inSync = await ports.record.waitInSync(record.changeId, plan.failover.verificationPatience).catch(() => false);
  return { ...record, status: inSync ? 'INSYNC' : 'PENDING', at: isoNow(ports.clock) };
}
