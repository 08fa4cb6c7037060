import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandAnswer } from './host-control.ts';

/** What systemd needs of the one service it manages here. */
export type Service = {
  /** Process id while it runs. */
  mainPid(): number | undefined;
  processes(): number[];
  /** Starts it; resolves when it is ready, as with `Type=notify`; rejects when it ends before. */
  start(): Promise<void>;
  signal(pids: readonly number[], signal: NodeJS.Signals): void;
  /** Resolves when no process of it is left. */
  gone(): Promise<void>;
};

export type UnitState = 'inactive' | 'activating' | 'active' | 'deactivating' | 'failed';

/**
 * The part of systemd that the host programs use, for one unit: its state, its drop-ins (in force only after `daemon-reload`), and the
 * ExecStartPre of those before a start. It restarts nothing by itself; whoever wants a restart starts the unit.
 */
export class Systemd {
  readonly unit: string;
  readonly #service: Service;
  readonly #directory: string;
  readonly #environment: () => NodeJS.ProcessEnv;
  readonly #say: (text: string) => void;
  #state: UnitState = 'inactive';
  #execStartPre: string[] = [];

  constructor(options: { unit: string; service: Service; directory: string; environment(): NodeJS.ProcessEnv; say(text: string): void }) {
    this.unit = options.unit;
    this.#service = options.service;
    this.#directory = options.directory;
    this.#environment = options.environment;
    this.#say = options.say;
  }

  /** The service's main process ended by itself or by a signal that nobody here sent for a stop. */
  mainProcessEnded(clean: boolean): void {
    this.#state = clean || this.#state === 'deactivating' ? 'inactive' : 'failed';
  }

  /** The host boots: drop-ins on its disk are in force, and the unit starts because it is enabled. */
  async boot(): Promise<CommandAnswer> {
    this.#reload();
    return this.start();
  }

  readonly systemctl = async (args: string[]): Promise<CommandAnswer> => {
    const options = args.filter((arg) => arg.startsWith('-'));
    const [verb = '', unit] = args.filter((arg) => !arg.startsWith('-'));
    if (verb === 'daemon-reload') return this.#reload();
    if (!['show', 'is-active', 'start', 'stop', 'kill'].includes(verb)) throw new Error('not a command of this rehearsal host');
    if (unit !== this.unit) return this.#unknownUnit(verb, unit, options);
    if (verb === 'show') return this.#show(options);
    if (verb === 'is-active') return { status: this.#state === 'active' ? 0 : 3, stdout: this.#state };
    if (verb === 'start') return this.start();
    return verb === 'stop' ? this.#stop(options) : this.#kill(options);
  };

  /** Start guard and other ExecStartPre first; the first that fails prevents the start. */
  async start(): Promise<CommandAnswer> {
    if (this.#service.mainPid() !== undefined) return { status: 0 };
    this.#state = 'activating';
    for (const command of this.#execStartPre) {
      const { status, output } = await run(command, this.#environment());
      this.#say(output);
      if (status !== 0) return this.#startFailed(output);
    }
    try {
      await this.#service.start();
    } catch (error) {
      return this.#startFailed(error instanceof Error ? error.message : String(error));
    }
    this.#state = 'active';
    return { status: 0 };
  }

  #startFailed(why: string): CommandAnswer {
    this.#state = 'failed';
    return { status: 1, stderr: `Job for ${this.unit} failed because the control process exited with error code.\n${why}` };
  }

  async #stop(options: string[]): Promise<CommandAnswer> {
    const pid = this.#service.mainPid();
    if (pid === undefined) {
      if (this.#state !== 'failed') this.#state = 'inactive';
      return { status: 0 };
    }
    this.#state = 'deactivating';
    this.#service.signal([pid], 'SIGINT');
    if (!options.includes('--no-block')) await this.#service.gone();
    return { status: 0 };
  }

  #kill(options: string[]): CommandAnswer {
    const main = this.#service.mainPid();
    if (main === undefined) return { status: 1, stderr: `Failed to kill unit ${this.unit}: No main process to kill` };
    const signal = (optionValue(options, '--signal') ?? 'SIGTERM') as NodeJS.Signals;
    const whom = optionValue(options, '--kill-whom') ?? optionValue(options, '--kill-who') ?? 'all';
    this.#service.signal(whom === 'main' ? [main] : this.#service.processes(), signal);
    return { status: 0 };
  }

  #show(options: string[]): CommandAnswer {
    if (!options.includes('--value')) throw new Error('show is implemented with --value only');
    const property = optionValue(options, '--property');
    if (property === 'MainPID') return { status: 0, stdout: String(this.#service.mainPid() ?? 0) };
    if (property === 'Environment') return { status: 0, stdout: '' };
    if (property === 'ExecStartPre') return { status: 0, stdout: this.#execStartPre.map(loaded).join('\n') };
    throw new Error(`property ${property} is not implemented`);
  }

  #unknownUnit(verb: string, unit: string | undefined, options: string[]): CommandAnswer {
    if (verb === 'show' && optionValue(options, '--property') === 'MainPID') return { status: 0, stdout: '0' };
    if (verb === 'is-active') return { status: 3, stdout: 'inactive' };
    return { status: 5, stderr: `Failed to ${verb} ${unit ?? 'nothing'}: Unit ${unit ?? ''} not found.` };
  }

  #reload(): CommandAnswer {
    const folder = join(this.#directory, `${this.unit}.d`);
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.conf')) : [];
    const lines = files.sort().flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
    this.#execStartPre = lines.flatMap((line) => (line.startsWith('ExecStartPre=') ? [line.slice('ExecStartPre='.length)] : []));
    return { status: 0 };
  }
}

/** A command as `systemctl show` prints one that never ran. */
const loaded = (command: string) =>
  `{ path=${command} ; argv[]=${command} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }`;

function optionValue(options: string[], name: string): string | undefined {
  return options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
}

function run(command: string, env: NodeJS.ProcessEnv): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('/bin/bash', ['-c', command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.on('close', (status) => resolve({ status: status ?? 1, output: output.trim() }));
  });
}
