import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessOf } from '../../../lambdas/adapters/postgres/access.ts';
import { postgresProbe } from '../../../lambdas/adapters/postgres/probe.ts';
import { divergentWal } from '../../../lambdas/domain/divergence.ts';
import type { DatabaseNode } from '../../../lib/plan/schema.ts';
import { type Server, Servers } from '../../support/adapters/servers.ts';
import { eventually } from '../../support/eventually.ts';
import { planOf } from '../../support/ports/builders.ts';

const PORT = 54_873;
const PASSWORD = 'secret';
const COMMITS = 25;
const FEW = 10;
const PROGRAM = join(import.meta.dirname, '../../../hosts/keep-divergence.sh');
const servers = new Servers(PORT);
const addresses: Record<string, string> = { 'db-1': '127.0.63.1', 'db-2': '127.0.63.2' };
const plan = planOf((one) => {
  one.database.port = PORT;
  one.database.tls.mode = 'disable';
  for (const node of one.database.nodes) node.address = addresses[node.id] ?? '';
});
const [db1, db2] = plan.database.nodes as [DatabaseNode, DatabaseNode];
const access = accessOf(plan, 'eu-west-3', async () => PASSWORD);
const probe = postgresProbe(access);

let old: Server;
let promoted: Server;
/** Transactions that only the old primary has; ids as its server gave them. */
const alone: number[] = [];
/** Position between the first few of them and the rest. */
let afterFew = '';
const host = () => join(servers.folder, 'host');

/** A primary loses its standby, commits on, is killed; the standby is promoted. */
beforeAll(async () => {
  old = await servers.primary('db-1', '127.0.63.1', ['autovacuum = off', 'checkpoint_timeout = 1h']);
  await servers.sql(old, 'create database taxcollector');
  await servers.grant(old, 'reprise', 'taxcollector');
  await servers.sql(old, `alter role reprise password '${PASSWORD}'`);
  const on = (statement: string) => servers.sql(old, statement, 'taxcollector');
  await on('create table payments (number bigint primary key, note text)');
  await on('create table untouched (number bigint)');
  await on("insert into payments select n, 'both have it' from generate_series(1, 100) as n");
  promoted = await servers.standby('db-2', '127.0.63.2', old);
  await probe.tryWrite(db1, 5);
  const position = await servers.sql(old, 'select pg_current_wal_lsn()');
  await eventually(() => servers.sql(promoted, `select pg_last_wal_replay_lsn() >= '${position}'`).then((answer) => answer === 't'));
  await servers.sql(promoted, "alter system set primary_conninfo = ''");
  await servers.sql(promoted, 'select pg_reload_conf()');
  await eventually(() => servers.sql(promoted, 'select count(*) from pg_stat_wal_receiver').then((count) => count === '0'));
  for (let number = 1; number <= COMMITS; number += 1) {
    if (number === FEW + 1) afterFew = await servers.sql(old, 'select pg_current_wal_insert_lsn()');
    alone.push(Number(await on(`insert into payments values (${1_000 + number}, 'only here') returning pg_current_xact_id()`)));
  }
  alone.push(Number(await on('create table made_later (id int); insert into made_later values (1) returning pg_current_xact_id()')));
  await on('begin; insert into payments values (9999); rollback');
  await servers.stop(old);
  await servers.sql(promoted, 'select pg_promote()');
  for (const folder of ['state', 'config']) mkdirSync(join(host(), folder), { recursive: true });
  writeFileSync(join(host(), 'state/fence'), 'incident=inc-1 token=7 node=db-1\n');
  writeFileSync(join(host(), 'config/start-guard.conf'), `node=db-1\ndata=${old.data}\n`);
});

afterAll(() => servers.remove());

const fork = () => probe.leftTimelineAt(db2, 1, 5);

