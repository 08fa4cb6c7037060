import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Dependency, Plan } from '../../lib/plan/schema.ts';

/** How a third party is out. `refuses`: nobody listens; `hangs`: connections are taken and nothing is answered; `errors`: HTTP 500. */
export type Outage = 'refuses' | 'hangs' | 'errors';

/** Stands for a third party: one small server on the address that the loopback plan has for it. It answers what the plan calls well until it is broken. */
export class ThirdParty {
  readonly id: string;
  readonly #probe: Dependency['probe'];
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #outage: Outage | undefined;

  constructor({ id, probe }: Pick<Dependency, 'id' | 'probe'>) {
    this.id = id;
    this.#probe = probe;
  }

  /** @throws when its address is taken */
  async start(): Promise<this> {
    const { hostname, port } = placeOf(this.#probe);
    const server = 'url' in this.#probe ? this.#http() : createServer();
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      // Whoever looks goes away in the middle of it, which is no trouble.
      socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket));
    });
    server.listen(port, hostname);
    await once(server, 'listening');
    this.#server = server;
    return this;
  }

  /** @throws RangeError for an outage that a plain TCP probe cannot see */
  async break(outage: Outage): Promise<void> {
    if (!('url' in this.#probe) && outage !== 'refuses')
      throw new RangeError(`${this.id} is looked at by a TCP connection alone; required outage: refuses`);
    this.#outage = outage;
    if (outage === 'refuses') await this.stop();
  }

  async mend(): Promise<void> {
    this.#outage = undefined;
    if (this.#server === undefined) await this.start();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #http(): Server {
    const { expect = [200] } = 'url' in this.#probe ? this.#probe : {};
    return createHttpServer((_, response) => {
      if (this.#outage === 'hangs') return;
      response.writeHead(this.#outage === 'errors' ? 500 : (expect[0] ?? 200)).end('<p>Written by a third party.</p>');
    });
  }
}

function placeOf(probe: Dependency['probe']): { hostname: string; port: number } {
  if (!('url' in probe)) return { hostname: probe.host, port: probe.port };
  const { hostname, port, protocol } = new URL(probe.url);
  return { hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}

/** All third parties of a plan with loopback addresses, well; with `stop` none of them is left. */
export async function startThirdParties(plan: Pick<Plan, 'dependencies'>): Promise<{ parties: ThirdParty[]; stop(): Promise<void> }> {
  const parties = await Promise.all(plan.dependencies.map((one) => new ThirdParty(one).start()));
  return { parties, stop: async () => void (await Promise.all(parties.map((one) => one.stop()))) };
}
