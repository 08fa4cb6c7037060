import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { RecordSwitch } from '../domain/aftermath.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Incident } from '../domain/incident.ts';
import type { Confirmation } from '../domain/promotion.ts';
import { EffectRefused, messageOf, RecordMoved } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import type { SwapResult } from '../ports/writer-record.ts';
import { requireCandidate, requireOwnNewPrimary } from './candidate-guard.ts';
import { isoNow, lookSeconds } from './looking.ts';
import { tell } from './story.ts';

export type SwitchWriterRecordInput = { incident: Incident; assessment: Assessment; comparison: Comparison; confirmation: Confirmation };
export type SwitchWriterRecordPorts = Pick<Ports, 'incidents' | 'probe' | 'control' | 'record' | 'clock'>;

/**
 * Points the writer record at the new primary, after a commit on the new timeline (I3), and only from the value the assessment saw. A swap
 * whose answer got lost is looked up, not repeated (I6). Does not wait until the change is everywhere: the standbys are re-pointed meanwhile.
 *
 * @throws RecordMoved when the record holds neither the old value nor the new one; EffectRefused when the new primary commits nothing
 */
export async function switchWriterRecord(
  { incident, assessment, comparison }: SwitchWriterRecordInput,
  ports: SwitchWriterRecordPorts,
  plan: Plan,
): Promise<RecordSwitch> {
  const { candidate, node } = requireCandidate(comparison, plan);
  await requireOwnNewPrimary(incident, { candidate, node }, ports, plan);
  await requireCommit(node, ports, plan);
  const [from, to] = [assessment.recordValue, node.host];
  const about = { name: plan.database.writer.name, from, to };
  const swap = from === to ? await found(ports) : await swapOrLook(from, to, ports);
  if (swap.outcome === 'moved') {
    requireNew(swap.current, about);
    await tell(ports, incident, 'switch-writer-record', `${about.name} leads to ${to}`);
    return { ...about, changeId: '', status: 'already', at: isoNow(ports.clock) };
  }
  const at = isoNow(ports.clock);
  await tell(ports, incident, 'switch-writer-record', `${about.name}: ${from} -> ${to}, change ${swap.changeId}`);
  return { ...about, changeId: swap.changeId, status: 'PENDING', at };
}

/** Not in recovery is not enough: a node with a full disk is that as well. Without its standbys, because nobody follows it yet. */
async function requireCommit(node: DatabaseNode, { control }: Pick<Ports, 'control'>, plan: Plan): Promise<void> {
  await control.commitLocally(node, lookSeconds(plan)).catch((failure: unknown) => {
    const seen = `${node.id} commits nothing (${messageOf(failure)}); the writer record was left as found`;
    throw new EffectRefused(seen, { node: node.id }, { cause: failure });
  });
}

const found = async ({ record }: Pick<Ports, 'record'>) => ({ outcome: 'moved', current: await record.read() }) as const;

function requireNew(current: string, { from, to }: Pick<RecordSwitch, 'from' | 'to'>): void {
  if (current !== to) throw new RecordMoved(`writer record holds ${current}; required ${from}`, { current, from, to });
}

async function swapOrLook(from: string, to: string, ports: Pick<Ports, 'record'>): Promise<SwapResult> {
  try {
    return await ports.record.compareAndSwap(from, to);
  } catch (failure) {
    const now = await found(ports).catch(() => undefined);
    if (now?.current !== to) throw failure;
    return now;
  }
}
