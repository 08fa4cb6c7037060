import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Cloud, Instance } from '../../../lab/cloud/cloud.ts';
import { createResolver } from '../../../lab/cloud/dns/create-resolver.ts';
import type { Resolver, ZoneRecord } from '../../../lab/cloud/services.ts';
import type { Plan } from '../../../lib/plan/schema.ts';

type Report = { instance: string; commandId: string; status: string; exitCode: number; stdout: string; stderr: string };
type Waiting = { command: object; commandId: string; done(report: Report): void };

/** Just enough of a cloud for an estate: what it registers is kept, its agents get commands, its names are answered by the real resolver. */
export class EstateCloud {
  readonly parameters = new Map<string, string>();
  readonly zones = new Map<string, ZoneRecord[]>();
  readonly instances = new Map<string, Instance>();
  readonly #queues = new Map<string, Waiting[]>();
  readonly #running = new Map<string, Waiting>();
  readonly #resolvers = new Map<string, Resolver>();
  readonly #server: Server;
  #endpoint = '';

  private constructor() {
    this.#server = createServer((request, response) => {
      void json(request).then((body) => {
        const answer = request.url === '/host-agent/poll' ? this.#poll(body as Report) : this.#take(body as Report);
        if (answer === undefined) setTimeout(() => response.writeHead(204).end(), 50);
        else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
  }

  static async start(plan: Plan, prefix: string): Promise<EstateCloud> {
    const cloud = new EstateCloud();
    await new Promise<void>((resolve) => cloud.#server.listen(0, `${prefix}.250.1`, resolve));
    const { port } = cloud.#server.address() as { port: number };
    cloud.#endpoint = `http://${prefix}.250.1:${port}`;
    for (const [index, region] of plan.regions.entries()) {
      const records = () => cloud.zones.get(region.network.privateZoneId) ?? [];
      cloud.#resolvers.set(region.name, await createResolver({ address: `${prefix}.250.${index + 2}`, records }));
    }
    return cloud;
  }

  /** The estate asks for nothing else. */
  asCloud(): Cloud {
    const cloud: Partial<Cloud> = {
      endpoint: () => this.#endpoint,
      resolver: (region) => this.#resolvers.get(region) as Resolver,
      putParameter: (region, name, value) => void this.parameters.set(`${region}${name}`, value),
      putZone: (_region, zoneId, records) => void this.zones.set(zoneId, records),
      registerInstance: (instance) => void this.instances.set(instance.id, instance),
    };
    return cloud as Cloud;
  }

  /** Runs a script on a host through its own agent, as SSM does. */
  run(instance: string, script: string, timeoutSeconds = 30): Promise<Report> {
    return new Promise((done) => {
      const commandId = randomUUID();
      const waiting = { commandId, command: { commandId, document: 'test', script, timeoutSeconds }, done };
      this.#queues.set(instance, [...(this.#queues.get(instance) ?? []), waiting]);
    });
  }

  async stop(): Promise<void> {
    for (const resolver of this.#resolvers.values()) await resolver.stop();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #poll({ instance }: Report): object | undefined {
    const waiting = this.#queues.get(instance)?.shift();
    if (waiting) this.#running.set(waiting.commandId, waiting);
    return waiting?.command;
  }

  #take(report: Report): object {
    if (report.status !== 'InProgress') this.#running.get(report.commandId)?.done(report);
    return {};
  }
}
