import { formatLsn } from '../../lambdas/domain/lsn.ts';
import { answersAsPrimary, type Evidence, type NodeLook } from '../evidence.ts';

/** A node before and after, as the lab itself saw it. */
export type NodeEnd = {
  node: string;
  wasPrimary: boolean;
  /** What it was at the end, in a sentence's words. */
  end: string;
  /** Last WAL position that the lab saw it at, `X/Y`; `null` when it was never seen. */
  position: string | null;
};

/** Every node of the plan, in the plan's order. */
export function nodeEnds(evidence: Evidence): NodeEnd[] {
  return evidence.nodesAfter.map((look) => ({
    node: look.node,
    wasPrimary: look.node === evidence.before.primary,
    end: endOf(look),
    position: lastPosition(evidence, look.node),
  }));
}

function endOf(look: NodeLook): string {
  if (!look.running) return 'not running';
  if (answersAsPrimary(look)) return `primary on timeline ${look.timeline ?? 'unknown'}, accepts writes`;
  if (look.inRecovery === null) return 'running, but gave no answer';
  return look.receives === null ? 'standby, receives from nobody' : `standby, streams on timeline ${look.receives}`;
}

function lastPosition({ looks }: Evidence, node: string): string | null {
  const seen = looks.findLast((look) => look.nodes.some((one) => one.node === node && one.received !== null));
  const received = seen?.nodes.find((one) => one.node === node)?.received;
  return received == null ? null : formatLsn(received);
}
