import { setTimeout as pause } from 'node:timers/promises';
import { nodeByStandbyName, plannedQuorumMembers } from '../../lambdas/domain/topology.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import type { ApplicationHost } from './application-host.ts';
import type { Authority } from './certificates.ts';
import type { RehearsedDatabaseHost } from './database-host.ts';
import { type DirectWrite, writeDirectly } from './direct-client.ts';
import type { DatabaseHost, Estate } from './estate.ts';
import type { Passwords } from './passwords.ts';
import { PaymentsLoad } from './payments-load.ts';
import { paymentsInCopy } from './payments-on-disk.ts';
import { APPLICATION_ROLE } from './server-settings.ts';
import type { ServerUser } from './server-user.ts';

export type RunningEstateOptions = {
  plan: Plan;
  folder: string;
  programs: string;
  user: ServerUser;
  hosts: readonly RehearsedDatabaseHost[];
  application: ApplicationHost;
  passwords: Passwords;
  authority: Authority;
  /** Seconds by which the clocks of hosts are ahead. */
  clocksAhead: Readonly<Record<string, number>>;
};

type Accepted = { number: number; acceptedAt: number };
const ACCEPTED = 'select number::float8 as number, (extract(epoch from accepted_at) * 1000)::float8 as "acceptedAt" from payments';
const LOOK_MILLISECONDS = 200;

/** An estate after its start: hosts, application and load. */
export class RunningEstate implements Estate {
  readonly load: PaymentsLoad;
  readonly secrets: readonly string[];
  readonly #options: RunningEstateOptions;
  #directWrites = 0;

  constructor(options: RunningEstateOptions) {
    this.#options = options;
    this.secrets = Object.values(options.passwords);
    this.load = new PaymentsLoad({ host: options.application.address, port: options.application.port });
  }

  hosts(): DatabaseHost[] {
    return [...this.#options.hosts];
  }

  host(node: string): RehearsedDatabaseHost {
    const host = this.#options.hosts.find((one) => one.node === node);
    if (!host) throw new RangeError(`no host ${node}; the estate has ${this.#options.hosts.map((one) => one.node).join(', ')}`);
    return host;
  }

  cut(sources: string[] | undefined, node: string): void {
    const host = this.host(node);
    host.relay.cut(sources);
    host.host.say('network', `nothing passes any more from ${sources?.join(', ') ?? 'anybody'}`);
  }

  restore(node: string): void {
    const host = this.host(node);
    void host.relay.restore();
    host.host.say('network', 'is restored');
  }

  async primary(): Promise<RehearsedDatabaseHost> {
    const looks = await Promise.all(this.#options.hosts.map(async (host) => ((await isPrimary(host)) ? [host] : [])));
    const [primary, ...more] = looks.flat();
    if (!primary || more.length > 0)
      throw new Error(
        `nodes that are not in recovery: ${
          looks
            .flat()
            .map((host) => host.node)
            .join(', ') || 'none'
        }; required exactly one`,
      );
    return primary;
  }

  async writeDirectly(node: string): Promise<DirectWrite> {
    const { plan, passwords, authority } = this.#options;
    const { name: database, port, nodes, tls } = plan.database;
    const target = nodes.find((one) => one.id === this.host(node).node);
    if (target === undefined) throw new RangeError(`no node ${node} in the plan`);
    const ca = tls.mode === 'disable' ? undefined : authority.pem;
    const client = { node: target, port, database, user: APPLICATION_ROLE, password: passwords.application, ca };
    this.#directWrites += 1;
    const at = new Date().toISOString();
    // Negative: never mistaken for a payment of the clients who follow the name.
    return { at, node, ...(await writeDirectly(client, -this.#directWrites)) };
  }

  async payments(node: string): Promise<Set<number>> {
    const rows = await this.host(node).query<Accepted>(ACCEPTED);
    return new Set(rows.map((row) => row.number));
  }

  async paymentsOnDisk(node: string): Promise<Accepted[]> {
    const { folder, programs, user, plan, clocksAhead } = this.#options;
    const host = this.host(node);
    const copy = { folder, programs, user, data: host.data, node, database: plan.database.name, sql: ACCEPTED };
    const rows = host.serverRunning() ? await host.query<Accepted>(ACCEPTED) : await paymentsInCopy<Accepted>(copy);
    const ahead = (clocksAhead[node] ?? 0) * 1_000;
    return rows.map((row) => ({ ...row, acceptedAt: row.acceptedAt - ahead }));
  }

  async ready(deadlineSeconds: number): Promise<void> {
    const deadline = Date.now() + deadlineSeconds * 1_000;
    for (;;) {
      const obstacle = await this.#obstacle().catch((error) => String(error));
      if (obstacle === undefined) return;
      if (Date.now() > deadline) throw new Error(`the estate is not ready after ${deadlineSeconds} s: ${obstacle}`);
      await pause(LOOK_MILLISECONDS);
    }
  }

  /** Why the estate is not as the plan wants it, or nothing. */
  async #obstacle(): Promise<string | undefined> {
    const { plan } = this.#options;
    const primary = await this.primary();
    const followers = await primary.query<{ name: string; state: string; sync: string }>(
      'select application_name as name, state, sync_state as sync from pg_stat_replication',
    );
    const streaming = followers.filter((one) => one.state === 'streaming');
    const missing = plan.database.nodes.filter(
      (node) => node.id !== primary.node && !streaming.some((one) => nodeByStandbyName(plan, one.name)?.id === node.id),
    );
    if (missing.length > 0) return `${missing.map((node) => node.id).join(', ')} do not stream from ${primary.node}`;
    const quorum = streaming.filter((one) => one.sync === 'quorum' || one.sync === 'sync').length;
    const members = plannedQuorumMembers(plan, primary.node).length;
    const required = plan.database.synchronous.method === 'any' ? members : plan.database.synchronous.count;
    return quorum >= required ? undefined : `${quorum} standbys are in the quorum; required ${required}`;
  }

  async stop(): Promise<void> {
    const { hosts, application } = this.#options;
    await Promise.all([application.powerOff(), ...hosts.map((host) => host.stop())]);
    await this.load.stop();
  }
}

async function isPrimary(host: RehearsedDatabaseHost): Promise<boolean> {
  if (!host.serverRunning()) return false;
  const [row] = await host.query<{ recovery: boolean }>('select pg_is_in_recovery() as recovery').catch(() => []);
  return row?.recovery === false;
}
