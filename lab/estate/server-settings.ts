import { formatSynchronousRule } from '../../lambdas/domain/quorum.ts';
import { otherNodes, plannedQuorumMembers, slotName } from '../../lambdas/domain/topology.ts';
import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';

/** Roles of the rehearsal beside the one of the plan. */
export const APPLICATION_ROLE = 'rehearsal_application';
export const REPLICATION_ROLE = 'rehearsal_replication';

export type ServerPlace = {
  /** Where PostgreSQL itself listens; clients reach it through the relay at the node's address. */
  listenAddress: string;
  socketFolder: string;
  certificateFile: string;
  keyFile: string;
  caFile: string;
  /** Password file of the replication role: so no setting of the server contains a password. */
  passwordFile: string;
};

/** How a standby calls itself: its id in the letters of an SQL name, so that nothing needs quoting. */
export const standbyName = (id: string) => id.replaceAll('-', '_');

/**
 * postgresql.conf of a node. `fsync` is off because the rehearsal kills processes, never the computer: what was written survives in the
 * page cache, and commits do not wait for this computer's disk. Everything else is what an estate needs for this plan:
 * - a quorum of the other synchronous nodes, set on every node, so that it is in force the moment a standby is promoted;
 * - standbys that report every second (the probe reads the age of what they last received) and that try again after 1 s, not 5;
 * - a bound on the WAL that slots keep, so that a lost standby does not fill the primary's disk.
 */
export function serverSettings(plan: Plan, node: DatabaseNode, place: ServerPlace): string {
  const { method, count } = plan.database.synchronous;
  const members = plannedQuorumMembers(plan, node.id).map((one) => standbyName(one.id));
  const synchronous = formatSynchronousRule({ method, count, members });
  const settings: Record<string, string> = {
    listen_addresses: place.listenAddress,
    port: String(plan.database.port),
    unix_socket_directories: place.socketFolder,
    fsync: 'off',
    shared_buffers: '16MB',
    wal_level: 'replica',
    hot_standby: 'on',
    synchronous_commit: 'on',
    synchronous_standby_names: synchronous,
    max_wal_senders: '10',
    max_replication_slots: '10',
    max_slot_wal_keep_size: '1GB',
    wal_keep_size: '64MB',
    wal_receiver_status_interval: '1s',
    wal_retrieve_retry_interval: '1s',
    recovery_target_timeline: 'latest',
    log_line_prefix: '%m [%p] %q%u@%d ',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...(plan.database.tls.mode === 'disable' ? {} : { ssl: 'on', ssl_cert_file: place.certificateFile, ssl_key_file: place.keyFile }),
  };
  return settingLines(settings);
}

/** What makes a node a standby of `primary`, beside standby.signal. */
export function standbySettings(plan: Plan, node: DatabaseNode, primary: DatabaseNode, place: ServerPlace): string {
  const tls = plan.database.tls.mode === 'disable' ? 'sslmode=disable' : `sslmode=verify-full sslrootcert=${place.caFile}`;
  const conninfo = [
    `host=${primary.host} hostaddr=${primary.address} port=${plan.database.port}`,
    `user=${REPLICATION_ROLE} passfile=${place.passwordFile} application_name=${standbyName(node.id)} ${tls}`,
  ].join(' ');
  return settingLines({ primary_conninfo: conninfo, primary_slot_name: slotName(node.id) });
}

/** pg_hba.conf: passwords over TLS for everybody from the network, the lab's administrator over the host's own socket. */
export function clientAuthentication(plan: Plan): string {
  const kind = plan.database.tls.mode === 'disable' ? 'host' : 'hostssl';
  return [
    'local all postgres trust',
    `${kind} ${plan.database.name} ${plan.database.user},${APPLICATION_ROLE} 127.0.0.0/8 scram-sha-256`,
    `${kind} replication ${REPLICATION_ROLE} 127.0.0.0/8 scram-sha-256`,
    '',
  ].join('\n');
}

/** Slots a primary needs: one for each node that may follow it. */
export function slotsOn(plan: Plan, node: DatabaseNode): string[] {
  return otherNodes(plan, node.id).map((one) => slotName(one.id));
}

/** Lines of postgresql.conf. */
export function settingLines(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
    .join('');
}
