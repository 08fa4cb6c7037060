import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import { REHEARSAL_MARK } from '../processes.ts';
import { newPasswords, type Passwords } from './passwords.ts';
import { APPLICATION_ROLE, REPLICATION_ROLE, settingLines, slotsOn } from './server-settings.ts';
import type { ServerUser } from './server-user.ts';

const run = promisify(execFile);
const GRANTS = join(import.meta.dirname, '../../lambdas/adapters/postgres/sql/grants.sql');
/** Of PostgreSQL's 100: commits that hang must not keep the recovery itself from getting a session (grants.sql). */
const APPLICATION_CONNECTIONS = 60;
const LOG = 'bootstrap.log';

/** Data directory of a primary that was stopped in order, and the passwords its roles have. Only ever copied. */
export type ClusterTemplate = { data: string; passwords: Passwords };

export type TemplateOptions = {
  plan: Plan;
  /** Where it may make a folder of its own. */
  folder: string;
  /** Node whose slots it has: the primary that a rehearsal begins with. */
  primary: DatabaseNode;
  /** Folder of the PostgreSQL programs. */
  programs: string;
  user: ServerUser;
};

type Making = TemplateOptions & { data: string; socketFolder: string; passwords: Passwords };

/**
 * Makes the data directory that every node of an estate begins with: roles, database, grants, the application's tables, and a slot for each
 * node that may follow. It listens to nobody while it is made. Rehearsals that follow each other copy the same one.
 *
 * @throws with what the server said when it could not be made
 */
export async function createClusterTemplate(options: TemplateOptions): Promise<ClusterTemplate> {
  const place = join(options.folder, 'template');
  const making: Making = { ...options, data: join(place, 'data'), socketFolder: join(place, 'socket'), passwords: newPasswords() };
  mkdirSync(place, { recursive: true });
  for (const folder of [options.folder, place]) chmodSync(folder, 0o711); // the servers' user passes through
  for (const folder of [making.data, making.socketFolder]) {
    mkdirSync(folder, { mode: 0o700 });
    give(folder, options.user);
  }
  await asServerUser(making, 'initdb', ['-D', making.data, '--no-sync', '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'trust']);
  writeFileSync(join(making.data, 'postgresql.conf'), settings(making));
  await bootstrap(making);
  await digHoles(join(making.data, 'pg_wal'));
  return { data: making.data, passwords: making.passwords };
}

/** Enough to make slots; every node gets settings of its own. */
const settings = ({ plan, socketFolder }: Making) =>
  settingLines({
    listen_addresses: '',
    port: String(plan.database.port),
    unix_socket_directories: socketFolder,
    fsync: 'off',
    wal_level: 'replica',
    max_replication_slots: '10',
    wal_recycle: 'off',
  });

/**
 * All but the beginning of the WAL is zeros by now. As holes they read the same, and `cp` copies none of them. A file system that knows no
 * holes keeps its zeros.
 */
async function digHoles(wal: string): Promise<void> {
  const segments = readdirSync(wal).filter((name) => /^[0-9A-F]{24}$/.test(name));
  await Promise.all(segments.map((segment) => run('fallocate', ['--dig-holes', join(wal, segment)]).catch(() => undefined)));
}

async function bootstrap(making: Making): Promise<void> {
  const { plan, data, passwords } = making;
  const { name, user } = plan.database;
  await asServerUser(making, 'pg_ctl', ['start', '-D', data, '-w', '-s', '-l', join(data, LOG)]);
  try {
    await psql(making, 'postgres', [
      `create role ${APPLICATION_ROLE} login connection limit ${APPLICATION_CONNECTIONS};`,
      `create role ${REPLICATION_ROLE} login replication;`,
      `create database ${name} owner ${APPLICATION_ROLE};`,
    ]);
    await psql(making, name, [
      `\\set role ${user}`,
      `\\set database ${name}`,
      `\\i '${GRANTS}'`,
      `alter role ${user} password '${passwords.plan}';`,
      `alter role ${APPLICATION_ROLE} password '${passwords.application}';`,
      `alter role ${REPLICATION_ROLE} password '${passwords.replication}';`,
      TABLES,
      ...slotsOn(plan, making.primary).map((slot) => `select pg_create_physical_replication_slot('${slot}');`),
      LESS_TO_COPY,
    ]);
  } finally {
    await asServerUser(making, 'pg_ctl', ['stop', '-D', data, '-w', '-s', '-m', 'fast']);
  }
}

const TABLES = `
  create table payments (number bigint primary key, accepted_at timestamptz not null default clock_timestamp());
  create table application_health (id int primary key, written_at timestamptz not null);
  alter table payments owner to ${APPLICATION_ROLE};
  alter table application_health owner to ${APPLICATION_ROLE};`;

/** What every host of every rehearsal would copy and nobody asks for: two databases of 7 MB, and the WAL until here, which ends with the stop. */
const LESS_TO_COPY = `
  drop database postgres;
  alter database template0 is_template false;
  drop database template0;
  select pg_switch_wal();`;

/** As the administrator of the hosts would, through the server's socket; passwords go in by its input, where no list of processes shows them. */
async function psql({ plan, programs, socketFolder }: Making, database: string, lines: readonly string[]): Promise<void> {
  const place = ['-h', socketFolder, '-p', String(plan.database.port), '-U', 'postgres', '-d', database];
  const running = run(join(programs, 'psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...place, '-f', '-']);
  running.child.stdin?.end(`${lines.join('\n')}\n`);
  await running;
}

async function asServerUser({ programs, user, data, socketFolder, folder }: Making, program: string, args: string[]): Promise<void> {
  const env = { ...process.env, LANG: 'C.UTF-8', [REHEARSAL_MARK]: folder };
  try {
    await run(join(programs, program), args, { cwd: socketFolder, env, ...user });
  } catch (error) {
    const said = lastLines(join(data, LOG));
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
