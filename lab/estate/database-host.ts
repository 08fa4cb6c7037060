import { existsSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Distance } from '../distance.ts';
import { clockAhead } from './clock-ahead.ts';
import { ownerOf } from './connection-owner.ts';
import type { DatabaseHost, EstateEvent, StartAgain } from './estate.ts';
import { getentThrough } from './getent.ts';
import { PostgresqlServer } from './postgresql-server.ts';
import { RehearsalHost } from './rehearsal-host.ts';
import { Relay } from './relay.ts';
import type { ServerUser } from './server-user.ts';
import { fill } from './small-disk.ts';
import { Systemd } from './systemd.ts';

const SERVER_LOG = 'postgresql.log';
/** Written by the start-up process when it ends recovery, for `pg_ctl promote` and `pg_promote()` alike (PostgreSQL 12 and newer). */
const PROMOTION_TAKEN_UP = /LOG: {2}received promote request$/gm;

export type DatabaseHostOptions = {
  plan: Plan;
  node: DatabaseNode;
  folder: string;
  cloud: Pick<Cloud, 'endpoint' | 'resolver'>;
  /** Folder of the PostgreSQL programs. */
  programs: string;
  user: ServerUser;
  /** Where PostgreSQL itself listens, behind the relay. */
  listenAddress: string;
  /** Data directories of the estate's servers, and the address of the host that each is on. */
  hostOfData: ReadonlyMap<string, string>;
  /** How far away an address is; `undefined` next door. */
  distanceTo(source: string): Distance | undefined;
  /** Seconds by which the host's clock is ahead. */
  clockAhead: number | undefined;
  onEvent(event: EstateEvent): void;
};

/** A database host: PostgreSQL under a service manager, a relay as its network, an agent. Every fault happens to it from outside. */
export class RehearsedDatabaseHost implements DatabaseHost {
  readonly node: string;
  readonly region: string;
  readonly address: string;
  readonly instance: string;
  readonly host: RehearsalHost;
  readonly relay: Relay;
  readonly server: PostgresqlServer;
  readonly #systemd: Systemd;
  readonly data: string;
  readonly socketFolder: string;
  readonly listenAddress: string;
  #lost = false;

  constructor(options: DatabaseHostOptions) {
    const { plan, node, folder, cloud, programs, user, listenAddress, onEvent } = options;
    this.node = node.id;
    this.region = node.region;
    this.address = node.address;
    this.instance = node.instance;
    this.listenAddress = listenAddress;
    this.relay = relayFor(options);
    const commands = {
      systemctl: (args: string[]) => this.#systemd.systemctl(args),
      getent: getentThrough(cloud.resolver(node.region), node.address),
    };
    const { id, address, instance } = node;
    this.host = new RehearsalHost({ folder, id, address, instance, endpoint: cloud.endpoint(node.region), commands, onEvent });
    this.data = join(this.host.folder, 'data');
    this.socketFolder = join(this.host.folder, 'socket');
    this.server = new PostgresqlServer({
      data: this.data,
      socketFolder: this.socketFolder,
      port: plan.database.port,
      database: plan.database.name,
      spawn: () => this.host.run(join(programs, 'postgres'), ['-D', this.data], SERVER_LOG, clockAhead(options.clockAhead), user),
      onListening: () => this.relay.open(),
      onEnd: (clean) => this.#serverEnded(clean),
    });
    this.#systemd = new Systemd({
      unit: plan.database.unit,
      service: this.server,
      directory: this.host.systemdDirectory,
      environment: () => this.host.environment,
      say: (text) => this.host.say('server', text),
    });
  }

  async killServer(): Promise<void> {
    await this.server.kill();
  }

  startServer(): Promise<void> {
    const started = this.#start();
    started.catch((error) => this.server.startFailed(error)); // whoever waits for a paused start-up must not wait for ever
    return started;
  }

  async restartServer(): Promise<void> {
    await this.#systemd.systemctl(['stop', this.#systemd.unit]);
    await this.#start();
  }

  /** What a person does who believes that it helps: starts the unit, or the instance when it is off. */
  async startAgain(): Promise<StartAgain> {
    const wasOff = this.#lost;
    if (wasOff) {
      await this.relay.boot();
      this.#lost = false;
      await this.host.boot();
      this.host.say('host', 'boots again');
    }
    const answer = await (wasOff ? this.#systemd.boot() : this.#systemd.start());
    return { started: answer.status === 0, said: answer.stderr ?? '' };
  }

  async #start(): Promise<void> {
    if (this.#lost) throw new Error(`${this.node} is powered off; nothing starts there`);
    const answer = await this.#systemd.start();
    if (answer.status !== 0) throw new Error(`${this.node}: ${answer.stderr ?? 'the unit did not start'}`);
  }

  async pauseStartup(): Promise<void> {
    await this.server.pauseStartup();
  }

  async resumeStartup(): Promise<void> {
    this.server.resumeStartup();
  }

  async pauseServer(): Promise<void> {
    this.server.signal(this.server.processes(), 'SIGSTOP');
  }

  async resumeServer(): Promise<void> {
    this.server.signal(this.server.processes(), 'SIGCONT');
  }

  /** Silence first, so that no packet tells anybody that the processes end. */
  async lose(): Promise<void> {
    if (this.#lost) return;
    this.#lost = true;
    this.relay.lose();
    await this.server.kill();
    await this.host.powerOff();
    this.host.say('host', 'is gone: its server, its agent and its network');
  }

  query<Row>(sql: string): Promise<Row[]> {
    return this.server.query<Row>(sql);
  }

  serverRunning(): boolean {
    return this.server.processes().length > 0;
  }

  fillDisk(): void {
    fill(this.data);
    this.host.say('host', `the disk of ${this.data} is full`);
  }

  promotionsTakenUp(): number {
    const log = join(this.host.folder, SERVER_LOG);
    return existsSync(log) ? (readFileSync(log, 'utf8').match(PROMOTION_TAKEN_UP)?.length ?? 0) : 0;
  }

  async stop(): Promise<void> {
    this.#lost = true;
    await this.server.kill();
    await this.host.powerOff();
    await this.relay.stop();
  }

  async #serverEnded(clean: boolean): Promise<void> {
    this.#systemd.mainProcessEnded(clean);
    if (!this.#lost) await this.relay.refuse();
    this.host.say('server', clean ? 'stopped' : 'ended without an orderly stop');
  }
}

function relayFor({ plan, node, listenAddress, hostOfData, distanceTo }: DatabaseHostOptions): Relay {
  const own = { address: node.address, port: plan.database.port };
  const server = { address: listenAddress, port: plan.database.port };
  return new Relay(own, server, { sourceOf: (client) => sourceOf(client, own, hostOfData), distanceTo });
}

/** A server of the estate comes from its host's own address, as on the day; everybody else says where they come from. */
function sourceOf(
  { remoteAddress: address = '', remotePort: port = 0 }: Socket,
  own: { address: string; port: number },
  hostOfData: ReadonlyMap<string, string>,
): string {
  const data = address === '127.0.0.1' ? ownerOf({ address, port }, own, new Set(hostOfData.keys())) : undefined;
  return hostOfData.get(data ?? '') ?? address;
}
