import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessOf, type DatabaseAccess } from '../../../lambdas/adapters/postgres/access.ts';
import { postgresControl } from '../../../lambdas/adapters/postgres/control.ts';
import { postgresProbe } from '../../../lambdas/adapters/postgres/probe.ts';
import type { DatabaseNode } from '../../../lib/plan/schema.ts';
import { type Server, Servers } from '../../support/adapters/servers.ts';
import { eventually } from '../../support/eventually.ts';
import { planOf } from '../../support/ports/builders.ts';

const PORT = 54_871;
const PASSWORD = "it's \\ secret";
const servers = new Servers(PORT);
const addresses: Record<string, string> = { 'db-1': '127.0.61.1', 'db-2': '127.0.61.2', 'db-3': '127.0.61.3', 'db-4': '127.0.61.4' };
const plan = planOf((one) => {
  one.database.port = PORT;
  one.database.tls.mode = 'disable';
  one.database.writer.name = 'localhost';
  for (const node of one.database.nodes) node.address = addresses[node.id] ?? '';
});
const [db1, db2, db3, db4] = plan.database.nodes as [DatabaseNode, DatabaseNode, DatabaseNode, DatabaseNode];
const parameters = async () => PASSWORD;
const access = accessOf(plan, 'eu-west-3', parameters);
const probe = postgresProbe(access);
const control = postgresControl(plan, access);
const as = (user: string, change: Partial<DatabaseAccess> = {}) => postgresProbe({ ...access, user, ...change });
const password = PASSWORD.replaceAll("'", "''");

let first: Server;
let second: Server;
let third: Server;

beforeAll(async () => {
  first = await servers.primary('db-1', '127.0.61.1,127.0.0.1', ['standard_conforming_strings = on']);
  await servers.sql(first, 'create database taxcollector');
  await servers.sql(first, `create role bare login password '${password}'`);
  first.address = '127.0.61.1';
  second = await servers.standby('db-2', '127.0.61.2', first);
  third = await servers.standby('db-3', '127.0.61.3', first);
});

afterAll(() => servers.remove());

describe('the role of the plan', () => {
  test('a role without the grants is told which are missing and which file gives them', async () => {
    expect(await as('bare').unreadiness(db1, 3, 5)).toEqual(
      expect.arrayContaining([
        'lacks the attribute REPLICATION',
        'lacks membership in pg_monitor',
        'lacks ALTER SYSTEM on primary_conninfo',
        'lacks EXECUTE on pg_promote(boolean, integer)',
        'lacks USAGE on schema reprise',
        'lacks INSERT on reprise.heartbeat',
      ]),
    );
    const attempt = await as('bare').tryWrite(db1, 5);
    expect(attempt).toMatchObject({ outcome: 'cannot-write', detail: expect.stringContaining('grants.sql') });
  });

  test('a node whose heartbeat table is missing is still seen in its role', async () => {
    const seen = await as('bare').observe(db1, 5);
    expect(seen).toMatchObject({
      reachable: true,
      role: 'primary',
      failure: { kind: 'failed', message: expect.stringContaining('grants.sql') },
    });
  });

  test('grants.sql can be run again and again, and makes no superuser', async () => {
    await servers.grant(first, 'reprise', 'taxcollector');
    await servers.sql(first, `alter role reprise password '${password}'`);
    await servers.grant(first, 'reprise', 'taxcollector');
    expect(
      await servers.sql(first, "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = 'reprise'"),
    ).toBe('f|f|f|f');
    expect(await probe.unreadiness(db1, 3, 5)).toEqual([]);
  });

  test.each([
    ['alter role reprise noreplication', 'lacks the attribute REPLICATION'],
    ['revoke pg_monitor from reprise', 'lacks membership in pg_monitor'],
    ['revoke alter system on parameter synchronous_standby_names from reprise', 'lacks ALTER SYSTEM on synchronous_standby_names'],
    ['revoke alter system on parameter primary_slot_name from reprise', 'lacks ALTER SYSTEM on primary_slot_name'],
    ['revoke execute on function pg_promote(boolean, integer) from reprise', 'lacks EXECUTE on pg_promote(boolean, integer)'],
    ['revoke execute on function pg_reload_conf() from reprise', 'lacks EXECUTE on pg_reload_conf()'],
    ['revoke usage on schema reprise from reprise', 'lacks USAGE on schema reprise'],
    ['revoke update on reprise.heartbeat from reprise', 'lacks UPDATE on reprise.heartbeat'],
    ['revoke delete on reprise.verification from reprise', 'lacks DELETE on reprise.verification'],
  ])('after "%s" the look ahead finds exactly that, and grants.sql mends it', async (revoke, finding) => {
    await servers.sql(first, revoke, 'taxcollector');
    expect(await probe.unreadiness(db1, 3, 5)).toEqual([finding]);
    await servers.grant(first, 'reprise', 'taxcollector');
    expect(await probe.unreadiness(db1, 3, 5)).toEqual([]);
  });

  test('a server with fewer senders and slots than the plan has other nodes is found before it is promoted', async () => {
    const findings = await probe.unreadiness(db1, 1_000, 5);
    expect(findings).toEqual([
      expect.stringMatching(/^max_wal_senders is [0-9]+; required at least 1000$/),
      expect.stringMatching(/^max_replication_slots is [0-9]+; required at least 1000$/),
    ]);
  });

  test('a wrong password is a rejection by a living server, never silence', async () => {
    const wrong = as('reprise', { password: async () => 'wrong' });
    expect(await wrong.observe(db1, 5)).toMatchObject({ reachable: false, failure: { kind: 'rejected', sqlState: '28P01' } });
  });

  test('a password that cannot be read says nothing about the server', async () => {
    const locked = as('reprise', { password: () => Promise.reject(new Error('parameter store is away')) });
    expect(await locked.observe(db1, 5)).toMatchObject({ reachable: false, failure: { kind: 'failed' } });
    const slow = as('reprise', { password: () => new Promise(() => undefined) });
    expect(await slow.observe(db1, 0.2)).toMatchObject({ reachable: false, failure: { kind: 'failed' } });
  });
});

