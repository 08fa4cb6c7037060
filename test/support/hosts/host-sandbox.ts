import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HOSTS = join(import.meta.dirname, '../../../hosts');
export const UNIT = 'postgresql@16-main.service';

/** A folder that stands for a host: programs of `hosts/` run in it as real processes, with small scripts as systemctl, docker and getent. */
export class HostSandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'reprise-host-'));
  readonly data = join(this.folder, 'data');
  #server: ChildProcess | undefined;

  constructor() {
    for (const folder of ['bin', 'data/pg_wal', 'programs', 'state', 'config', 'systemd'])
      mkdirSync(join(this.folder, folder), { recursive: true });
  }

  /** A process that works in the data directory and calls itself postgres. */
  async startServer(): Promise<number> {
    const program = join(this.folder, 'programs/postgres');
    copyFileSync('/bin/sleep', program);
    this.#server = spawn(program, ['300'], { cwd: this.data, stdio: 'ignore' });
    await new Promise((resolve) => this.#server?.once('spawn', resolve));
    return this.#server.pid ?? 0;
  }

  serverEnded(): Promise<unknown> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => server.once('exit', resolve));
  }

  command(name: string, script: string): void {
    writeFileSync(join(this.folder, 'bin', name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  program(name: string, script: string): void {
    writeFileSync(join(this.folder, 'programs', name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  /** A systemctl that knows one unit, whose process is the server of this sandbox, and that writes down what it was asked. */
  systemctl(onKill = 'kill -KILL "$pid"'): void {
    const pid = this.#server?.pid ?? 0;
    this.command(
      'systemctl',
      `echo "$1 fence=$([ -e "${this.folder}/state/fence" ] && echo yes || echo no)" >>"${this.folder}/asked"
       pid=${pid}
       alive() { [ "$pid" != 0 ] && [ "$(cut -d ' ' -f 3 /proc/$pid/stat 2>/dev/null)" != Z ] && kill -0 "$pid" 2>/dev/null; }
       case $1 in
         show)
           case $* in
             *ExecStartPre*)
               [ -e "${this.folder}/loaded" ] && echo "{ path=${this.folder}/installed/start-guard ; argv[]=${this.folder}/installed/start-guard ; ignore_errors=no ; pid=0 }" ;;
             *) alive && echo "$pid" || echo 0 ;;
           esac ;;
         is-active) alive && { echo active; exit 0; }; echo failed; exit 3 ;;
         kill) alive || exit 1; ${onKill} ;;
         stop) ;;
         daemon-reload) ls "${this.folder}"/systemd/*.d/reprise-start-guard.conf >/dev/null 2>&1 && touch "${this.folder}/loaded"; true ;;
         *) exit 1 ;;
       esac`,
    );
  }

  /** The start guard's configuration, and the guard in force unless systemd never loaded it. */
  guard(values: Record<string, string> = {}, { loaded = true } = {}): void {
    mkdirSync(join(this.folder, 'installed'), { recursive: true });
    writeFileSync(join(this.folder, 'installed/start-guard'), '#!/bin/bash\n', { mode: 0o755 });
    if (loaded) writeFileSync(join(this.folder, 'loaded'), '');
    const all = {
      node: 'db-1',
      address: '10.20.1.11',
      writer: 'primary.db.internal',
      unit: UNIT,
      port: '5432',
      data: this.data,
      ...values,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(this.folder, 'config/start-guard.conf'), lines.join(''));
  }

  /** Another host program holds the lock for longer than anybody waits. */
  lockedByAnother(): void {
    this.command('flock', '[ "$*" = "--wait 5 9" ] && exit 1');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): string | undefined {
    const path = join(this.folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  /** Runs a program; its last line is its report. */
  run(program: string, args: Record<string, string> = {}): { status: number | null; report: Record<string, unknown>; stderr: string } {
    const words = Object.entries(args).map(([name, value]) => `${name}=${value}`);
    const run = spawnSync('bash', [join(HOSTS, `${program}.sh`), ...words], {
      encoding: 'utf8',
      cwd: '/',
      env: {
        PATH: `${this.folder}/bin:${process.env.PATH}`,
        REPRISE_STATE_DIRECTORY: join(this.folder, 'state'),
        REPRISE_CONFIG_DIRECTORY: join(this.folder, 'config'),
        REPRISE_PROGRAM_DIRECTORY: join(this.folder, 'installed'),
        REPRISE_LOOKUP_SECONDS: '2',
        REPRISE_SYSTEMD_DIRECTORY: join(this.folder, 'systemd'),
      },
    });
    const lines = run.stdout.trim().split('\n');
    return { status: run.status, report: JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>, stderr: run.stderr };
  }

  async remove(): Promise<void> {
    this.#server?.kill('SIGKILL');
    await this.serverEnded();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
