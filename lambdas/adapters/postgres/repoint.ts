import type { DatabaseNode } from '../../../lib/plan/schema.ts';
import { slotName } from '../../domain/topology.ts';
import { EffectRefused } from '../../errors.ts';
import { formatConninfo, parseConninfo, redirect } from './conninfo.ts';
import type { Session } from './session.ts';
import { alterSystem, RELOAD } from './sql/alter-system.ts';
import { READ_UPSTREAM, type UpstreamRow } from './sql/read-upstream.ts';

/**
 * Lets a standby follow another node, without a restart (both settings are reloadable since PostgreSQL 13). It also uses the slot that
 * was created for it there: a slot nobody uses would keep WAL until the new primary's disk is full.
 */
export async function repoint(session: Session, standby: DatabaseNode, upstream: DatabaseNode, port: number): Promise<void> {
  const [current] = await session.read<UpstreamRow>(READ_UPSTREAM);
  if (current === undefined || !current.standby) throw new EffectRefused(`${standby.id} is not in recovery; nothing was changed`);
  const pairs = parseConninfo(current.conninfo);
  if (pairs === undefined || pairs.length === 0)
    throw new EffectRefused(
      `primary_conninfo of ${standby.id} is ${current.conninfo === '' ? 'empty' : 'a URI or not readable'}; required "keyword=value ..." with the replication user; nothing was changed`,
    );
  const upstreamAt = { host: upstream.host, address: upstream.address, port };
  const conninfo = formatConninfo(redirect(pairs, upstreamAt, standby.id.replaceAll('-', '_')));
  const slot = slotName(standby.id);
  if (current.slot !== slot) await session.change(alterSystem('primary_slot_name', slot));
  if (current.conninfo !== conninfo) await session.change(alterSystem('primary_conninfo', conninfo));
  await session.change(RELOAD);
}
