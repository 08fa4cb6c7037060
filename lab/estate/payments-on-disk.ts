import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawnRegistered } from '../processes.ts';
import { emptyFiles } from './empty-files.ts';
import { PostgresqlServer } from './postgresql-server.ts';
import type { ServerUser } from './server-user.ts';

const run = promisify(execFile);
const PORT = 5432;

export type DiskOptions = {
  folder: string;
  programs: string;
  user: ServerUser;
  /** Data directory of a server that does not run; it is only read. */
  data: string;
  node: string;
  database: string;
  sql: string;
};

/**
 * What a stopped server's disk holds: a copy of its data directory is started for nobody but us (own socket, no network, no upstream,
 * no quorum), asked, and emptied; what is left of it goes with the rehearsal's folder. The original stays as the fault left it.
 */
export async function paymentsInCopy<Row>({ folder, programs, user, data, node, database, sql }: DiskOptions): Promise<Row[]> {
  const place = mkdtempSync(join(folder, `look-${node}-`));
  const copy = join(place, 'data');
  try {
    await run('cp', ['-a', '--reflink=auto', data, copy]);
    for (const file of ['postmaster.pid', 'postmaster.opts']) rmSync(join(copy, file), { force: true });
    writeFileSync(join(copy, 'postgresql.auto.conf'), '');
    writeFileSync(join(copy, 'postgresql.conf'), "listen_addresses = ''\nfsync = off\nrestart_after_crash = off\nhot_standby = on\n");
    chmodSync(place, 0o700);
    if (user) for (const path of [place, join(copy, 'postgresql.conf')]) chownSync(path, user.uid, user.gid);
    return await askCopy<Row>({ place, copy, folder, programs, user, database, sql });
  } finally {
    emptyFiles(place);
  }
}

type Copy = Pick<DiskOptions, 'folder' | 'programs' | 'user' | 'database' | 'sql'> & { place: string; copy: string };

async function askCopy<Row>({ place, copy, folder, programs, user, database, sql }: Copy): Promise<Row[]> {
  const args = ['-D', copy, '-k', place, '-p', String(PORT), '-c', 'max_wal_senders=10', '-c', 'max_replication_slots=10'];
  const server = new PostgresqlServer({
    data: copy,
    socketFolder: place,
    port: PORT,
    database,
    spawn: () => spawnRegistered(folder, join(programs, 'postgres'), args, { cwd: place, stdio: 'ignore', ...user }),
    onListening: async () => undefined,
    onEnd: async () => undefined,
  });
  try {
    await server.start();
    return await server.query<Row>(sql);
  } finally {
    await server.kill();
  }
}
