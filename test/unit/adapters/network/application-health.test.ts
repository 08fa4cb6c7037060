import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpApplicationHealth } from '../../../../lambdas/adapters/network/application-health.ts';
import { planOf } from '../../../support/ports/builders.ts';

/** Asks an application that answers like this. */
async function ask(answer: RequestListener, deadlineSeconds = 5) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const plan = planOf((one) => {
    for (const region of one.regions) region.healthUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/health/`;
  });
  try {
    return await httpApplicationHealth(plan, 'eu-west-3').ask(deadlineSeconds);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const saying =
  (status: number, body: string): RequestListener =>
  (_, response) =>
    response.writeHead(status, { location: '/maintenance' }).end(body);

test('healthy is 200 and its own word', async () => {
  expect(await ask(saying(200, '{"status":"healthy"}'))).toEqual({ healthy: true, status: 'healthy' });
});

test.each([
  ['another word', saying(200, '{"status":"degraded"}'), 'HTTP 200, degraded'],
  ['the word with an error', saying(503, '{"status":"healthy"}'), 'HTTP 503, healthy'],
  ['a page', saying(200, '<html>healthy</html>'), 'HTTP 200, no status'],
  ['a redirect to a maintenance page', saying(302, ''), 'HTTP 302, no status'],
  ['null', saying(200, 'null'), 'HTTP 200, no status'],
])('%s is not healthy', async (_, answer, status) => expect(await ask(answer)).toEqual({ healthy: false, status }));

test('silence ends at the deadline', async () => {
  expect(await ask(() => undefined, 0.2)).toEqual({ healthy: false, status: expect.stringContaining('no answer') });
});

test('nobody listening is said, not thrown', async () => {
  const plan = planOf((one) => {
    for (const region of one.regions) region.healthUrl = 'http://127.0.0.1:9/';
  });
  const answer = await httpApplicationHealth(plan, 'eu-west-3').ask(2);
  expect(answer).toEqual({ healthy: false, status: expect.stringContaining('no answer from http://127.0.0.1:9/') });
});
