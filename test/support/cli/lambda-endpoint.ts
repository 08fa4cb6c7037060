import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Called = { region: string; function: string; payload: unknown };
/** How a region answers: with what the function returns, with what it throws, with an error of the service, or never. */
export type Reply =
  | { returns: unknown }
  | { throws: { errorType: string; errorMessage: string } }
  | { status: number; error: string }
  | { hangsUp: true };

/** Lambda's Invoke, one endpoint for all regions: which one is called is what the request is signed for. */
export async function lambdaEndpoint(replies: Record<string, Reply>) {
  const calls: Called[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const region = /Credential=[^/]+\/\d+\/([^/]+)\/lambda\//.exec(request.headers.authorization ?? '')?.[1] ?? 'unsigned';
    const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url?.split('?')[0] ?? '') ?? [];
    calls.push({ region, function: name, payload: JSON.parse(Buffer.concat(parts).toString()) });
    answer(response, replies[region] ?? { status: 404, error: 'ResourceNotFoundException' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, stop };
}

function answer(response: ServerResponse, reply: Reply): void {
  if ('hangsUp' in reply) return void response.destroy();
  if ('status' in reply) return void response.writeHead(reply.status, { 'x-amzn-errortype': reply.error }).end('{"Message":"no"}');
  if ('returns' in reply) return void response.writeHead(200).end(JSON.stringify(reply.returns));
  response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(JSON.stringify(reply.throws));
}