function keep(from: string) {
  const args = ['incident=inc-1', 'token=7', 'node=db-1', 'timeline=1', `from=${from}`, 'timeoutSeconds=60'];
  const env = { PATH: process.env.PATH, REPRISE_STATE_DIRECTORY: join(host(), 'state'), REPRISE_CONFIG_DIRECTORY: join(host(), 'config') };
  const { stdout } = spawnSync('bash', [PROGRAM, ...args], { encoding: 'utf8', cwd: '/', env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

function contentOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const digest = createHash('sha256');
  for (const file of files) if (statSync(join(folder, file)).isFile()) digest.update(file).update(readFileSync(join(folder, file)));
  return digest.digest('hex');
}

test('the new primary says where it left the timeline, to the plan’s role and with no line for replication in pg_hba.conf', async () => {
  const rules = join(promoted.data, 'pg_hba.conf');
  const before = readFileSync(rules, 'utf8');
  writeFileSync(rules, 'local all all trust\nhost all all all scram-sha-256\n');
  await servers.sql(promoted, 'select pg_reload_conf()');
  const history = readFileSync(join(promoted.data, 'pg_wal/00000002.history'), 'utf8');
  expect(history.split('\t')[1]).toBe(await fork());
  writeFileSync(rules, before);
  await expect(probe.leftTimelineAt(db2, 7, 5)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});

test('exactly the transactions that were never streamed are decoded, and the data directory is as it was', async () => {
  const before = contentOf(old.data);
  const report = keep(await fork());
  expect(contentOf(old.data)).toBe(before);
  expect(report).toMatchObject({ outcome: 'decoded', commits: alone.length, whole: true, gaps: [] });
  expect(report.xids).toEqual(alone);
  expect(report.ended).toMatch(/invalid record length|invalid magic number|could not find/);
  const commitTimes = [report.firstCommitAt, report.lastCommitAt].map((one) => Date.parse(String(one)));
  expect(commitTimes[0]).toBeLessThan(commitTimes[1] ?? 0);
});

test('what is kept can be decoded again from the copy alone', async () => {
  const { keptAt, keptSegments } = keep(await fork()) as { keptAt: string; keptSegments: number };
  const segments = readdirSync(keptAt).filter((file) => /^[0-9A-F]{24}$/.test(file));
  expect(segments).toHaveLength(keptSegments);
  for (const file of segments) expect(readFileSync(join(keptAt, file)).equals(readFileSync(join(old.data, 'pg_wal', file)))).toBe(true);
});

test('the new primary names what it has, and not what was made after the fork', async () => {
  const wal = divergentWal(keep(await fork()));
  const relations = wal?.relations ?? [];
  const names = await probe.relationNames(
    db2,
    relations.map((one) => one.relation),
    5,
  );
  const recordsOf = (name: string) => relations.find((one) => names[one.relation] === name)?.records;
  expect(recordsOf('public.payments')).toBeGreaterThanOrEqual(COMMITS);
  expect(recordsOf('public.payments_pkey')).toBeGreaterThanOrEqual(COMMITS);
  expect(Object.values(names)).not.toContain('public.untouched');
  const made = relations.filter((one) => one.createdAfterFork);
  expect(made).toHaveLength(1);
  expect(made.map((one) => names[one.relation])).toEqual([undefined]);
  expect(Object.values(names)).toContain('pg_catalog.pg_class');
});

test('relations of other databases and numbers nobody knows have no name', async () => {
  const other = await servers.sql(promoted, "select oid from pg_database where datname = 'postgres'");
  const own = await servers.sql(promoted, "select oid from pg_database where datname = 'taxcollector'");
  const shared = await servers.sql(promoted, "select pg_relation_filenode('pg_database')");
  const asked = [`1663/${other}/1259`, `1663/${own}/4000000000`, `1664/0/${shared}`];
  expect(await probe.relationNames(db2, asked, 5)).toEqual({ [`1664/0/${shared}`]: 'pg_catalog.pg_database' });
  await expect(probe.relationNames(db1, asked, 5)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});

test('from the end of its WAL on, nothing diverged', async () => {
  const { to } = keep(await fork()) as { to: string };
  expect(keep(to)).toMatchObject({ outcome: 'nothing-diverged', commits: 0, bytes: 0 });
});

test('only what follows the position counts', () => {
  expect(keep(afterFew)).toMatchObject({ outcome: 'decoded', xids: alone.slice(FEW), commits: alone.length - FEW });
});

test('a server that runs on the data directory is never read beside', async () => {
  await servers.start(old);
  try {
    expect(keep(await fork())).toMatchObject({ outcome: 'refused', seen: expect.stringContaining('a server works in') });
  } finally {
    await servers.stop(old);
  }
});
