import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { kill, spawnRegistered } from '../../processes.ts';
import type { FunctionError, Invocation, RuntimeMessage } from './messages.ts';
import { nodeForFunctions } from './node-version.ts';

export type EnvironmentOptions = {
  folder: string;
  variables: Record<string, string>;
  onLog(line: string): void;
};

/** What an invocation came to. `result` is JSON text. */
export type Outcome = { kind: 'result'; result: string } | { kind: 'error' | 'timed-out'; error: FunctionError };

/** Lambda's own limit for loading a function. */
const INIT_MILLISECONDS = 10_000;
const MODULES = join(import.meta.dirname, '..');

/** The runtime's modules as plain JavaScript in the rehearsal's folder: dozens of environments need not each take the types out again. */
function plainModule(folder: string, name: string): string {
  const file = join(folder, `${name}.mjs`);
  if (!existsSync(file)) writeFileSync(file, stripTypeScriptTypes(readFileSync(join(MODULES, `${name}.ts`), 'utf8')));
  return file;
}

/**
 * One execution environment of a function: a process that answers one invocation at a time and is frozen in between, as Lambda freezes it.
 * Work that a handler leaves running after its answer therefore does not go on unseen.
 */
export class Environment {
  readonly #child: ChildProcess;
  readonly #ready: Promise<Outcome | undefined>;
  #settle: ((outcome: Outcome) => void) | undefined;
  #ended = false;

  constructor({ folder, variables, onLog }: EnvironmentOptions) {
    const args = ['--import', plainModule(folder, 'function-network'), plainModule(folder, 'function-runtime')];
    this.#child = spawnRegistered(folder, nodeForFunctions(), args, {
      cwd: folder,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) if (stream) createInterface({ input: stream }).on('line', onLog);
    this.#ready = this.#initialised();
    this.#child.on('message', (message: RuntimeMessage) => this.#hear(message));
    this.#child.on('error', (error) => this.#die(`${error.name}: ${error.message}`));
    this.#child.on('exit', (code, signal) => this.#die(signal ? `signal: ${signal}` : `exit status ${code}`));
  }

  get alive(): boolean {
    return !this.#ended;
  }

  /** Resolves when the handler is loaded, or will never be. */
  get initialised(): Promise<unknown> {
    return this.#ready;
  }

  async invoke(invocation: Invocation): Promise<Outcome> {
    this.#signal('SIGCONT');
    const broken = await this.#ready;
    if (broken) return broken;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#settle = resolve;
    const timer = setTimeout(() => resolve(timedOut(invocation)), invocation.timeoutMilliseconds);
    if (this.#ended) resolve(exited(invocation.requestId, 'gone before the invocation'));
    else this.#child.send(invocation, (error) => error && this.#die(error.message));
    const outcome = await promise;
    clearTimeout(timer);
    this.#settle = undefined;
    // An error of the runtime itself (an unhandled rejection) ends the environment; it is never used again.
    if (outcome.kind === 'timed-out' || this.#ended || (outcome.kind === 'error' && outcome.error.errorType.startsWith('Runtime.')))
      this.kill();
    else this.#signal('SIGSTOP');
    return outcome;
  }

  kill(): void {
    this.#ended = true;
    // The environment leads its process group; whatever it started ends with it.
    if (this.#child.pid !== undefined && this.#child.exitCode === null) kill(-this.#child.pid, 'SIGKILL');
  }

  #initialised(): Promise<Outcome | undefined> {
    return new Promise((resolve) => {
      const fail = (error: FunctionError) => {
        resolve({ kind: 'error', error });
        this.kill();
      };
      const timer = setTimeout(
        () => fail({ errorType: 'Sandbox.Timedout', errorMessage: `init took longer than ${INIT_MILLISECONDS / 1_000} s`, trace: [] }),
        INIT_MILLISECONDS,
      );
      this.#settle = (outcome) => outcome.kind !== 'result' && fail(outcome.error);
      this.#child.once('message', (message: RuntimeMessage) => {
        clearTimeout(timer);
        if (message.kind === 'init-error') fail(message.error);
        else resolve(undefined);
      });
      this.#child.once('exit', () => clearTimeout(timer));
    });
  }

  #hear(message: RuntimeMessage): void {
    if (message.kind === 'result') this.#settle?.({ kind: 'result', result: message.result });
    if (message.kind === 'error') this.#settle?.({ kind: 'error', error: message.error });
  }

  #die(how: string): void {
    this.#ended = true;
    this.#settle?.(exited('', how));
  }

  #signal(signal: NodeJS.Signals): void {
    if (!this.#ended && this.#child.pid !== undefined) kill(this.#child.pid, signal);
  }
}

function timedOut({ requestId, timeoutMilliseconds }: Invocation): Outcome {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMilliseconds / 1_000).toFixed(2)} seconds`;
  return { kind: 'timed-out', error: { errorType: 'Sandbox.Timedout', errorMessage, trace: [] } };
}

function exited(requestId: string, how: string): Outcome {
  return {
    kind: 'error',
    error: { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${how}`, trace: [] },
  };
}
