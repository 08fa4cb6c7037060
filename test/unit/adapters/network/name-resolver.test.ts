import { createSocket, type Socket } from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { dnsNameResolver } from '../../../../lambdas/adapters/network/name-resolver.ts';

const before = dns.getServers();
let server: Socket;
let reply: (question: Buffer) => Buffer | undefined;

beforeEach(async () => {
  server = createSocket('udp4');
  server.on('message', (message, { port, address }) => {
    const answer = reply(message);
    if (answer !== undefined) server.send(answer, port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  dns.setServers([`127.0.0.1:${server.address().port}`]);
});
afterEach(() => {
  dns.setServers(before);
  server.close();
});

/** Answer to a question as it stands in the packet: a CNAME to `db-2` in the same zone and its address, as a resolver gives both. */
function answering(question: Buffer): Buffer {
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(0x8580, 2);
  head.writeUInt16BE(2, 6);
  head.writeUInt16BE(0, 10);
  const end = question.indexOf(0, 12) + 5;
  const target = Buffer.from('\x04db-2\xc0\x14', 'latin1');
  const named = (name: Buffer, type: number, data: Buffer) => {
    const fields = Buffer.alloc(10);
    fields.writeUInt16BE(type, 0);
    fields.writeUInt16BE(1, 2);
    fields.writeUInt32BE(5, 4);
    fields.writeUInt16BE(data.length, 8);
    return Buffer.concat([name, fields, data]);
  };
  const pointer = Buffer.from([0xc0, 12]);
  return Buffer.concat([head, question.subarray(12, end), named(pointer, 5, target), named(target, 1, Buffer.from([10, 20, 1, 12]))]);
}

test('a CNAME is followed to the address', async () => {
  reply = answering;
  expect(await dnsNameResolver.addresses('primary.db.internal', 2)).toEqual(['10.20.1.12']);
});

test('a name that does not exist is a failure with its reason', async () => {
  reply = (question) => {
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x8583, 2);
    return answer;
  };
  await expect(dnsNameResolver.addresses('primary.db.internal', 2)).rejects.toMatchObject({
    name: 'DependencyUnavailable',
    message: expect.stringContaining('ENOTFOUND'),
  });
});

test('a resolver that is silent is left at the deadline', async () => {
  reply = () => undefined;
  await expect(dnsNameResolver.addresses('primary.db.internal', 0.3)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});
