import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askOnce, whyNotAnswered } from '../../../../lambdas/adapters/network/ask-once.ts';

test('two questions go over two connections, and neither is kept: a function is frozen between them', async () => {
  const connections = new Set<unknown>();
  const kept: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    connections.add(request.socket);
    kept.push(request.headers.connection);
    response.writeHead(302, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    for (const _ of [1, 2]) {
      const answer = await askOnce(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 20);
      expect([answer.status, await answer.text()]).toEqual([302, '']);
    }
    expect({ connections: connections.size, kept }).toEqual({ connections: 2, kept: ['close', 'close'] });
  } finally {
    server.close();
  }
});

test('the reason of a failed connection is found in the cause', async () => {
  const thrown = await askOnce('http://127.0.0.1:9/', 2).catch((one: unknown) => one);
  expect(whyNotAnswered(thrown)).not.toContain('fetch failed');
  expect(whyNotAnswered(new Error('by itself'))).toBe('by itself');
});
