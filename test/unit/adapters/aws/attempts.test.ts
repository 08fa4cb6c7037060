import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ssmHostCommands } from '../../../../lambdas/adapters/aws/host-commands.ts';
import { dynamoIncidentLog } from '../../../../lambdas/adapters/aws/incident-log.ts';
import { ec2InstanceControl } from '../../../../lambdas/adapters/aws/instance-control.ts';
import { route53WriterRecord } from '../../../../lambdas/adapters/aws/writer-record.ts';
import { incident, planOf } from '../../../support/ports/builders.ts';
import { FakeClock } from '../../../support/ports/fakes.ts';

/** An AWS whose every answer is "internal error", and which counts what it is asked: the clients are those of the functions. */
type Asked = { operation: string; body: string };
const asked: Asked[] = [];
let server: Server;
const before = { ...process.env };

const RECORD = `<?xml version="1.0"?><ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ResourceRecordSets>
<ResourceRecordSet><Name>primary.db.internal.</Name><Type>CNAME</Type><TTL>5</TTL><ResourceRecords><ResourceRecord><Value>db-1.db.internal</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>
</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>1</MaxItems></ListResourceRecordSetsResponse>`;

const operationOf = (request: IncomingMessage, body: string): string =>
  String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1) ||
  new URLSearchParams(body).get('Action') ||
  (request.method === 'POST' ? 'ChangeResourceRecordSets' : 'ListResourceRecordSets');

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = await text(request);
    const operation = operationOf(request, body);
    asked.push({ operation, body });
    response.writeHead(operation === 'ListResourceRecordSets' ? 200 : 500).end(operation === 'ListResourceRecordSets' ? RECORD : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_ACCESS_KEY_ID = 'AKIDTEST';
  process.env.AWS_SECRET_ACCESS_KEY = 'not-a-secret';
});

afterAll(async () => {
  process.env = before;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  asked.length = 0;
});

const times = (operation: string) => asked.filter((one) => one.operation === operation).length;
const TARGET = { instance: 'i-0a1b2c3d4e5f60101', region: 'eu-west-3', address: '10.0.1.10' };

test('a command whose order was not answered is ordered once: nobody knows whether it runs', async () => {
  const outcome = await ssmHostCommands({ name: 'x' }, new FakeClock()).run('promote-standby', TARGET, {}, 5);
  expect(outcome).toMatchObject({ kind: 'unknown' });
  expect(times('SendCommand')).toBe(1);
});

test('a stop that was not answered is ordered once', async () => {
  await expect(ec2InstanceControl().stop(TARGET)).rejects.toThrow();
  expect(times('StopInstances')).toBe(1);
});

test('a change of the record that was not answered is ordered once', async () => {
  const record = route53WriterRecord(planOf(), 'eu-west-3', new FakeClock());
  await record.compareAndSwap('db-1.db.internal', 'db-2.db.internal').catch(() => undefined);
  expect(times('ChangeResourceRecordSets')).toBe(1);
});

test('a look at the lock is asked a second time, and never of a replica that may be behind', async () => {
  await expect(dynamoIncidentLog({ name: 'x' }, 'eu-west-3').assertOwner(incident())).rejects.toThrow();
  expect(times('GetItem')).toBe(2);
  expect(asked.map((one) => JSON.parse(one.body).ConsistentRead)).toEqual([true, true]);
});
