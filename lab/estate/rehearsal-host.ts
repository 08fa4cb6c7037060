import type { ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kill, processesWith, spawnRegistered } from '../processes.ts';
import type { EstateEvent, Happening } from './estate.ts';
import { type HostCommand, HostControl, STAND_IN } from './host-control.ts';

export type HostOptions = {
  /** Rehearsal folder. */
  folder: string;
  /** Node id or manager id; unique in the estate. */
  id: string;
  address: string;
  instance: string;
  /** Endpoint of its region, which its agent polls. */
  endpoint: string;
  /** Commands of its operating system: systemctl, docker, getent. */
  commands: Readonly<Record<string, HostCommand>>;
  onEvent(event: EstateEvent): void;
};

/** Tells a host's processes from those of other hosts. */
const HOST_MARK = 'REPRISE_REHEARSAL_HOST';

/** One rehearsal host: own loopback address, folder, operating-system commands and agent process. Shares nothing with the others but the network. */
export class RehearsalHost {
  readonly folder: string;
  readonly #options: HostOptions;
  readonly #control: HostControl;
  #environment: NodeJS.ProcessEnv = {};

  constructor(options: HostOptions) {
    this.#options = options;
    this.folder = join(options.folder, 'hosts', options.id);
    this.#control = new HostControl(options.commands, (operation, reason) => this.#refused(operation, reason));
    mkdirSync(this.folder, { recursive: true });
    chmodSync(this.folder, 0o711);
  }

  /** Environment of everything that runs on this host: its own commands come first in PATH, its own folders stand for those of the system. */
  get environment(): NodeJS.ProcessEnv {
    return this.#environment;
  }

  get systemdDirectory(): string {
    return join(this.folder, 'etc/systemd/system');
  }

  async boot(): Promise<void> {
    const port = await this.#control.start(this.#options.address);
    const commands = join(this.folder, 'bin');
    const temporary = join(this.folder, 'tmp');
    for (const folder of [commands, temporary]) mkdirSync(folder, { recursive: true });
    for (const name of Object.keys(this.#options.commands)) writeFileSync(join(commands, name), STAND_IN, { mode: 0o755 });
    this.#environment = {
      PATH: `${commands}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: this.folder,
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      [HOST_MARK]: this.folder,
      REPRISE_HOST_ADDRESS: this.#options.address,
      REPRISE_HOST_PORT: String(port),
      REPRISE_STATE_DIRECTORY: join(this.folder, 'var/lib/reprise'),
      REPRISE_CONFIG_DIRECTORY: join(this.folder, 'etc/reprise'),
      REPRISE_PROGRAM_DIRECTORY: join(this.folder, 'usr/local/lib/reprise'),
      REPRISE_SYSTEMD_DIRECTORY: this.systemdDirectory,
    };
    this.run(process.execPath, [join(import.meta.dirname, 'host-agent.ts')], 'agent.log', {
      REPRISE_AGENT: JSON.stringify({
        endpoint: this.#options.endpoint,
        instance: this.#options.instance,
        folder: join(this.folder, 'commands'),
      }),
    });
  }

  /** Starts a process on this host; its output goes to a log in the host's folder. */
  run(
    command: string,
    args: string[],
    log: string,
    environment: NodeJS.ProcessEnv = {},
    user?: { uid: number; gid: number },
  ): ChildProcess {
    const output = openSync(join(this.folder, log), 'a');
    const env = { ...this.#environment, ...environment };
    const child = spawnRegistered(this.#options.folder, command, args, {
      cwd: this.folder,
      env,
      stdio: ['ignore', output, output],
      ...user,
    });
    closeSync(output);
    return child;
  }

  /** Ends the agent and everything that runs on the host; resolves when nothing of it is left. */
  async powerOff(): Promise<void> {
    this.#control.stop();
    for (let left = this.#processes(); left.length > 0; left = this.#processes()) {
      for (const pid of left) kill(pid, 'SIGKILL');
      await pause(10);
    }
  }

  #processes(): number[] {
    return processesWith(HOST_MARK, this.folder);
  }

  /** What a host of the rehearsal does not have is refused as loudly as what the local AWS does not have. */
  #refused(operation: string, reason: string): void {
    this.#options.onEvent({ at: new Date().toISOString(), kind: 'refused', service: `host ${this.#options.id}`, operation, reason });
  }

  say(kind: Happening['kind'], text: string): void {
    this.#options.onEvent({ at: new Date().toISOString(), kind, node: this.#options.id, text });
  }
}
