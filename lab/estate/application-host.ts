import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, PlanRegion } from '../../lib/plan/schema.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Authority } from './certificates.ts';
import type { EstateEvent } from './estate.ts';
import { getentThrough } from './getent.ts';
import { RehearsalHost } from './rehearsal-host.ts';
import { APPLICATION_ROLE } from './server-settings.ts';
import { Swarm } from './swarm.ts';

export type ApplicationHostOptions = {
  plan: Plan;
  region: PlanRegion;
  folder: string;
  cloud: Pick<Cloud, 'endpoint' | 'resolver'>;
  authority: Authority;
  password: string;
  onEvent(event: EstateEvent): void;
};

/** The swarm manager of a region, with the plan's services. The first service is the application, a real process; the others only count restarts. */
export class ApplicationHost {
  readonly address: string;
  readonly instance: string;
  readonly port: number;
  readonly #host: RehearsalHost;
  readonly #settingsFile: string;
  #application: ChildProcess | undefined;
  #off = false;

  constructor(options: ApplicationHostOptions) {
    const { plan, region, folder, cloud, onEvent } = options;
    const manager = region.swarmManagers[0];
    if (!manager) throw new Error(`region ${region.name} has no swarm manager; required one for the application`);
    this.address = manager.address;
    this.instance = manager.instance;
    this.port = Number(new URL(region.healthUrl).port || 80);
    const [application, ...others] = plan.services.map((service) => service.name);
    const restarts = new Map(others.map((name) => [name, async () => this.#host.say('application', `service ${name} restarted`)]));
    const swarm = new Swarm(new Map([[application ?? '', () => this.restart()], ...restarts]));
    const commands = { docker: swarm.docker, getent: getentThrough(cloud.resolver(region.name), manager.address) };
    this.#host = new RehearsalHost({ folder, ...manager, endpoint: cloud.endpoint(region.name), commands, onEvent });
    this.#settingsFile = join(this.#host.folder, 'application.json');
    writeFileSync(this.#settingsFile, JSON.stringify(this.#settings(options)), { mode: 0o600 });
  }

  async start(): Promise<void> {
    await this.#host.boot();
    this.#startApplication();
    await this.#answers();
  }

  /** Ends the application and starts it again, as `docker service update --force` does with every task. */
  async restart(): Promise<void> {
    const old = this.#application;
    if (old?.pid !== undefined && old.exitCode === null && old.signalCode === null) {
      const ended = new Promise((resolve) => old.once('exit', resolve));
      old.kill('SIGTERM');
      await ended;
    }
    if (this.#off) return;
    this.#startApplication();
    this.#host.say('application', 'restarted');
    await this.#answers();
  }

  async powerOff(): Promise<void> {
    this.#off = true;
    await this.#host.powerOff();
  }

  #startApplication(): void {
    this.#application = this.#host.run(
      process.execPath,
      [join(import.meta.dirname, 'application.ts'), this.#settingsFile],
      'application.log',
    );
    this.#application.once('exit', (code) => {
      if (code !== null && code !== 0)
        this.#host.say('application', `ended by itself with ${code}; see ${this.#host.folder}/application.log`);
    });
  }

  /** Any answer will do: healthy or not is the database's matter. */
  async #answers(): Promise<void> {
    const url = `http://${this.address}:${this.port}/`;
    const deadline = Date.now() + 20_000;
    while (
      !this.#off &&
      !(await fetch(url).then(
        () => true,
        () => false,
      ))
    ) {
      if (Date.now() > deadline)
        throw new Error(`the application does not answer at ${url} after 20 s; see ${this.#host.folder}/application.log`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #settings({ plan, region, cloud, authority, password }: ApplicationHostOptions) {
    const { database } = plan;
    return {
      writer: { name: database.writer.name, port: database.port },
      resolver: cloud.resolver(region.name),
      address: this.address,
      database: database.name,
      user: APPLICATION_ROLE,
      password,
      ...(database.tls.mode === 'disable' ? {} : { ca: authority.pem }),
      httpAddress: this.address,
      httpPort: this.port,
      healthPath: new URL(region.healthUrl).pathname,
    };
  }
}
