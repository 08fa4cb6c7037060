import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { networkDependencyEye } from '../../../../lambdas/adapters/network/dependency-eye.ts';
import type { Dependency } from '../../../../lib/plan/schema.ts';
import { planOf, START } from '../../../support/ports/builders.ts';

const eye = networkDependencyEye({ now: () => new Date(START) });
const look = (probe: Dependency['probe'], deadline = 5) => eye.look({ ...(planOf().dependencies[0] as Dependency), probe }, deadline);

/** Looks at a server that answers like this. */
async function ask(answer: RequestListener, rest: { expect?: number[]; path?: string; deadline?: number } = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}${rest.path ?? '/health?token=secret'}`;
  const clean = url.replace('user:secret@', '');
  try {
    return { ...(await look({ url: clean, ...(rest.expect && { expect: rest.expect }) }, rest.deadline)), asked };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const saying =
  (status: number, headers = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end('<b>what a third party wrote</b>');

test.each([
  [200, undefined, true],
  [302, undefined, true],
  [399, undefined, true],
  [404, undefined, false],
  [500, undefined, false],
  [401, [200, 401], true],
  [204, [200, 401], false],
])('HTTP %d with %j is well: %s', async (status, expect_, well) => {
  const seen = await ask(saying(status), expect_ === undefined ? {} : { expect: expect_ });
  expect(seen).toMatchObject({ dependency: 'mvola', available: well, at: START, asked: ['GET /health?token=secret'] });
});

test('says the status and what was required, and repeats neither a query nor what the third party wrote', async () => {
  const { seen } = await ask(saying(500), { expect: [200, 204] });
  expect(seen).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/health answered HTTP 500; required 200 or 204$/);
  expect((await ask(saying(503))).seen).toContain('required below 400');
});

test('does not follow a redirect', async () => {
  const seen = await ask(saying(302, { location: '/elsewhere' }));
  expect(seen.asked).toHaveLength(1);
});

test('does not wait for a body that never ends', async () => {
  const endless: RequestListener = (_, response) => void response.writeHead(200).write('x');
  expect(await ask(endless, { deadline: 20 })).toMatchObject({ available: true });
});

test('silence ends at the deadline', async () => {
  expect(await ask(() => undefined, { deadline: 0.2 })).toMatchObject({
    available: false,
    seen: expect.stringContaining('no answer within 0.2 s'),
  });
});

test('nobody listening, and a name that nobody knows, are said, not thrown', async () => {
  expect(await look({ url: 'http://127.0.0.1:47999/' })).toMatchObject({ available: false, seen: expect.stringContaining('ECONNREFUSED') });
  expect((await look({ host: 'does-not-exist.invalid', port: 25 })).available).toBe(false);
});

describe('a TCP connection', () => {
  test('that is taken is well, without a word being said', async () => {
    const said: Buffer[] = [];
    const server = createTcpServer((socket) => void socket.on('data', (data) => said.push(data)).on('error', () => undefined)).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await look({ host: '127.0.0.1', port })).toMatchObject({ available: true, seen: `127.0.0.1:${port} took a connection` });
    server.close();
    expect(said).toEqual([]);
  });

  test('that is refused is out', async () => {
    expect(await look({ host: '127.0.0.1', port: 9 })).toMatchObject({ available: false, seen: expect.stringContaining('127.0.0.1:9: ') });
  });

  test('that nobody answers ends at the deadline', async () => {
    const { port, end } = await standstill();
    try {
      expect(await look({ host: '127.0.0.1', port }, 0.3)).toMatchObject({
        available: false,
        seen: expect.stringContaining('no answer within 0.3 s'),
      });
    } finally {
      end();
    }
  });
});

const LISTEN =
  "const s = require('net').createServer(); s.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(s.address().port));";

/** A server that stands still with a full queue: the kernel takes no connection for it any more, and refuses none. */
async function standstill(): Promise<{ port: number; end(): void }> {
  const child = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  const port = Number(String(line));
  const waiting = Array.from({ length: 8 }, () => connect({ host: '127.0.0.1', port }).on('error', () => undefined));
  await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, 'connect')));
  const end = () => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
  };
  return { port, end };
}
