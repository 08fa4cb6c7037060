import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Response = { statusCode: number; headers: Record<string, string>; body: string };
export type Served = { url: string; stop(): Promise<void> };

/** A function behind a function URL, on this computer: the request becomes the event that Lambda makes of it. */
export async function serve(handler: (event: unknown) => Promise<Response>): Promise<Served> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const rawQueryString = request.url?.split('?')[1] ?? '';
    const body = Buffer.concat(parts).toString('base64');
    const answer = await handler({ rawQueryString, body, isBase64Encoded: true, requestContext: { http: { method: request.method } } });
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop };
}
