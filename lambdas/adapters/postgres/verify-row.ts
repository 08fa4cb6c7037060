import type { CrudVerification } from '../../domain/aftermath.ts';
import { EffectRefused } from '../../errors.ts';
import type { Session } from './session.ts';
import { CREATE_ROW, DELETE_ROW, READ_ROW, UPDATE_ROW, type VerificationRow } from './sql/verification-row.ts';

/**
 * Creates, reads, updates and deletes a row, each in a transaction of its own, as clients do.
 * Who answered is what the server says of itself; behind a socket that is nothing, then it is who we are connected to.
 */
export async function verifyRow(session: Session, incidentId: string): Promise<CrudVerification> {
  const timed = async <Row>(what: string, statement: string): Promise<{ row: Row; ms: number }> => {
    const startedAt = performance.now();
    const [row] = await session.change<Row>(statement, [incidentId]);
    if (row === undefined) throw new EffectRefused(`the row of ${incidentId} was not ${what}; required exactly one`);
    return { row, ms: Math.round((performance.now() - startedAt) * 10) / 10 };
  };
  const created = await timed('created', CREATE_ROW);
  const read = await timed<VerificationRow>('found', READ_ROW);
  if (read.row.state !== 'created')
    throw new EffectRefused(`the row of ${incidentId} reads ${JSON.stringify(read.row.state)}; required "created"`);
  const updated = await timed('updated', UPDATE_ROW);
  const deleted = await timed('deleted', DELETE_ROW);
  return {
    createdMs: created.ms,
    readMs: read.ms,
    updatedMs: updated.ms,
    deletedMs: deleted.ms,
    serverAddress: read.row.server_address ?? session.peer() ?? '',
  };
}
