import { FencingNotProven } from '../errors.ts';
import type { Assessment } from './assessment.ts';
import { approves } from './decision.ts';
import { isReceiving } from './evidence.ts';
import type { Fencing } from './fencing.ts';
import type { NodeObservation } from './observation.ts';

/** What the host program said of itself, as far as it matters here. */
export type FenceReport = { outcome: string; stopped?: boolean; fenceFile?: boolean };

/** What speaks against "stopped" when the server is looked at from here; `undefined` when nothing does. */
export function contradiction(look: NodeObservation): string | undefined {
  if (look.reachable) return `${look.node} still answers SQL`;
  const kind = look.failure?.kind;
  if (kind === 'refused' || kind === 'silent') return undefined;
  return `a server on ${look.node} still answers (${look.failure?.message ?? 'without saying why'})`;
}

/**
 * A standby whose receiver is not silent yet: the second vantage disagrees. A server that stopped ends its receivers at once; one whose
 * packets got lost is silent for three heartbeats, so a look right after the host's report cannot agree by accident.
 */
export function stillReceiving(witnesses: readonly NodeObservation[], heartbeat: number): string | undefined {
  const witness = witnesses.find((one) => isReceiving(one, heartbeat));
  return witness === undefined ? undefined : `${witness.node} still receives from it`;
}

/** A host's report counts when the server is stopped *and* its start is forbidden; one without the other is a pause, not a fence. */
export function reportIsGood(report: FenceReport | undefined): boolean {
  return report?.outcome === 'fenced' && report.stopped === true && report.fenceFile === true;
}

/**
 * Guard in front of everything that leads to a promotion (I1).
 *
 * @throws FencingNotProven unless the old primary of this assessment is proven unable to accept writes, or a named person accepted in this run
 *   that it is not
 */
export function requireProvenFencing(assessment: Assessment, fencing: Fencing): void {
  if (fencing.node !== assessment.oldPrimary)
    throw new FencingNotProven(`fenced ${fencing.node || 'nobody'}; required ${assessment.oldPrimary}`);
  if (fencing.state === 'accepted' && approves(fencing.accepted, 'promote-unfenced')) return;
  if (!fencing.proven || fencing.state !== 'fenced' || fencing.rung === 'none')
    throw new FencingNotProven(`fencing of ${fencing.node} is ${fencing.state}; required proof that it cannot accept writes`);
}
