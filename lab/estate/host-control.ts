import { createServer, type Server, type Socket } from 'node:net';

/** What a command of a host answers, as the program a shell would have run. */
export type CommandAnswer = { status: number; stdout?: string; stderr?: string };
export type HostCommand = (args: string[]) => Promise<CommandAnswer> | CommandAnswer;

/**
 * What a host's own operating system answers to its programs: `systemctl`, `docker` and `getent` in the host's PATH are small scripts that
 * ask here. Each host has its own, on its own address; a command that is not implemented fails as an unknown command fails.
 */
export class HostControl {
  readonly #commands: Readonly<Record<string, HostCommand>>;
  readonly #server: Server;
  readonly #refused: (operation: string, reason: string) => void;

  constructor(commands: Readonly<Record<string, HostCommand>>, refused: (operation: string, reason: string) => void) {
    this.#commands = commands;
    this.#refused = refused;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
  }

  /** @returns the port it listens on */
  async start(address: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, address, resolve);
    });
    const own = this.#server.address();
    return typeof own === 'object' && own !== null ? own.port : 0;
  }

  stop(): void {
    this.#server.close();
  }

  /** One command per connection: its words, one per line, ended by an empty line. The answer: status, then what goes to stdout or stderr. */
  #serve(socket: Socket): void {
    let received = '';
    let complete = false;
    socket.on('error', () => undefined);
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      received += chunk;
      if (complete || !received.endsWith('\n\n')) return;
      complete = true;
      const [name = '', ...args] = received.trimEnd().split('\n');
      void this.#answer(name, args).then(({ status, stdout, stderr }) => socket.end(`${status}\n${stdout ?? stderr ?? ''}`));
    });
  }

  async #answer(name: string, args: string[]): Promise<CommandAnswer> {
    try {
      const command = this.#commands[name];
      if (!command) return this.#refuse(name, args, 'command not found', 127);
      return await command(args);
    } catch (error) {
      return this.#refuse(name, args, error instanceof Error ? error.message : String(error), 1);
    }
  }

  #refuse(name: string, args: string[], why: string, status: number): CommandAnswer {
    this.#refused(`${name} ${args.join(' ')}`, why);
    return { status, stderr: `${name}: ${why}: ${args.join(' ')}\n` };
  }
}

/** The script behind every such command; bash reaches the host's control by itself, so nothing needs to be installed. */
export const STAND_IN = `#!/bin/bash
exec 3<>"/dev/tcp/$REPRISE_HOST_ADDRESS/$REPRISE_HOST_PORT" || { echo "\${0##*/}: the host is gone" >&2; exit 1; }
printf '%s\\n' "\${0##*/}" "$@" '' >&3
read -r status <&3 || exit 1
answer=$(cat <&3)
case $status:\${0##*/}:$1 in
  0:* | *:systemctl:is-active) [ -z "$answer" ] || printf '%s\\n' "$answer" ;;
  *) printf '%s\\n' "$answer" >&2 ;;
esac
exit "$status"
`;
