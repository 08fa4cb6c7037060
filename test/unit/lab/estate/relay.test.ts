import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Distance } from '../../../../lab/distance.ts';
import { Relay } from '../../../../lab/estate/relay.ts';
import { eventually } from '../../../support/eventually.ts';

const HOST = '127.5.1.10';
const CLIENT = '127.5.9.1';
const OTHER = '127.5.9.2';

let server: Server;
let relay: Relay;
let port: number;
let served: Socket[];
const clients: Socket[] = [];

beforeEach(async () => {
  served = [];
  server = createServer((socket) => {
    served.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.5.200.1', resolve));
  port = (server.address() as AddressInfo).port;
  relay = new Relay({ address: HOST, port }, { address: '127.5.200.1', port });
  await relay.open();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await relay.stop();
  for (const socket of served) socket.destroy();
  server.close();
});

async function client(localAddress = CLIENT): Promise<Socket & { received: string }> {
  const socket = Object.assign(connect({ host: HOST, port, localAddress }), { received: '' });
  clients.push(socket);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => (socket.received += String(chunk)));
  await once(socket, 'connect');
  return socket;
}

test('the server sees the client at its own source address', async () => {
  const one = await client();
  one.write('hello');
  await eventually(() => one.received === 'hello');
  expect(served[0]?.remoteAddress).toBe(CLIENT);
});

test('a cut is silence: nothing arrives, nothing is closed, new connections wait; a restored network delivers all of it', async () => {
  const [one, other] = [await client(), await client(OTHER)];
  one.write('a');
  await eventually(() => one.received === 'a');
  relay.cut([CLIENT]);
  one.write('b');
  const late = await client();
  late.write('c');
  other.write('d');
  await eventually(() => other.received === 'd');
  expect([one.received, late.received, one.destroyed, late.destroyed]).toEqual(['a', '', false, false]);
  await relay.restore();
  await eventually(() => one.received === 'ab' && late.received === 'c');
});

test('a cut without sources is a cut from everybody', async () => {
  const [one, other] = [await client(), await client(OTHER)];
  relay.cut(undefined);
  one.write('a');
  other.write('b');
  await pause(50);
  expect([one.received, other.received]).toEqual(['', '']);
});

test('a stopped server is refused, not silent; open connections end when the server ends them', async () => {
  const one = await client();
  one.write('a');
  await eventually(() => one.received === 'a');
  await relay.refuse();
  await expect(client()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  served[0]?.destroy();
  await eventually(() => one.destroyed);
  await relay.open();
  const again = await client();
  again.write('b');
  await eventually(() => again.received === 'b');
});

test('nothing listens on a host whose server has stopped, also while some of its clients are cut', async () => {
  const one = await client();
  one.write('a');
  await eventually(() => one.received === 'a');
  relay.cut([CLIENT]);
  served[0]?.destroy();
  await relay.refuse();
  await expect(client(OTHER)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(one.destroyed).toBe(false);
});

test('a client that is far away gets everything in order, later, and the end after it', async () => {
  const distance = new Distance({ roundTripMilliseconds: 40, onePacketLostIn: 3, retransmissionMilliseconds: 60 });
  const far = new Relay(
    { address: '127.5.1.11', port },
    { address: '127.5.200.1', port },
    { distanceTo: (source) => (source === CLIENT ? distance : undefined) },
  );
  await far.open();
  try {
    const socket = Object.assign(connect({ host: '127.5.1.11', port, localAddress: CLIENT }), { received: '' });
    clients.push(socket);
    socket.on('data', (chunk) => (socket.received += String(chunk)));
    await once(socket, 'connect');
    const sentAt = Date.now();
    for (const letter of 'abcdefgh') {
      socket.write(letter);
      await pause(5);
    }
    await eventually(() => socket.received === 'abcdefgh');
    expect(Date.now() - sentAt).toBeGreaterThanOrEqual(40);
    served[0]?.end('i');
    await eventually(() => socket.received === 'abcdefghi' && socket.readableEnded);
  } finally {
    await far.stop();
  }
});

test('a lost host stays silent even when its server has ended', async () => {
  const one = await client();
  one.write('a');
  await eventually(() => one.received === 'a');
  relay.lose();
  served[0]?.destroy();
  await relay.refuse();
  const late = await client();
  late.write('b');
  await pause(50);
  expect([one.destroyed, late.destroyed, late.received]).toEqual([false, false, '']);
});

test('a client that hangs up during a cut is noticed by the server afterwards', async () => {
  const one = await client();
  one.write('a');
  await eventually(() => one.received === 'a');
  relay.cut([CLIENT]);
  one.resetAndDestroy();
  await pause(50);
  expect(served[0]?.destroyed).toBe(false);
  await relay.restore();
  await eventually(() => served[0]?.destroyed === true);
});
