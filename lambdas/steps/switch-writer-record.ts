import type { Plan } from '../../lib/plan/schema.ts';
import type { RecordSwitch } from '../domain/aftermath.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Incident } from '../domain/incident.ts';
import type { Confirmation } from '../domain/promotion.ts';
import { RecordMoved } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import type { SwapResult } from '../ports/writer-record.ts';
import { requireCandidate, requireNewPrimary } from './candidate-guard.ts';
import { isoNow, lookSeconds } from './looking.ts';
import { tell } from './story.ts';

export type SwitchWriterRecordInput = { incident: Incident; assessment: Assessment; comparison: Comparison; confirmation: Confirmation };
export type SwitchWriterRecordPorts = Pick<Ports, 'incidents' | 'probe' | 'record' | 'clock'>;

/**
 * Points the writer record at the new primary, after seeing it writable on the new timeline (I3), and only from the value the
 * assessment saw. A swap whose answer got lost is looked up, not repeated (I6).
 *
 * @throws RecordMoved when the record holds neither the old value nor the new one
 */
export async function switchWriterRecord(
  { incident, assessment, comparison }: SwitchWriterRecordInput,
  ports: SwitchWriterRecordPorts,
  plan: Plan,
): Promise<RecordSwitch> {
  const { candidate, node } = requireCandidate(comparison, plan);
  requireNewPrimary(await ports.probe.observe(node, lookSeconds(plan)), candidate);
  const [from, to] = [assessment.recordValue, node.host];
  const about = { name: plan.database.writer.name, from, to };
  if ((await holds(from, to, ports)) === 'new') return { ...about, changeId: '', status: 'already', at: isoNow(ports.clock) };
  await ports.incidents.assertOwner(incident);
  const swap = await swapOrLook(from, to, ports);
  if (swap.outcome === 'moved') {
    await requireNew(from, to, ports);
    await tell(ports, incident, 'switch-writer-record', `${about.name}: ${from} -> ${to}, seen afterwards`);
    return { ...about, changeId: '', status: 'already', at: isoNow(ports.clock) };
  }
  // The change is accepted: not hearing when it is everywhere must not look like a switch that failed.
  const inSync = await ports.record.waitInSync(swap.changeId, plan.failover.verificationPatience).catch(() => false);
  const at = isoNow(ports.clock);
  await tell(ports, incident, 'switch-writer-record', `${about.name}: ${from} -> ${to}, change ${swap.changeId}`);
  return { ...about, changeId: swap.changeId, status: inSync ? 'INSYNC' : 'PENDING', at };
}

/** Which of the two values the record holds; anything else is somebody else's. */
async function holds(from: string, to: string, { record }: Pick<Ports, 'record'>): Promise<'old' | 'new'> {
  const current = await record.read();
  if (current === to) return 'new';
  if (current === from) return 'old';
  throw new RecordMoved(`writer record holds ${current}; required ${from}`, { current, from, to });
}

/** After a swap that found another value than the old one: only the new one is right. */
async function requireNew(from: string, to: string, { record }: Pick<Ports, 'record'>): Promise<void> {
  const current = await record.read();
  if (current !== to) throw new RecordMoved(`writer record holds ${current}; required ${to}`, { current, from, to });
}

async function swapOrLook(from: string, to: string, { record }: Pick<Ports, 'record'>): Promise<SwapResult> {
  try {
    return await record.compareAndSwap(from, to);
  } catch (failure) {
    const now = await record.read().catch(() => undefined);
    if (now !== to) throw failure;
    return { outcome: 'moved' };
  }
}