describe('looking', () => {
  test('a heartbeat needs room on the disk, which its row alone would not: where there is none, the server cannot write', async () => {
    await servers.sql(first, `alter role ${access.user} set temp_file_limit = 0`);
    try {
      expect(await probe.tryWrite(db1, 5)).toMatchObject({ outcome: 'cannot-write', sqlState: '53400' });
    } finally {
      await servers.sql(first, `alter role ${access.user} reset temp_file_limit`);
    }
    expect(await probe.tryWrite(db1, 5)).toMatchObject({ outcome: 'committed' });
  });

  test('a heartbeat is committed with everything that is worth remembering', async () => {
    const { outcome, heartbeat } = await probe.tryWrite(db1, 5);
    expect(outcome).toBe('committed');
    expect(heartbeat).toEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      lsn: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/),
      timeline: 1,
      vantage: 'eu-west-3',
      primary: 'db-1',
      systemIdentifier: expect.stringMatching(/^\d+$/),
      synchronousSetting: '',
      acknowledgedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test('a primary says its position, its setting and its newest heartbeat', async () => {
    const seen = await probe.observe(db1, 5);
    expect(seen).toMatchObject({ node: 'db-1', reachable: true, role: 'primary', writable: true, timeline: 1, synchronousSetting: '' });
    expect(seen.newestHeartbeat).toEqual({ at: expect.any(String), vantage: 'eu-west-3' });
    expect(seen.currentLsn).toBeDefined();
    for (const absent of ['receivedLsn', 'replayedLsn', 'replayPaused', 'receiver', 'failure']) expect(seen).not.toHaveProperty(absent);
  });

  test('two synchronous standbys under one name are found, and what is remembered then proves nothing', async () => {
    const setting = 'ANY 1 ("walreceiver")'; // what a standby calls itself that was given no name
    const remembered = async () => (await probe.tryWrite(db1, 5)).heartbeat?.synchronousSetting;
    const conninfo = await servers.sql(third, 'show primary_conninfo');
    const set = async (text: string) => {
      await servers.sql(third, `alter system set primary_conninfo = '${text.replaceAll("'", "''")}'`);
      await servers.sql(third, 'select pg_reload_conf()');
    };
    await control.setSynchronousStandbys(db1, setting, 5);
    try {
      expect(await eventually(remembered, (one) => one === null)).toBeNull();
      expect(await probe.unreadiness(db1, 3, 5)).toEqual([expect.stringMatching(/^2 standbys call themselves walreceiver;/)]);
      await set(`${conninfo} application_name=another`);
      expect(await eventually(remembered, (one) => one === setting)).toBe(setting);
      expect(await probe.unreadiness(db1, 3, 5)).toEqual([]);
    } finally {
      await set(conninfo);
      await control.setSynchronousStandbys(db1, '', 5);
    }
    const streaming = (all: { state: string }[]) => all.filter((one) => one.state === 'streaming').length === 2;
    expect(streaming(await eventually(() => probe.followers(db1, 5), streaming))).toBe(true);
  });

  test('a standby says what it received, what it replayed and from whom', async () => {
    const { heartbeat } = await probe.tryWrite(db1, 5);
    const seen = await eventually(
      () => probe.observe(db2, 5),
      (one) => one.newestHeartbeat?.at === heartbeat?.at,
    );
    expect(seen).toMatchObject({
      reachable: true,
      role: 'standby',
      timeline: 1,
      replayPaused: false,
      systemIdentifier: heartbeat?.systemIdentifier,
    });
    expect(seen).toMatchObject({ receiver: { streaming: true, timeline: 1, senderHost: '127.0.61.1' } });
    expect(
      await eventually(
        () => probe.observe(db2, 5),
        (one) => one.waitsForWal === true,
      ),
    ).toMatchObject({ waitsForWal: true });
    expect(seen.receiver?.lastMessageAgeSeconds).toBeLessThan(60);
    expect(seen).not.toHaveProperty('writable');
  });

  test('a standby that has the history of a newer timeline is on it, whatever its control file says', async () => {
    const history = join(second.data, 'pg_wal', '00000002.history');
    writeFileSync(history, '1\t0/5000000\tno recovery target specified\n');
    try {
      expect((await probe.observe(db2, 5)).timeline).toBe(2);
      const blind = await as('bare').observe(db2, 5);
      expect(blind).toMatchObject({ reachable: true, role: 'standby', failure: { kind: 'failed' }, receiver: { streaming: true } });
      expect(blind).not.toHaveProperty('timeline');
    } finally {
      rmSync(history);
    }
  });

  test('a write to a standby is answered as a standby answers', async () => {
    expect(await probe.tryWrite(db2, 5)).toMatchObject({ outcome: 'in-recovery' });
    await expect(control.commitHeartbeat(db2, 5)).rejects.toMatchObject({ name: 'EffectRefused' });
  });

  test('a primary names its followers with the slots they use', async () => {
    const followers = await probe.followers(db1, 5);
    expect(followers.map((one) => [one.slotName, one.state, one.syncState]).sort()).toEqual([
      ['reprise_db_2', 'streaming', 'async'],
      ['reprise_db_3', 'streaming', 'async'],
    ]);
  });

  /** What a standby calls itself that was given no name. */
  const NAMELESS = '("walreceiver")';
  const quorum = (streaming: number) =>
    eventually(
      async () => (await probe.tryWrite(db1, 5)).quorum,
      (one) => one?.streaming === streaming,
    );

  test('a primary says how many standbys its commits wait for, to a role that may know', async () => {
    expect(await quorum(0)).toEqual({ setting: '', streaming: 0 });
    try {
      await control.setSynchronousStandbys(db1, `FIRST 1 ${NAMELESS}`, 5);
      expect(await quorum(1)).toEqual({ setting: `FIRST 1 ${NAMELESS}`, streaming: 1 });
      await control.setSynchronousStandbys(db1, `ANY 1 ${NAMELESS}`, 5);
      expect(await quorum(2)).toEqual({ setting: `ANY 1 ${NAMELESS}`, streaming: 2 });
      expect(await as('bare').tryWrite(db1, 5)).not.toHaveProperty('quorum');
      expect(await probe.tryWrite(db2, 5)).not.toHaveProperty('quorum');
    } finally {
      await control.setSynchronousStandbys(db1, '', 5);
    }
  });

  test('it says so too when the commit hangs because none of them is left', async () => {
    const setting = `ANY 1 ${NAMELESS}`;
    await control.setSynchronousStandbys(db1, setting, 5);
    await servers.stop(third);
    expect(await quorum(1)).toEqual({ setting, streaming: 1 });
    await servers.stop(second);
    try {
      const attempt = await eventually(
        () => probe.tryWrite(db1, 2),
        (one) => one.quorum?.streaming === 0,
      );
      expect(attempt).toMatchObject({ outcome: 'commit-hangs', quorum: { setting, streaming: 0 } });
    } finally {
      await control.setSynchronousStandbys(db1, '', 5);
      await servers.start(second);
      await servers.start(third);
    }
    const streaming = (all: { state: string }[]) => all.filter((one) => one.state === 'streaming').length === 2;
    expect(streaming(await eventually(() => probe.followers(db1, 5), streaming))).toBe(true);
  });

  test('only sessions of others count as clients', async () => {
    expect(await probe.clientsOf(db1, 5)).toBe(0);
    const session = servers.sql(first, 'select pg_sleep(600)').catch(() => undefined);
    expect(
      await eventually(
        () => probe.clientsOf(db1, 5),
        (clients) => clients === 1,
      ),
    ).toBe(1);
    await servers.end(first, 'pg_sleep(600)');
    await session;
  });

  test('a host where nobody listens refuses', async () => {
    expect(await probe.observe(db4, 5)).toMatchObject({ reachable: false, failure: { kind: 'refused' } });
    expect(await probe.tryWrite(db4, 5)).toMatchObject({ outcome: 'unreachable' });
    expect(await probe.clientsOf(db4, 5)).toBeUndefined();
    await expect(probe.followers(db4, 5)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  });

  test('a stopped process that still accepts connections is silent, and nobody waits for it', async () => {
    servers.signal(first, 'SIGSTOP');
    try {
      expect(await probe.observe(db1, 0.3)).toMatchObject({ reachable: false, failure: { kind: 'silent' } });
      expect(await probe.tryWrite(db1, 0.3)).toMatchObject({ outcome: 'unreachable' });
      await expect(control.commitHeartbeat(db1, 0.3)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    } finally {
      servers.signal(first, 'SIGCONT');
    }
  });
});

describe('a primary that answers and does not write', () => {
  afterEach(async () => {
    await servers.sql(first, 'alter system reset all');
    await servers.sql(first, 'select pg_reload_conf()');
  });

  test('a commit that waits for a standby that is gone hangs, again and again, and leaves no crowd behind', async () => {
    await control.setSynchronousStandbys(db1, 'ANY 1 ("nobody")', 5);
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await probe.tryWrite(db1, 2)).toMatchObject({ outcome: 'commit-hangs' });
    await expect(control.commitHeartbeat(db1, 2)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    const waiting = () => servers.sql(first, "select count(*) from pg_stat_activity where usename = 'reprise'");
    expect(await eventually(waiting, (count) => Number(count) <= 1)).toBe('1');
    await control.commitLocally(db1, 5);
    await control.setSynchronousStandbys(db1, '', 5);
    expect(await probe.tryWrite(db1, 5)).toMatchObject({ outcome: 'committed' });
  });

  test('a commit on the node alone is refused where nothing can be written', async () => {
    await servers.sql(first, 'alter system set default_transaction_read_only = on');
    await servers.sql(first, 'select pg_reload_conf()');
    await expect(control.commitLocally(db1, 5)).rejects.toMatchObject({ name: 'EffectRefused' });
    await expect(control.commitLocally(db2, 5)).rejects.toMatchObject({ name: 'EffectRefused' });
  });

  test('a commit that waited until the setting was changed is remembered under no setting', async () => {
    await control.setSynchronousStandbys(db1, 'ANY 1 ("nobody")', 5);
    const attempt = probe.tryWrite(db1, 60);
    const waiting = () => servers.sql(first, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'");
    expect(await eventually(waiting, (count) => count === '1')).toBe('1');
    await control.setSynchronousStandbys(db1, '', 5);
    expect(await attempt).toMatchObject({ outcome: 'committed', heartbeat: { synchronousSetting: null } });
    expect(await probe.tryWrite(db1, 5)).toMatchObject({ outcome: 'committed', heartbeat: { synchronousSetting: '' } });
  });

  test('a read-only primary cannot write and says so', async () => {
    await servers.sql(first, 'alter system set default_transaction_read_only = on');
    await servers.sql(first, 'select pg_reload_conf()');
    const attempt = await eventually(
      () => probe.tryWrite(db1, 5),
      (one) => one.outcome !== 'committed',
    );
    expect(attempt).toMatchObject({ outcome: 'cannot-write', sqlState: '25006' });
    expect(await probe.observe(db1, 5)).toMatchObject({ reachable: true, role: 'primary', writable: false });
  });

  test('a row of this vantage that somebody holds locked is a commit that hangs', async () => {
    await probe.tryWrite(db1, 5);
    const lock = servers.sql(first, 'begin; lock table reprise.heartbeat; select pg_sleep(600)', 'taxcollector').catch(() => undefined);
    const attempt = await eventually(
      () => probe.tryWrite(db1, 2),
      (one) => one.outcome !== 'committed',
    );
    expect(attempt).toMatchObject({ outcome: 'commit-hangs' });
    const { failure, ...seen } = await probe.observe(db1, 2);
    expect(seen).toMatchObject({ reachable: true, role: 'primary' });
    // Our clock and the server's lock_timeout (55P03) end at the same moment, and either may be heard first.
    expect(failure?.sqlState ?? failure?.kind).toMatch(/^(silent|55P03)$/);
    await servers.end(first, 'pg_sleep(600)');
    await lock;
  });
});

describe('verifying through the name', () => {
  test('a row is created, read, updated and deleted, each by itself', async () => {
    const seen = await control.verifyThroughName('inc-1', 5);
    expect(seen.serverAddress).toMatch(/^127\.0\.0\.1$/);
    for (const step of ['createdMs', 'readMs', 'updatedMs', 'deletedMs'] as const) expect(seen[step]).toBeGreaterThan(0);
    expect(await servers.sql(first, 'select count(*) from reprise.verification', 'taxcollector')).toBe('0');
  });

  test('a row left behind by a verification that was cut off is no obstacle', async () => {
    await servers.sql(first, "insert into reprise.verification values ('inc-1', 'updated', now())", 'taxcollector');
    await expect(control.verifyThroughName('inc-1', 5)).resolves.toBeDefined();
  });
});

describe('failing over', () => {
  test('slots that exist are left alone', async () => {
    await control.createSlots(db2, ['reprise_db_3'], 5);
    await control.createSlots(db2, ['reprise_db_1', 'reprise_db_3'], 5);
    expect(await servers.sql(second, "select string_agg(slot_name, ' ' order by slot_name) from pg_replication_slots")).toBe(
      'reprise_db_1 reprise_db_3',
    );
  });

  test('a primary is never re-pointed', async () => {
    await expect(control.repoint(db1, db2, 5)).rejects.toMatchObject({ name: 'EffectRefused' });
    expect(await servers.sql(first, 'show primary_conninfo')).toBe('');
  });

  test('a shut-down server that still serves an old session says that it is going', async () => {
    const session = servers.sql(first, 'select pg_sleep(600)').catch(() => undefined);
    await eventually(
      () => probe.clientsOf(db1, 5),
      (clients) => clients === 1,
    );
    await servers.stop(first, '-m', 'smart', '--no-wait');
    const seen = await eventually(
      () => probe.observe(db1, 5),
      (one) => !one.reachable,
    );
    expect(seen.failure).toMatchObject({ kind: 'shutting-down', sqlState: '57P03' });
    await servers.stop(first);
    await session;
    expect(await probe.observe(db1, 5)).toMatchObject({ reachable: false, failure: { kind: 'refused' } });
  });

  test('a standby is promoted through SQL and starts timeline 2', async () => {
    expect(await control.promote(db2, 20)).toBe(true);
    expect(await probe.observe(db2, 5)).toMatchObject({ role: 'primary', timeline: 2, writable: true });
    await expect(control.promote(db2, 20)).rejects.toMatchObject({ name: 'EffectRefused' });
  });

  test('another standby follows the new primary, on its slot, under its own name', async () => {
    await control.createSlots(db2, ['reprise_db_3'], 5);
    await control.repoint(db3, db2, 5);
    const followers = await eventually(
      () => probe.followers(db2, 5),
      (all) => all.some((one) => one.state === 'streaming' && one.slotName !== undefined),
    );
    expect(followers).toEqual([expect.objectContaining({ applicationName: 'db_3', slotName: 'reprise_db_3', state: 'streaming' })]);
    const seen = await eventually(
      () => probe.observe(db3, 5),
      (one) => one.receiver?.timeline === 2,
    );
    expect(seen).toMatchObject({ timeline: 2, receiver: { streaming: true, timeline: 2, senderHost: db2.host } });
    expect(await servers.sql(third, 'show primary_conninfo')).toContain("user='postgres'");
  });

  test('with the follower as quorum the first commit returns, and it holds the heartbeat', async () => {
    await control.setSynchronousStandbys(db2, 'ANY 1 ("db_3")', 5);
    const { timeline, at } = await control.commitHeartbeat(db2, 30);
    expect(timeline).toBe(2);
    const seen = await eventually(
      () => probe.observe(db3, 5),
      (one) => one.newestHeartbeat?.at === at,
    );
    expect(seen.newestHeartbeat?.at).toBe(at);
    expect((await probe.tryWrite(db2, 5)).quorum).toEqual({ setting: 'ANY 1 ("db_3")', streaming: 1 });
  });

  test('a setting PostgreSQL does not understand is refused', async () => {
    await expect(control.setSynchronousStandbys(db2, 'ANY x (', 5)).rejects.toMatchObject({ name: 'EffectRefused' });
  });

  test('a server that is not ready for sessions is starting up', async () => {
    await servers.stop(third);
    await servers.sql(second, 'select 1');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${third.data}/postgresql.auto.conf`, 'hot_standby = off\n', { flag: 'a' });
    await servers.start(third);
    expect(await probe.observe(db3, 5)).toMatchObject({ reachable: false, failure: { kind: 'starting-up', sqlState: '57P03' } });
    expect(await probe.tryWrite(db3, 5)).toMatchObject({ outcome: 'starting-up', sqlState: '57P03' });
  });
});
