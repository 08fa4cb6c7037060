import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { isAlive, kill, processIds, workingFolderOf } from '../processes.ts';
import type { Service } from './systemd.ts';

export type ServerOptions = {
  /** Data directory; every process of the server works in it. */
  data: string;
  socketFolder: string;
  port: number;
  database: string;
  /** Starts `postgres`. */
  spawn(): ChildProcess;
  /** The main process accepts connections (perhaps only to say that it is starting up). */
  onListening(): Promise<void>;
  onEnd(clean: boolean): Promise<void>;
};

const START_PATIENCE_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 20;
/** How long a start-up process is looked for; one that was not seen by then is over. */
const HOLD_MILLISECONDS = 1_500;
const START_ATTEMPTS = 5;
const MISSED = 'the start-up process was over before it could be paused; rehearse again';
const QUERY_PATIENCE_MILLISECONDS = 10_000;

/** The PostgreSQL server of one host: a process tree that can be started, looked at, frozen and killed. */
export class PostgresqlServer implements Service {
  readonly #options: ServerOptions;
  #main: ChildProcess | undefined;
  /** Everybody who has to know that the main process ended knows it. */
  #ended: Promise<void> | undefined;
  #startup: { held: ReturnType<typeof Promise.withResolvers<void>>; pid: number | undefined } | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  mainPid(): number | undefined {
    const pid = this.#main?.pid;
    return pid !== undefined && isAlive(pid) ? pid : undefined;
  }

  processes(): number[] {
    return processIds().filter((pid) => workingFolderOf(pid) === this.#options.data && isAlive(pid));
  }

  signal(pids: readonly number[], signal: NodeJS.Signals): void {
    for (const pid of pids) kill(pid, signal);
  }

  /** Main process first: whoever is left then cannot start new ones. */
  async kill(): Promise<void> {
    const main = this.mainPid();
    if (main !== undefined) kill(main, 'SIGKILL');
    this.signal(this.processes(), 'SIGKILL');
    await this.gone();
    await this.#ended;
  }

  async gone(): Promise<void> {
    while (this.processes().length > 0) await pause(LOOK_MILLISECONDS);
  }

  async start(): Promise<void> {
    const main = await this.#spawnHeld();
    const ended = new Promise<void>((resolve) => {
      main.once('exit', (code) => resolve(this.#options.onEnd(code === 0)));
    });
    this.#ended = ended;
    await this.#socketExists(ended, main);
    await this.#options.onListening();
    if (this.#startup?.pid !== undefined) this.#startup.held.resolve();
    await this.#answers(main);
  }

  /** Recovery of a small server may be over before anybody sees its process: then the server crashes once more, as crashing servers do. */
  async #spawnHeld(): Promise<ChildProcess> {
    for (let attempt = 1; ; attempt += 1) {
      const main = this.#options.spawn();
      this.#main = main;
      if (this.#holdStartup()) return main;
      if (attempt >= START_ATTEMPTS) {
        this.startFailed(new Error(MISSED));
        return main;
      }
      const ended = new Promise((resolve) => main.once('exit', resolve));
      if (main.exitCode !== null || main.signalCode !== null) return main;
      kill(main.pid ?? 0, 'SIGKILL');
      this.signal(this.processes(), 'SIGKILL');
      await ended;
      await this.gone();
    }
  }

  /** Freezes the start-up process, now or as soon as the next start has one: crash recovery then takes until `resumeStartup`. */
  pauseStartup(): Promise<void> {
    this.#startup ??= { held: Promise.withResolvers<void>(), pid: undefined };
    const { held } = this.#startup;
    if (this.mainPid() !== undefined) {
      if (this.#holdStartup()) held.resolve();
      else this.startFailed(new Error(MISSED));
    }
    return held.promise;
  }

  resumeStartup(): void {
    if (this.#startup?.pid !== undefined) kill(this.#startup.pid, 'SIGCONT');
    this.#startup = undefined;
  }

  /** The start that a pause waits for did not come about. */
  startFailed(error: Error): void {
    this.#startup?.held.reject(error);
    this.#startup?.held.promise.catch(() => undefined);
    this.#startup = undefined;
  }

  async query<Row>(sql: string): Promise<Row[]> {
    const { socketFolder: host, port, database } = this.#options;
    const client = new Client({
      host,
      port,
      database,
      user: 'postgres',
      connectionTimeoutMillis: 5_000,
      query_timeout: QUERY_PATIENCE_MILLISECONDS,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /**
   * `true` when nothing is to be held, or it is. Looks without pause, because recovery of a small server is over in a tenth of a second;
   * the event loop stands still for that long.
   */
  #holdStartup(): boolean {
    const startup = this.#startup;
    if (startup === undefined || startup.pid !== undefined) return true;
    const deadline = Date.now() + HOLD_MILLISECONDS;
    while (Date.now() < deadline && this.mainPid() !== undefined) {
      const pid = childrenOf(this.mainPid()).find((one) => titleOf(one).startsWith('postgres: startup'));
      if (pid === undefined) continue;
      kill(pid, 'SIGSTOP');
      startup.pid = pid;
      return true;
    }
    return false;
  }

  async #socketExists(ended: Promise<void>, main: ChildProcess): Promise<void> {
    const socket = join(this.#options.socketFolder, `.s.PGSQL.${this.#options.port}`);
    let over = false;
    void ended.then(() => (over = true));
    while (!existsSync(socket) || !existsSync(`${socket}.lock`) || !lockedBy(`${socket}.lock`, main.pid)) {
      if (over) throw new Error(`the server ended while it started (exit status ${main.exitCode ?? main.signalCode}); see its log`);
      await pause(LOOK_MILLISECONDS);
    }
  }

  async #answers(main: ChildProcess): Promise<void> {
    const deadline = Date.now() + START_PATIENCE_MILLISECONDS;
    for (;;) {
      try {
        await this.query('select 1');
        return;
      } catch (error) {
        if (main.exitCode !== null || main.signalCode !== null) throw new Error('the server ended while it recovered; see its log');
        if (Date.now() > deadline) throw error;
        await pause(LOOK_MILLISECONDS);
      }
    }
  }
}

function lockedBy(file: string, pid: number | undefined): boolean {
  try {
    return Number(readFileSync(file, 'utf8').split('\n')[0]) === pid;
  } catch {
    return false;
  }
}

function childrenOf(pid: number | undefined): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
