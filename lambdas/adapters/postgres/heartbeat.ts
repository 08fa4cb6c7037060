import type { DatabaseNode } from '../../../lib/plan/schema.ts';
import type { RememberedHeartbeat } from '../../domain/observation.ts';
import type { Session } from './session.ts';
import { LOOK_AT_NODE, type NodeRow } from './sql/look-at-node.ts';
import { READ_SYNCHRONOUS_SETTING, type SynchronousRow } from './sql/read-synchronous-setting.ts';
import { type HeartbeatRow, WRITE_HEARTBEAT } from './sql/write-heartbeat.ts';

/** The server answered that it is a standby, so nothing was written. */
export class InRecovery extends Error {
  override readonly name = 'InRecovery';
}

/** @throws InRecovery for a standby */
export async function lookAtPrimary(session: Session, node: DatabaseNode): Promise<NodeRow> {
  const [seen] = await session.read<NodeRow>(LOOK_AT_NODE);
  if (seen === undefined || seen.standby) throw new InRecovery(`${node.id} is in recovery`);
  return seen;
}

/**
 * Commits this vantage's row after a look, then reads the setting again; resolves only when both were answered. A commit that
 * waited may have been let go by a change of the setting, so a setting that is another one afterwards is not remembered for it. A server that
 * died before it said so gives no heartbeat: remembered without a setting, it would hide the one a second earlier, whose setting is known.
 */
export async function writeHeartbeat(session: Session, node: DatabaseNode, vantage: string, seen: NodeRow): Promise<RememberedHeartbeat> {
  const [row] = await session.change<HeartbeatRow>(WRITE_HEARTBEAT, [vantage]);
  if (row === undefined) throw new Error(`${node.id} returned no heartbeat`);
  const acknowledgedAt = new Date().toISOString();
  const [afterwards] = await session.read<SynchronousRow>(READ_SYNCHRONOUS_SETTING);
  const known = seen.shared_names === false && afterwards?.setting === seen.synchronous_setting;
  return {
    at: row.at.toISOString(),
    acknowledgedAt,
    lsn: row.lsn,
    timeline: seen.timeline ?? 0,
    vantage,
    primary: node.id,
    systemIdentifier: seen.system_identifier,
    synchronousSetting: known ? seen.synchronous_setting : null,
  };
}
