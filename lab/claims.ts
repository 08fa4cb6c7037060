import type { RankedNode } from '../lambdas/domain/comparison.ts';
import type { Execution } from './cloud/cloud.ts';
import type { TimelineEvent } from './timeline.ts';

/** What the machine says of its own work; the verdict holds it against what the lab saw. */
export type Claims = {
  verification?: { verifiedAt?: string };
  divergence?: { state: string; why: string };
  comparison?: { loss?: { proven: boolean; bytes: number | null; seconds: number | null; statement: string }; ranking?: RankedNode[] };
};

const lastState = (execution: Execution) => execution.path.at(-1) ?? 'none';

/** Executions that did not stand back for another one. */
export function workingExecutions(executions: readonly Execution[]): Execution[] {
  return executions.filter((execution) => lastState(execution) !== 'Already running');
}

/** The state that the working execution carried when it left its last state. */
export function claimsOf(executions: readonly Execution[], events: readonly TimelineEvent[]): Claims {
  const [working] = workingExecutions(executions);
  const left = events.findLast((event) => event.kind === 'state-left' && event.execution === working?.arn);
  return (left?.kind === 'state-left' ? (left.output as Claims | undefined) : undefined) ?? {};
}
