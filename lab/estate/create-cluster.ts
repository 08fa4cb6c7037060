import { execFile } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import { type Authority, issueCertificate } from './certificates.ts';
import type { ClusterTemplate } from './cluster-template.ts';
import type { Conditions } from './conditions.ts';
import type { RehearsedDatabaseHost } from './database-host.ts';
import { clientAuthentication, REPLICATION_ROLE, type ServerPlace, serverSettings, standbySettings } from './server-settings.ts';
import type { ServerUser } from './server-user.ts';
import { mountSmallDisk } from './small-disk.ts';

const run = promisify(execFile);

export type Cluster = {
  plan: Plan;
  primary: RehearsedDatabaseHost;
  hosts: readonly RehearsedDatabaseHost[];
  user: ServerUser;
  authority: Authority;
  template: ClusterTemplate;
  conditions: Conditions;
};

/** Copies the template to every host (faster than base backups, and the same bytes), makes one of them the primary and starts all of them. */
export async function createCluster(cluster: Cluster): Promise<void> {
  await Promise.all(cluster.hosts.map((host) => prepare(cluster, host)));
  await Promise.all(cluster.hosts.map((host) => host.startServer()));
}

async function prepare(cluster: Cluster, host: RehearsedDatabaseHost): Promise<void> {
  const place = await preparePlace(cluster, host);
  const disk = cluster.conditions.smallDisk;
  if (disk?.node === host.node) mountDisk(cluster, host, disk.megabytes);
  await run('cp', ['-a', '--reflink=auto', `${cluster.template.data}/.`, host.data]);
  if (disk?.node === host.node) moveWal(cluster, host);
  if (host !== cluster.primary) forgetSlots(host);
  configure(cluster, host, place);
}

function mountDisk({ user }: Cluster, { data }: RehearsedDatabaseHost, megabytes: number): void {
  mountSmallDisk(data, megabytes);
  give(data, user);
}

/** To a disk of its own: with the WAL on the full one, the server would not refuse writes but end (PANIC). */
function moveWal({ user }: Cluster, { data, host }: RehearsedDatabaseHost): void {
  const wal = join(host.folder, 'wal');
  cpSync(join(data, 'pg_wal'), wal, { recursive: true });
  rmSync(join(data, 'pg_wal'), { recursive: true });
  symlinkSync(wal, join(data, 'pg_wal'));
  for (const entry of ['', ...(readdirSync(wal, { recursive: true }) as string[])]) give(join(wal, entry), user);
}

/** A standby's slots are made by whoever promotes it; those of the primary would keep WAL here for nobody. */
function forgetSlots({ data }: RehearsedDatabaseHost): void {
  for (const slot of readdirSync(join(data, 'pg_replslot'))) rmSync(join(data, 'pg_replslot', slot), { recursive: true });
}

const nodeOf = (plan: Plan, host: RehearsedDatabaseHost) => plan.database.nodes.find((node) => node.id === host.node) as DatabaseNode;

/** Folders, certificate and password file of a server, readable by its user only. */
async function preparePlace({ plan, authority, user, template }: Cluster, host: RehearsedDatabaseHost): Promise<ServerPlace> {
  const node = nodeOf(plan, host);
  const tls = join(host.host.folder, 'tls');
  for (const folder of [tls, host.socketFolder, host.data]) mkdirSync(folder, { mode: 0o700 });
  const { certificateFile, keyFile } = await issueCertificate(authority, tls, [node.host, plan.database.writer.name]);
  const caFile = join(tls, 'ca.pem');
  writeFileSync(caFile, authority.pem);
  const passwordFile = join(tls, 'passwords');
  writeFileSync(passwordFile, `*:*:*:${REPLICATION_ROLE}:${template.passwords.replication}\n`);
  for (const file of [certificateFile, keyFile, caFile, passwordFile]) chmodSync(file, 0o600);
  for (const path of [tls, host.socketFolder, host.data, certificateFile, keyFile, caFile, passwordFile]) give(path, user);
  return { listenAddress: host.listenAddress, socketFolder: host.socketFolder, certificateFile, keyFile, caFile, passwordFile };
}

function configure({ plan, user, primary }: Cluster, host: RehearsedDatabaseHost, place: ServerPlace): void {
  const node = nodeOf(plan, host);
  const standby = host === primary ? '' : standbySettings(plan, node, nodeOf(plan, primary), place);
  const files = {
    'postgresql.conf': `${serverSettings(plan, node, place)}${standby}`,
    'pg_hba.conf': clientAuthentication(plan),
    ...(host === primary ? {} : { 'standby.signal': '' }),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(host.data, name);
    writeFileSync(file, text, { mode: 0o600 });
    give(file, user);
  }
}

function give(path: string, user: ServerUser): void {
  if (user) chownSync(path, user.uid, user.gid);
}
