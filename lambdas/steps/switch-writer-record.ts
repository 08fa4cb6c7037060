import type { Plan } from '../../lib/plan/schema.ts';
import type { RecordSwitch } from '../domain/aftermath.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Incident } from '../domain/incident.ts';
import type { Confirmation } from '../domain/promotion.ts';
import { RecordMoved } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import type { SwapResult } from '../ports/writer-record.ts';
import { requireCandidate, requireOwnNewPrimary } from './candidate-guard.ts';
import { isoNow } from './looking.ts';
import { tell } from './story.ts';

export type SwitchWriterRecordInput = { incident: Incident; assessment: Assessment; comparison: Comparison; confirmation: Confirmation };
export type SwitchWriterRecordPorts = Pick<Ports, 'incidents' | 'probe' | 'record' | 'clock'>;

/**
 * Points the writer record at the new primary, after seeing it writable on the new timeline (I3), and only from the value the
 * assessment saw. A swap whose answer got lost is looked up, not repeated (I6). Does not wait until the change is everywhere:
 * the standbys are re-pointed meanwhile.
 *
 * @throws RecordMoved when the record holds neither the old value nor the new one
 */
export async function switchWriterRecord(
  { incident, assessment, comparison }: SwitchWriterRecordInput,
  ports: SwitchWriterRecordPorts,
  plan: Plan,
): Promise<RecordSwitch> {
  const { candidate, node } = requireCandidate(comparison, plan);
  await requireOwnNewPrimary(incident, { candidate, node }, ports, plan);
  const [from, to] = [assessment.recordValue, node.host];
  const about = { name: plan.database.writer.name, from, to };
  const swap = from === to ? MOVED : await swapOrLook(from, to, ports);
  if (swap.outcome === 'moved') {
    await requireNew(from, to, ports);
    await tell(ports, incident, 'switch-writer-record', `${about.name} leads to ${to}`);
    return { ...about, changeId: '', status: 'already', at: isoNow(ports.clock) };
  }
  const at = isoNow(ports.clock);
  await tell(ports, incident, 'switch-writer-record', `${about.name}: ${from} -> ${to}, change ${swap.changeId}`);
  return { ...about, changeId: swap.changeId, status: 'PENDING', at };
}

/** Whoever was first, only the new value is right now. */
const MOVED: SwapResult = { outcome: 'moved' };

async function requireNew(from: string, to: string, { record }: Pick<Ports, 'record'>): Promise<void> {
  const current = await record.read();
  if (current === to) return;
  const again = current === from ? ' again, after another value' : '';
  throw new RecordMoved(`writer record holds ${current}${again}; required ${from}`, { current, from, to });
}

async function swapOrLook(from: string, to: string, { record }: Pick<Ports, 'record'>): Promise<SwapResult> {
  try {
    return await record.compareAndSwap(from, to);
  } catch (failure) {
    const now = await record.read().catch(() => undefined);
    if (now !== to) throw failure;
    return MOVED;
  }
}
