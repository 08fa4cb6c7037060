import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import { REHEARSAL_MARK } from '../processes.ts';
import { type Authority, issueCertificate } from './certificates.ts';
import type { RehearsedDatabaseHost } from './database-host.ts';
import type { Passwords } from './passwords.ts';
import {
  APPLICATION_ROLE,
  clientAuthentication,
  REPLICATION_ROLE,
  type ServerPlace,
  serverSettings,
  slotsOn,
  standbySettings,
} from './server-settings.ts';
import type { ServerUser } from './server-user.ts';

const run = promisify(execFile);
const GRANTS = join(import.meta.dirname, '../../lambdas/adapters/postgres/sql/grants.sql');

export type Cluster = {
  folder: string;
  plan: Plan;
  primary: RehearsedDatabaseHost;
  hosts: readonly RehearsedDatabaseHost[];
  programs: string;
  user: ServerUser;
  authority: Authority;
  passwords: Passwords;
};

/**
 * Makes one primary with the roles, grants and tables of the estate, copies its stopped data directory to every standby (faster than four
 * base backups, and the same bytes) and starts all of them.
 */
export async function createCluster(cluster: Cluster): Promise<void> {
  const { primary, hosts } = cluster;
  const places = new Map(await Promise.all(hosts.map(async (host) => [host.node, await preparePlace(cluster, host)] as const)));
  const place = (host: RehearsedDatabaseHost) => places.get(host.node) as ServerPlace;
  await asServerUser(cluster, 'initdb', ['-D', primary.data, '--no-sync', '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'trust']);
  configure(cluster, primary, place(primary));
  await bootstrap(cluster);
  const standbys = hosts.filter((host) => host !== primary);
  await Promise.all(standbys.map((host) => copyTo(cluster, host, place(host))));
  await Promise.all(hosts.map((host) => host.startServer()));
}

const nodeOf = (plan: Plan, host: RehearsedDatabaseHost) => plan.database.nodes.find((node) => node.id === host.node) as DatabaseNode;

/** Folders, certificate and password file of a server, readable by its user only. */
async function preparePlace({ plan, authority, user, passwords }: Cluster, host: RehearsedDatabaseHost): Promise<ServerPlace> {
  const node = nodeOf(plan, host);
  const tls = join(host.host.folder, 'tls');
  for (const folder of [tls, host.socketFolder, host.data]) mkdirSync(folder, { mode: 0o700 });
  const { certificateFile, keyFile } = await issueCertificate(authority, tls, [node.host, plan.database.writer.name]);
  const caFile = join(tls, 'ca.pem');
  writeFileSync(caFile, authority.pem);
  const passwordFile = join(tls, 'passwords');
  writeFileSync(passwordFile, `*:*:*:${REPLICATION_ROLE}:${passwords.replication}\n`);
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

/** Of PostgreSQL's 100: commits that hang must not keep the recovery itself from getting a session (grants.sql). */
const APPLICATION_CONNECTIONS = 60;

const BOOTSTRAP_LOG = 'bootstrap.log';

/** Roles, database, grants and the application's tables. Started without a quorum: its standbys do not exist yet. */
async function bootstrap(cluster: Cluster): Promise<void> {
  const { plan, primary, passwords } = cluster;
  const { name, user } = plan.database;
  await asServerUser(cluster, 'pg_ctl', [
    'start',
    '-D',
    primary.data,
    '-w',
    '-s',
    '-l',
    join(primary.data, BOOTSTRAP_LOG),
    '-o',
    "-c synchronous_standby_names=''",
  ]);
  try {
    const psql = (database: string, ...args: string[]) => psqlIn(cluster, database, args);
    await psql(
      'postgres',
      '-c',
      `create role ${APPLICATION_ROLE} login connection limit ${APPLICATION_CONNECTIONS}`,
      '-c',
      `create role ${REPLICATION_ROLE} login replication`,
    );
    await psql('postgres', '-c', `create database ${name} owner ${APPLICATION_ROLE}`);
    await psql(name, '-v', `role=${user}`, '-v', `database=${name}`, '-f', GRANTS);
    const secrets = { [user]: passwords.plan, [APPLICATION_ROLE]: passwords.application, [REPLICATION_ROLE]: passwords.replication };
    for (const [role, password] of Object.entries(secrets)) await primary.query(`alter role ${role} password '${password}'`);
    await primary.query(TABLES);
    for (const slot of slotsOn(plan, nodeOf(plan, primary))) await primary.query(`select pg_create_physical_replication_slot('${slot}')`);
  } finally {
    await asServerUser(cluster, 'pg_ctl', ['stop', '-D', primary.data, '-w', '-s', '-m', 'fast']);
  }
}

/** As the administrator of the hosts would, through the server's socket. */
async function psqlIn({ plan, primary, programs }: Cluster, database: string, args: string[]): Promise<void> {
  const place = ['-h', primary.socketFolder, '-p', String(plan.database.port), '-U', 'postgres', '-d', database];
  await run(join(programs, 'psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...place, ...args]);
}

const TABLES = `
  create table payments (number bigint primary key, accepted_at timestamptz not null default clock_timestamp());
  create table application_health (id int primary key, written_at timestamptz not null);
  alter table payments owner to ${APPLICATION_ROLE};
  alter table application_health owner to ${APPLICATION_ROLE};`;

async function copyTo(cluster: Cluster, host: RehearsedDatabaseHost, place: ServerPlace): Promise<void> {
  await run('cp', ['-a', '--reflink=auto', `${cluster.primary.data}/.`, host.data]);
  for (const slot of readdirSync(join(host.data, 'pg_replslot'))) rmSync(join(host.data, 'pg_replslot', slot), { recursive: true });
  configure(cluster, host, place);
}

async function asServerUser({ programs, user, primary, folder }: Cluster, program: string, args: string[]): Promise<void> {
  const env = { ...primary.host.environment, [REHEARSAL_MARK]: folder };
  try {
    await run(join(programs, program), args, { cwd: primary.socketFolder, env, ...user });
  } catch (error) {
    const said = lastLines(join(primary.data, BOOTSTRAP_LOG));
    throw new Error(
      `${program} failed: ${error instanceof Error ? error.message.trim() : String(error)}${said && `\nthe server said: ${said}`}`,
    );
  }
}

/** What a server wrote before it gave up; the rehearsal's folder is gone when somebody wants to read it. */
function lastLines(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' | ') : '';
}

function give(path: string, user: ServerUser): void {
  if (user) chownSync(path, user.uid, user.gid);
}
