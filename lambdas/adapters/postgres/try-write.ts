import type { DatabaseNode } from '../../../lib/plan/schema.ts';
import type { DirectTry, QuorumSeen } from '../../domain/observation.ts';
import { messageOf } from '../../errors.ts';
import { type DatabaseAccess, nodeTarget } from './access.ts';
import { meaningOf, SqlFailure } from './failures.ts';
import { InRecovery, lookAtPrimary, writeHeartbeat } from './heartbeat.ts';
import { quorumFrom } from './rows.ts';
import { inSession } from './session.ts';

/** One direct try, as the evidence table of the machine wants it. */
export async function tryWrite(node: DatabaseNode, deadlineSeconds: number, access: DatabaseAccess): Promise<DirectTry> {
  let quorum: QuorumSeen | undefined;
  const outcome = await inSession(nodeTarget(node), access, deadlineSeconds, async (session) => {
    const seen = await lookAtPrimary(session, node);
    quorum = quorumFrom(seen);
    return writeHeartbeat(session, node, access.vantage, seen);
  }).then(
    (heartbeat): Omit<DirectTry, 'at'> => ({
      outcome: 'committed',
      detail: `heartbeat committed on ${node.id}, timeline ${heartbeat.timeline}`,
      heartbeat,
    }),
    classify,
  );
  return { at: new Date().toISOString(), ...outcome, ...(quorum === undefined ? {} : { quorum }) };
}

/** Why a heartbeat was not acknowledged. A server that answered the look and then not the commit hangs; one that never answered is unreachable. */
export function classify(thrown: unknown): Omit<DirectTry, 'at'> {
  if (thrown instanceof InRecovery) return { outcome: 'in-recovery', detail: thrown.message };
  if (!(thrown instanceof SqlFailure)) return { outcome: 'unreachable', detail: messageOf(thrown) };
  const { failure, stage } = thrown;
  const { kind, message, sqlState } = failure;
  const detail = sqlState === undefined ? message : `SQLSTATE ${sqlState}: ${message}`;
  return { outcome: outcomeOf(kind, stage, sqlState), detail, ...(sqlState === undefined ? {} : { sqlState }) };
}

function outcomeOf(kind: SqlFailure['failure']['kind'], stage: SqlFailure['stage'], sqlState: string | undefined): DirectTry['outcome'] {
  if (kind === 'starting-up') return 'starting-up';
  if (kind === 'rejected') return 'rejected';
  if (stage === 'reading' && kind === 'failed' && sqlState !== undefined && meaningOf(sqlState) !== 'shut-down') return 'cannot-write';
  if (stage !== 'changing') return 'unreachable';
  if (kind === 'silent' || meaningOf(sqlState) === 'lock-wait') return 'commit-hangs';
  const gone = sqlState === undefined || meaningOf(sqlState) === 'shut-down' || kind === 'shutting-down';
  return gone ? 'unreachable' : 'cannot-write';
}
