import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseHost } from '../../../lab/estate/estate.ts';
import { processesOf } from '../../../lab/processes.ts';
import { eventually } from '../../support/eventually.ts';
import { asPlanRole, type EstateUnderTest, hostProgram, runEstate, startGuardOf } from '../../support/lab/running-estate.ts';

/** One estate lives through all of this, in order: each test breaks it a little more. */
let lab: EstateUnderTest;
let first: DatabaseHost;

beforeAll(async () => {
  lab = await runEstate();
  await lab.estate.ready(30);
  first = await lab.estate.primary();
});

afterAll(async () => {
  await lab?.estate.stop();
  await lab?.cloud.stop();
  await lab?.janitor.stop();
});

const acknowledged = () => lab.estate.load.ledger().filter((entry) => entry.outcome === 'acknowledged');
const acknowledgedSince = (at: number) => acknowledged().filter((entry) => entry.sentAt >= at).length;
const writesFlow = async () => {
  const now = Date.now();
  await eventually(() => acknowledgedSince(now) >= 5);
};

test('the preferred node is primary, and every commit waits for the planned quorum', async () => {
  expect(first.node).toBe('db-1');
  const followers = await first.query<{ name: string; slot: string; sync: string; address: string }>(
    `select application_name as name, slot_name as slot, sync_state as sync, host(client_addr) as address from pg_stat_replication r
     join pg_replication_slots s on s.active_pid = r.pid order by 1`,
  );
  // A standby comes from its own host, though it cannot be told to: that is how a network can be cut between two hosts.
  const address = (node: string) => lab.plan.database.nodes.find((one) => one.id === node)?.address;
  expect(followers).toEqual([
    { name: 'db_2', slot: 'reprise_db_2', sync: 'quorum', address: address('db-2') },
    { name: 'db_3', slot: 'reprise_db_3', sync: 'quorum', address: address('db-3') },
    { name: 'db_4', slot: 'reprise_db_4', sync: 'async', address: address('db-4') },
  ]);
  expect(await first.query('show synchronous_standby_names')).toEqual([
    { synchronous_standby_names: expect.stringMatching(/^ANY 1 \("?db_2"?, ?"?db_3"?\)$/) },
  ]);
});

test('the cloud knows parameters, names and instances of the estate, and each region its own writer', () => {
  const { plan, cloud } = lab;
  const writers = plan.regions.map((region) =>
    cloud.zones.get(region.network.privateZoneId)?.find((one) => one.name === plan.database.writer.name),
  );
  expect(writers.map((record) => record?.values)).toEqual([['db-1.db.internal'], ['db-4.db.internal']]);
  expect([...cloud.instances.keys()]).toEqual(expect.arrayContaining(plan.database.nodes.map((node) => node.instance)));
  expect(lab.estate.secrets).toContain(cloud.parameters.get(`eu-west-3${plan.database.passwordParameter}`));
});

test("the plan's role connects over verified TLS, is no superuser, and is refused without TLS", async () => {
  const rows = await asPlanRole(lab, 'db-1', async (client) => {
    const sql = 'select ssl, usesuper from pg_stat_ssl, pg_user where pid = pg_backend_pid() and pg_user.usename = current_user';
    return (await client.query(sql)).rows;
  });
  expect(rows).toEqual([{ ssl: true, usesuper: false }]);
  await expect(asPlanRole(lab, 'db-1', async () => undefined, { ssl: false })).rejects.toThrow(/no encryption/);
});

test('payments that were acknowledged are on the primary, and the application says that it is healthy', async () => {
  lab.estate.load.start();
  await writesFlow();
  const told = acknowledged();
  const found = await lab.estate.payments('db-1');
  expect(told.filter((entry) => !found.has(entry.number))).toEqual([]);
  expect(await health()).toEqual([200, { status: 'healthy' }]);
});

test('a commit that was not confirmed by the quorum is no acknowledged one, although the server says that it is done', async () => {
  const quorum = ['db-2', 'db-3'].map((node) => lab.estate.host(node));
  const doubted = () => lab.estate.load.ledger().filter((entry) => /canceling wait for synchronous replication/.test(entry.error ?? ''));
  await Promise.all(quorum.map((host) => host.pauseServer()));
  try {
    // Before the standbys go on: a confirmation that arrives first would win over the cancellation.
    await eventually(async () => {
      await first.query("select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
      return doubted().length > 0;
    });
  } finally {
    await Promise.all(quorum.map((host) => host.resumeServer()));
  }
  expect(new Set(doubted().map((entry) => entry.outcome))).toEqual(new Set(['indeterminate']));
  const found = await lab.estate.payments('db-1');
  expect(doubted().every((entry) => found.has(entry.number))).toBe(true);
  await writesFlow();
});

test('a node that is cut from some sources is silent to them, and writes go on', async () => {
  const source = `${lab.prefix}.251.1`;
  lab.estate.cut([source], 'db-1');
  const outside = connect({ host: first.address, port: lab.plan.database.port, localAddress: source });
  const answers: string[] = [];
  outside.on('data', (chunk) => answers.push(String(chunk)));
  outside.on('close', () => answers.push('closed'));
  outside.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])); // SSLRequest
  await writesFlow();
  expect(answers).toEqual([]);
  lab.estate.restore('db-1');
  await eventually(() => answers[0] === 'S');
  outside.destroy();
});

