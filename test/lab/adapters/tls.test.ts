import { accessOf, type DatabaseAccess } from '../../../lambdas/adapters/postgres/access.ts';
import { postgresControl } from '../../../lambdas/adapters/postgres/control.ts';
import { postgresProbe } from '../../../lambdas/adapters/postgres/probe.ts';
import type { DatabaseNode } from '../../../lib/plan/schema.ts';
import { type Server, Servers } from '../../support/adapters/servers.ts';
import { eventually } from '../../support/eventually.ts';
import { planOf } from '../../support/ports/builders.ts';

const PORT = 54_872;
const servers = new Servers(PORT);
const plan = planOf((one) => {
  one.database.port = PORT;
  one.database.writer.name = 'localhost';
  for (const node of one.database.nodes) node.address = '127.0.62.1';
});
const [db1, db2] = plan.database.nodes as [DatabaseNode, DatabaseNode];
let server: Server;
let authority = '';
let stranger = '';

/** Access by a TLS mode, trusting a certificate authority. */
const by = (tlsMode: DatabaseAccess['tlsMode'], ca: () => string = () => authority): DatabaseAccess => ({
  ...accessOf(plan, 'eu-west-3', async () => 'secret'),
  tlsMode,
  authority: async () => ca(),
});
const look = async (node: DatabaseNode, access: DatabaseAccess) => {
  const { reachable, failure } = await postgresProbe(access).observe(node, 5);
  return reachable ? 'answers' : failure?.kind;
};

beforeAll(async () => {
  server = await servers.primary('db-1', '127.0.62.1,127.0.0.1');
  await servers.sql(server, 'create database taxcollector');
  await servers.grant(server, 'reprise', 'taxcollector');
  await servers.sql(server, "alter role reprise password 'secret'");
  stranger = await servers.certify(server, db1.host);
  authority = await servers.certify(server, db1.host);
  await servers.sql(server, 'alter system set ssl = on');
  await servers.sql(server, 'select pg_reload_conf()');
});

afterAll(() => servers.remove());

test.each<[string, DatabaseNode, DatabaseAccess, string]>([
  ['verify-full takes the certificate of the host it meant, although packets go to an address', db1, by('verify-full'), 'answers'],
  ['verify-full refuses a server that answers with the certificate of another host', db2, by('verify-full'), 'rejected'],
  ['verify-full refuses an authority it does not know', db1, by('verify-full', () => stranger), 'rejected'],
  ['verify-ca does not ask for the host', db2, by('verify-ca'), 'answers'],
  ['verify-ca refuses an authority it does not know', db1, by('verify-ca', () => stranger), 'rejected'],
  ['require asks for nothing but encryption', db2, by('require', () => stranger), 'answers'],
  ['disable speaks in clear', db1, by('disable'), 'answers'],
])('%s', async (_, node, access, outcome) => expect(await look(node, access)).toBe(outcome));

test('through the writer name the certificate of any node is as good as that of the name', async () => {
  await expect(postgresControl(plan, by('verify-full')).verifyThroughName('inc-1', 5)).resolves.toBeDefined();
});

test('a look in TLS is really encrypted', async () => {
  await servers.sql(server, 'alter system set log_connections = on');
  await servers.sql(server, 'select pg_reload_conf()');
  const log = await eventually(
    async () => {
      await look(db1, by('verify-full'));
      return servers.log(server);
    },
    (text) => text.includes('connection authorized: user=reprise'),
  );
  expect(log).toMatch(/connection authorized: user=reprise .*SSL enabled/);
});

test('a stopped process in the middle of TLS is silent, and nobody waits for it', async () => {
  servers.signal(server, 'SIGSTOP');
  try {
    expect(await postgresProbe(by('verify-full')).observe(db1, 0.3)).toMatchObject({ reachable: false, failure: { kind: 'silent' } });
  } finally {
    servers.signal(server, 'SIGCONT');
  }
});
