import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createDynamoDb } from '../../../lab/cloud/dynamodb/create-dynamodb.ts';
import { createEc2 } from '../../../lab/cloud/ec2/create-ec2.ts';
import { createRoute53 } from '../../../lab/cloud/route53/create-route53.ts';
import type { Service } from '../../../lab/cloud/service.ts';
import type { Ssm } from '../../../lab/cloud/services.ts';
import { createSsm } from '../../../lab/cloud/ssm/create-ssm.ts';
import { ssmHostCommands } from '../../../lambdas/adapters/aws/host-commands.ts';
import { dynamoIncidentLog } from '../../../lambdas/adapters/aws/incident-log.ts';
import { ec2InstanceControl } from '../../../lambdas/adapters/aws/instance-control.ts';
import { route53WriterRecord } from '../../../lambdas/adapters/aws/writer-record.ts';
import { documentContent, HOST_PROGRAMS, type HostProgram } from '../../../lib/constructs/host-command.ts';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { hostAgent } from '../../support/cloud/host-agent.ts';
import { credentials, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';
import { eventually } from '../../support/eventually.ts';

/** The product's own adapters against the rehearsed services: what the rehearsal stands on. */

const INSTANCE = 'i-0a1b2c3d4e5f60718';
const plan = { name: 'test' };
const clock = { now: () => new Date(), sleep: (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000)) };
let surroundings: Surroundings;
let served: Served | undefined;
let clients: { destroy(): void }[];

beforeEach(() => {
  surroundings = new Surroundings();
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await served?.stop();
});

async function configurationFor(service: Service) {
  served = await serve(service, surroundings);
  return { endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 };
}

function kept<Client extends { destroy(): void }>(client: Client): Client {
  clients.push(client);
  return client;
}

describe('host commands', () => {
  let ssm: Ssm;
  const parameters = { incident: 'inc-1', token: '7', node: 'db-1', unit: 'postgresql@15-main' };
  const target = { instance: INSTANCE, region: REGION, address: '127.0.0.11' };

  beforeEach(() => {
    ssm = createSsm(surroundings.context, { pollMilliseconds: 100 });
    for (const program of Object.keys(HOST_PROGRAMS) as HostProgram[]) {
      const Content = documentContent({ program, timeoutSeconds: 20 });
      ssm.createDocument({ Name: names.document(plan, program), Content, DocumentType: 'Command', DocumentFormat: 'JSON' });
    }
  });

  test('a program runs to its end and its report comes back', async () => {
    const client = kept(new SSMClient(await configurationFor(ssm)));
    const agent = hostAgent(ssm, INSTANCE);
    await agent.poll();
    const running = ssmHostCommands(plan, clock, () => client).run('fence-postgres', target, parameters, 15);
    const delivered = await eventually(() => agent.poll());
    expect(delivered?.script).toMatch(/^set -- 'incident=inc-1' 'token=7' 'node=db-1' 'unit=postgresql@15-main'\n/);
    const report = { program: 'fence-postgres', outcome: 'fenced', stopped: true, fenceFile: true };
    await agent.report(delivered?.commandId ?? '', { status: 'Success', exitCode: 0, stdout: `${JSON.stringify(report)}\n` });
    expect(await running).toMatchObject({ kind: 'finished', exitCode: 0, report });
  });

  test('a host that is gone is an unknown outcome, and the command can no longer reach it', async () => {
    const client = kept(new SSMClient(await configurationFor(ssm)));
    const agent = hostAgent(ssm, INSTANCE);
    await agent.poll();
    const outcome = await ssmHostCommands(plan, clock, () => client).run('fence-postgres', target, parameters, 3);
    expect(['unknown', 'not-run']).toContain(outcome.kind);
    expect(await agent.poll()).toBeUndefined();
  });

  test('parameters outside their patterns and instances without agent are certainly not run', async () => {
    const client = kept(new SSMClient(await configurationFor(ssm)));
    const commands = ssmHostCommands(plan, clock, () => client);
    expect(await commands.run('fence-postgres', target, parameters, 5)).toMatchObject({ kind: 'not-run' });
    await hostAgent(ssm, INSTANCE).poll();
    expect(await commands.run('fence-postgres', target, { ...parameters, node: "x'; reboot" }, 5)).toMatchObject({ kind: 'not-run' });
  });
});

test('the writer record is swapped once, and a stale swap says moved', async () => {
  const route53 = createRoute53(surroundings.context, { propagationMilliseconds: 50 });
  route53.putZone('Z0123456789ABC', [{ name: 'writer.db.internal', type: 'CNAME', ttl: 5, values: ['db-1.db.internal'] }]);
  const client = kept(new Route53Client({ ...(await configurationFor(route53)), region: 'us-east-1' }));
  const zoned = {
    regions: [{ name: REGION, network: { privateZoneId: 'Z0123456789ABC' } }],
    database: { writer: { name: 'writer.db.internal', ttl: 5 } },
  } as unknown as Plan;
  const record = route53WriterRecord(zoned, REGION, clock, { acting: client, looking: client });
  expect(await record.read()).toBe('db-1.db.internal');
  const swapped = await record.compareAndSwap('db-1.db.internal', 'db-2.db.internal');
  expect(swapped.outcome).toBe('swapped');
  expect(swapped.outcome === 'swapped' && (await record.waitInSync(swapped.changeId, 10))).toBe(true);
  expect(route53.records('Z0123456789ABC')[0]?.values).toEqual(['db-2.db.internal']);
  expect(await record.compareAndSwap('db-1.db.internal', 'db-3.db.internal')).toEqual({ outcome: 'moved', current: 'db-2.db.internal' });
});

test('of many executions one opens the incident; the others learn who holds it', async () => {
  const dynamodb = await createDynamoDb(surroundings.context);
  const KeySchema = ['pk', 'sk'].map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
  const AttributeDefinitions = ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
  await dynamodb.createTable({ TableName: names.incidentTable(plan), BillingMode: 'PAY_PER_REQUEST', KeySchema, AttributeDefinitions });
  const client = kept(new DynamoDBClient(await configurationFor(dynamodb)));
  const log = dynamoIncidentLog(plan, REGION, client);
  const claim = (executionId: string) => ({
    ...{ scenario: 'database-failover', incidentId: `inc-${executionId}`, executionId, severity: 'P1' as const, reason: 'test' },
    at: '2026-03-01T12:00:00.000Z',
    ownerExpiresAt: '2026-03-01T12:10:00.000Z',
  });
  const holds = await Promise.all(['a', 'b', 'c'].map((executionId) => log.open(claim(executionId))));
  expect(holds.map((hold) => hold.status).sort()).toEqual(['already-running', 'already-running', 'opened']);
  const [owner] = new Set(holds.flatMap((hold) => (hold.status === 'already-running' ? [hold.owner] : [])));
  expect(holds.find((hold) => hold.status === 'opened')?.id).toBe(`inc-${owner}`);
});

test('the power switch stops an instance and sees it stopped', async () => {
  const ec2 = createEc2(surroundings.context);
  ec2.registerInstance({ id: INSTANCE, region: REGION, address: '127.0.0.11', stop: async () => undefined });
  const client = kept(new EC2Client(await configurationFor(ec2)));
  const control = ec2InstanceControl(() => ({ acting: client, looking: client }));
  const target = { instance: INSTANCE, region: REGION, address: '127.0.0.11' };
  expect(await control.state(target)).toBe('running');
  expect(await control.stop(target)).toBe('stopping');
  await eventually(
    () => control.state(target),
    (state) => state === 'stopped',
  );
});
