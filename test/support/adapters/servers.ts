import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
const GRANTS = join(ROOT, 'lambdas/adapters/postgres/sql/grants.sql');
const PROGRAMS =
  ['15', '16', '17', '18'].map((version) => `/usr/lib/postgresql/${version}/bin`).find((folder) => existsSync(join(folder, 'initdb'))) ??
  '';

/** PostgreSQL refuses to run as root. */
const asServerUser = (command: string[]): [string, string[]] =>
  process.getuid?.() === 0 ? ['runuser', ['-u', 'postgres', '--', ...command]] : [command[0] ?? '', command.slice(1)];

/** A throw-away PostgreSQL server with an address of its own on the loopback network. */
export type Server = { id: string; address: string; data: string; socket: string };

/** Servers of one test file; everything they leave is in one folder. */
export class Servers {
  readonly port: number;
  readonly folder: string;
  readonly #started: Server[] = [];

  constructor(port: number) {
    this.port = port;
    this.folder = mkdtempSync('/tmp/reprise-adapters-');
    chmodSync(this.folder, 0o777);
  }

  async primary(id: string, address: string, settings: string[] = []): Promise<Server> {
    const server = this.#host(id, address);
    await this.#program('initdb', '-D', server.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync');
    const access = ['local all all trust', 'host replication all all trust', 'host all all all scram-sha-256'];
    writeFileSync(join(server.data, 'pg_hba.conf'), `${access.join('\n')}\n`);
    const own = ['fsync = off', 'wal_level = replica', 'max_connections = 20', "lc_messages = 'C'", ...settings];
    writeFileSync(join(server.data, 'postgresql.conf'), `${own.join('\n')}\n`);
    return this.start(server);
  }

  async standby(id: string, address: string, from: Server): Promise<Server> {
    const server = this.#host(id, address);
    const slot = `reprise_${id.replace('-', '_')}`;
    await this.sql(from, `select pg_create_physical_replication_slot('${slot}', true)`);
    const source = ['-h', from.address, '-p', String(this.port), '-U', 'postgres'];
    await this.#program('pg_basebackup', '-D', server.data, ...source, '-R', '-S', slot, '-c', 'fast', '--no-sync');
    return this.start(server);
  }

  #host(id: string, address: string): Server {
    const socket = join(this.folder, `${id}.socket`);
    mkdirSync(socket);
    chmodSync(socket, 0o777);
    return { id, address, data: join(this.folder, id), socket };
  }

  async start(server: Server): Promise<Server> {
    const listen = `-c listen_addresses=${server.address} -c port=${this.port} -c unix_socket_directories=${server.socket}`;
    const log = join(this.folder, `${server.id}.log`);
    await this.#program('pg_ctl', 'start', '-w', '-D', server.data, '-l', log, '-o', listen).catch((failure: unknown) => {
      throw new Error(`${server.id} did not start: ${readFileSync(log, 'utf8').slice(-2000)}`, { cause: failure });
    });
    if (!this.#started.includes(server)) this.#started.push(server);
    return server;
  }

  async stop(server: Server, ...how: string[]): Promise<void> {
    await this.#program('pg_ctl', 'stop', '-D', server.data, ...(how.length === 0 ? ['-m', 'immediate'] : how));
  }

  /** Administrator over the server's socket. */
  async sql(server: Server, statement: string, database = 'postgres'): Promise<string> {
    const where = ['-h', server.socket, '-p', String(this.port), '-U', 'postgres', '-d', database];
    const { stdout } = await this.#program('psql', ...where, '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement);
    return stdout.trim();
  }

  /** Ends the session that runs a statement with this text. */
  async end(server: Server, text: string): Promise<void> {
    const others = `query like '%${text}%' and pid <> pg_backend_pid()`;
    await this.sql(server, `select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
  }

  /** grants.sql as an administrator runs it. */
  async grant(server: Server, role: string, database: string): Promise<void> {
    const where = ['-h', server.socket, '-p', String(this.port), '-U', 'postgres', '-d', 'postgres'];
    const copy = join(this.folder, 'grants.sql');
    writeFileSync(copy, readFileSync(GRANTS));
    await this.#program('psql', ...where, '-Xq', '-v', `role=${role}`, '-v', `database=${database}`, '-f', copy);
  }

  signal(server: Server, name: NodeJS.Signals): void {
    process.kill(this.#pid(server), name);
  }

  #pid(server: Server): number {
    return Number(readFileSync(join(server.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  log(server: Server): string {
    return readFileSync(join(this.folder, `${server.id}.log`), 'utf8');
  }

  /** A certificate authority, and a certificate of the server for a host name; returns the authority's PEM. */
  async certify(server: Server, host: string): Promise<string> {
    const file = (name: string) => join(server.data, name);
    const request = ['openssl', 'req', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-x509'];
    await this.#asUser([...request, '-subj', '/CN=authority', '-keyout', file('ca.key'), '-out', file('ca.crt')]);
    const signed = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-addext', `subjectAltName=DNS:${host}`];
    await this.#asUser([...request, '-subj', `/CN=${host}`, ...signed, '-keyout', file('server.key'), '-out', file('server.crt')]);
    return readFileSync(file('ca.crt'), 'utf8');
  }

  #program(name: string, ...args: string[]) {
    return this.#asUser([join(PROGRAMS, name), ...args]);
  }

  #asUser(words: string[]) {
    const [command, rest] = asServerUser(words);
    return run(command, rest, { cwd: '/', timeout: 60_000 });
  }

  /** Ends every server that still runs and removes the folder. */
  remove(): void {
    for (const server of this.#started) {
      if (!existsSync(join(server.data, 'postmaster.pid'))) continue;
      process.kill(this.#pid(server), 'SIGCONT');
      const [command, rest] = asServerUser([join(PROGRAMS, 'pg_ctl'), 'stop', '-m', 'immediate', '-D', server.data]);
      spawnSync(command, rest, { cwd: '/' });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
