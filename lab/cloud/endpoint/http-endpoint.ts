import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Answer } from '../service.ts';

export type Request = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  /** It is the first one on its connection. */
  newConnection?: boolean;
  /** Address of the caller. */
  sourceAddress?: string;
};

/** A frozen function keeps its connections for long; closing them under it would look like a network fault that is none. */
const KEEP_ALIVE_MILLISECONDS = 15 * 60_000;

/** An HTTP server on a loopback address of its own. `undefined` instead of an answer: the connection breaks, as when the far side is gone. */
export class HttpEndpoint {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    const { address, port } = server.address() as AddressInfo;
    this.url = `http://${address}:${port}`;
  }

  static async listen(address: string, handle: (request: Request) => Promise<Answer | undefined>): Promise<HttpEndpoint> {
    const known = new WeakSet<Socket>();
    const server = createServer((incoming, response) => {
      const newConnection = !known.has(incoming.socket);
      known.add(incoming.socket);
      void answer(incoming, response, (request) => handle({ ...request, newConnection }));
    });
    server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, address, resolve);
    });
    return new HttpEndpoint(server);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  handle: (request: Request) => Promise<Answer | undefined>,
): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const { method = 'GET', url = '/', socket } = incoming;
    const given = await handle({ method, url, headers, body: Buffer.concat(chunks), sourceAddress: socket.remoteAddress ?? '' });
    if (given === undefined) {
      response.destroy();
      return;
    }
    // Node would write the computer's time, whatever clock the rehearsal goes by.
    response.writeHead(given.status, { date: new Date().toUTCString(), ...given.headers });
    response.end(given.body);
  } catch {
    // The caller gave up while it was sending, or was killed: nobody waits for an answer.
    response.destroy();
  }
}
