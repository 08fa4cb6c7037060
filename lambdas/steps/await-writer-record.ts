import type { Plan } from '../../lib/plan/schema.ts';
import type { RecordSwitch } from '../domain/aftermath.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Incident } from '../domain/incident.ts';
import type { NoSwitch } from '../domain/machine-state.ts';
import type { Ports } from '../ports/ports.ts';
import { requireCandidate } from './candidate-guard.ts';
import { isoNow, lookSeconds, lookUntil } from './looking.ts';

export type AwaitWriterRecordInput = {
  incident: Incident;
  assessment: Assessment;
  comparison: Comparison;
  record: RecordSwitch | NoSwitch;
};
export type AwaitWriterRecordPorts = Pick<Ports, 'record' | 'resolver' | 'clock'>;

/**
 * Waits until every DNS server of the zone knows the switch (Route 53 API, GetChange: `INSYNC`), within the plan's patience. A change whose id
 * nobody knows, because another execution made it or its answer got lost, counts as everywhere when the name resolves to the new primary.
 * Not hearing it is no failure: verifying through the name decides.
 */
export async function awaitWriterRecord(
  input: AwaitWriterRecordInput,
  ports: AwaitWriterRecordPorts,
  plan: Plan,
): Promise<RecordSwitch | NoSwitch> {
  const { record } = input;
  if (!('changeId' in record) || record.changeId === '') return awaitName(input, ports, plan);
  const inSync = await ports.record.waitInSync(record.changeId, plan.failover.verificationPatience).catch(() => false);
  return { ...record, status: inSync ? 'INSYNC' : 'PENDING', at: isoNow(ports.clock) };
}

async function awaitName(
  { assessment, comparison, record }: AwaitWriterRecordInput,
  { resolver, clock }: AwaitWriterRecordPorts,
  plan: Plan,
): Promise<RecordSwitch | NoSwitch> {
  const { node } = requireCandidate(comparison, plan);
  const { name } = plan.database.writer;
  const nothing: string[] = [];
  const look = () => resolver.addresses(name, lookSeconds(plan)).catch(() => nothing);
  const { heartbeat, verificationPatience } = plan.failover;
  const wait = { patience: verificationPatience - lookSeconds(plan), every: heartbeat };
  const addresses = await lookUntil(look, (seen) => seen.join() === node.address, clock, wait);
  if (addresses.join() !== node.address) return record;
  return { name, from: assessment.recordValue, to: node.host, changeId: '', status: 'already', at: isoNow(clock) };
}