test('a killed server is refused; a start whose recovery takes long says that it is starting up; then writes are back', async () => {
  const installed = await hostProgram(lab.cloud, first.instance, 'install-start-guard', startGuardOf(lab.plan, 'db-1'));
  expect(installed.outcome).toBe('installed');
  await first.killServer();
  expect(first.serverRunning()).toBe(false);
  await expect(asPlanRole(lab, 'db-1', async () => undefined)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  const [status] = await health();
  expect(status).toBe(503);
  const started = first.startServer();
  await first.pauseStartup();
  await expect(asPlanRole(lab, 'db-1', async () => undefined)).rejects.toMatchObject({ code: '57P03' });
  await first.resumeStartup();
  await started;
  await writesFlow();
});

test('a restart of the service really starts a new application, and a command nobody implemented is refused', async () => {
  const manager = lab.plan.regions[0]?.swarmManagers[0]?.instance ?? '';
  const [service] = lab.plan.services;
  const before = applicationProcesses();
  const report = await hostProgram(lab.cloud, manager, 'restart-service', { incident: 'i-1', token: 1, service: service?.name ?? '' });
  expect(report.outcome).toBe('restarting');
  await eventually(() => applicationProcesses().some((pid) => !before.includes(pid)));
  await writesFlow();
  expect(await lab.cloud.run(manager, 'docker run alpine')).toMatchObject({
    status: 'Failed',
    exitCode: 1,
    stderr: expect.stringContaining('not a docker command'),
  });
  expect(lab.events).toContainEqual(
    expect.objectContaining({ kind: 'refused', operation: 'docker run alpine', reason: expect.stringContaining('not') }),
  );
});

test('a fenced primary does not come back, its disk can be read, and a promoted standby takes the writes on the next timeline', async () => {
  const { plan, cloud, estate } = lab;
  const second = estate.host('db-2');
  await hostProgram(cloud, second.instance, 'install-start-guard', startGuardOf(plan, 'db-2'));
  const fence = await hostProgram(cloud, first.instance, 'fence-postgres', {
    incident: 'i-2',
    token: 2,
    node: 'db-1',
    unit: plan.database.unit,
  });
  expect(fence).toMatchObject({ outcome: 'fenced', stopped: true, fenceFile: true });
  expect(await first.startAgain()).toEqual({
    started: false,
    said: expect.stringMatching(/"program":"start-guard","outcome":"refused","seen":"fenced/),
  });
  const promotion = { incident: 'i-2', token: 2, node: 'db-2', timeline: 1, timeoutSeconds: 30 };
  const promoted = await hostProgram(cloud, second.instance, 'promote-standby', promotion);
  expect(promoted).toMatchObject({ outcome: 'promoted', forkedAt: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/) });
  expect((await estate.primary()).node).toBe('db-2');
  await second.query("alter system set synchronous_standby_names = ''");
  await second.query('select pg_reload_conf()');
  const record = cloud.zones.get(plan.regions[0]?.network.privateZoneId ?? '')?.find((one) => one.name === plan.database.writer.name);
  if (record) record.values = ['db-2.db.internal'];
  await writesFlow();
  // Before the disks are read: payments go on meanwhile.
  const told = acknowledged();
  const onDisk = new Set((await estate.paymentsOnDisk('db-1')).map((row) => row.number));
  const onNew = await estate.payments('db-2');
  expect(told.filter((entry) => !onDisk.has(entry.number) && !onNew.has(entry.number))).toEqual([]);
  expect(onDisk.size).toBeGreaterThan(0);
  const keep = { incident: 'i-2', token: 2, node: 'db-1', timeline: 1, from: String(promoted.forkedAt), timeoutSeconds: 30 };
  const divergence = await hostProgram(cloud, first.instance, 'keep-divergence', keep);
  expect(divergence).toMatchObject({ outcome: expect.stringMatching(/^(decoded|nothing-diverged)$/), whole: true, gaps: [] });
  expect(divergence.commits).toBeGreaterThanOrEqual([...onDisk].filter((number) => !onNew.has(number)).length);
  // The fork is exact: one that came a payment too early would count payments that both have.
  const begins = { ...keep, from: '0/1000000' };
  expect((await hostProgram(cloud, first.instance, 'keep-divergence', begins)).commits).toBeGreaterThan(divergence.commits as number);
  expect(first.serverRunning()).toBe(false);
});

test('a lost host is silent, and its agent takes no command', async () => {
  const third = lab.estate.host('db-3');
  await lab.cloud.instances.get(third.instance)?.stop();
  expect(third.serverRunning()).toBe(false);
  await expect(asPlanRole(lab, 'db-3', async () => undefined, { patienceMillis: 1_500 })).rejects.toThrow(/timeout/i);
  const answered = await Promise.race([lab.cloud.run(third.instance, 'true'), pause(1_000)]);
  expect(answered).toBeUndefined();
});

test('stopping leaves no process and no folder', async () => {
  await lab.estate.stop();
  expect(processesOf(lab.folder)).toEqual([]);
  await lab.janitor.stop();
  expect(existsSync(lab.folder)).toBe(false);
});

async function health(): Promise<[number, unknown]> {
  const region = lab.plan.regions[0];
  const { port, pathname } = new URL(region?.healthUrl ?? '');
  const answer = await fetch(`http://${region?.swarmManagers[0]?.address}:${port}${pathname}`);
  const body = (await answer.json()) as { status: string };
  return [answer.status, answer.status === 200 ? body : body.status];
}

function applicationProcesses(): number[] {
  return processesOf(lab.folder).filter((pid) => commandOf(pid).includes('application.ts'));
}

function commandOf(pid: number): string {
  return existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
}
