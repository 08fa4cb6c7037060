import { Resolver } from 'node:dns/promises';
import { createResolver } from '../../../lab/cloud/dns/create-resolver.ts';
import type { ZoneRecord, Resolver as ZoneResolver } from '../../../lab/cloud/services.ts';

let records: ZoneRecord[];
let server: ZoneResolver;
let client: Resolver;

beforeEach(async () => {
  records = [
    { name: 'writer.db.internal', type: 'CNAME', ttl: 5, values: ['db-1.db.internal'] },
    { name: 'db-1.db.internal', type: 'A', ttl: 60, values: ['127.0.0.11'] },
    { name: 'db-2.db.internal', type: 'A', ttl: 60, values: ['127.0.0.12', '127.0.0.13'] },
    { name: 'loop.db.internal', type: 'CNAME', ttl: 5, values: ['loop.db.internal'] },
    { name: 'dangling.db.internal', type: 'CNAME', ttl: 5, values: ['gone.db.internal'] },
  ];
  server = await createResolver({ address: '127.0.0.1', records: () => records });
  client = new Resolver({ timeout: 2_000, tries: 2 });
  client.setServers([`${server.address}:${server.port}`]);
});

afterEach(() => server.stop());

test('answers an address with the TTL of the zone', async () => {
  expect(await client.resolve4('DB-1.db.internal', { ttl: true })).toEqual([{ address: '127.0.0.11', ttl: 60 }]);
});

test('follows a CNAME to its address and names the CNAME itself', async () => {
  expect(await client.resolve4('writer.db.internal')).toEqual(['127.0.0.11']);
  expect(await client.resolveCname('writer.db.internal')).toEqual(['db-1.db.internal']);
});

test('the answer is as old as the shorter of the two TTLs', async () => {
  expect(await client.resolve4('writer.db.internal', { ttl: true })).toEqual([{ address: '127.0.0.11', ttl: 5 }]);
});

test('a change in force is seen by the next question', async () => {
  await client.resolve4('writer.db.internal');
  records = records.map((one) => (one.name === 'writer.db.internal' ? { ...one, values: ['db-2.db.internal'] } : one));
  expect((await client.resolve4('writer.db.internal')).sort()).toEqual(['127.0.0.12', '127.0.0.13']);
});

test('a name outside the zone does not exist; an existing name has no IPv6 address', async () => {
  await expect(client.resolve4('example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(client.resolve6('db-1.db.internal')).rejects.toMatchObject({ code: 'ENODATA' });
  await expect(client.resolve6('example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('a CNAME that points at itself or at nothing gives no address', async () => {
  await expect(client.resolve4('loop.db.internal')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  await expect(client.resolve4('dangling.db.internal')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});
