import type { ServiceContext } from '../service.ts';
import type { Program } from './document-parameters.ts';
import { type HostReport, Invocation } from './invocation.ts';

export type ChannelOptions = {
  /** How long a poll is kept open when there is nothing to do. */
  pollMilliseconds: number;
  /** From a command to its start on a host whose agent asks. @default 0 */
  deliveryMilliseconds?: number;
  /** From an agent's report to the status that is seen. @default 0 */
  resultMilliseconds?: number;
};

/**
 * How Run Command can fail a program that is well. `result-lost`: the agent runs it, and SSM says that its time ran out ("Execution Timed
 * Out"). `undeliverable`: SSM gives up before any agent has seen it ("Undeliverable").
 */
export type Breakage = 'result-lost' | 'undeliverable';

/**
 * The way from SSM to the agents of the hosts. An instance is managed once its agent has polled, as an agent registers itself with SSM;
 * a host that is gone just does not poll any more.
 */
export class HostChannel {
  readonly #context: ServiceContext;
  readonly #invocations: Invocation[] = [];
  readonly #managed = new Set<string>();
  readonly #breakage = new Map<string, Breakage>();
  readonly #waiting = new Set<() => void>();
  readonly #pollMilliseconds: number;
  readonly #deliveryMilliseconds: number;
  readonly #resultMilliseconds: number;
  readonly #results = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(context: ServiceContext, { pollMilliseconds, deliveryMilliseconds = 0, resultMilliseconds = 0 }: ChannelOptions) {
    this.#context = context;
    this.#pollMilliseconds = pollMilliseconds;
    this.#deliveryMilliseconds = deliveryMilliseconds;
    this.#resultMilliseconds = resultMilliseconds;
  }

  /** From now on commands of this document fare like this, on every host. */
  break(document: string, how: Breakage): void {
    this.#breakage.set(document, how);
  }

  isManaged(instance: string): boolean {
    return this.#managed.has(instance);
  }

  send(target: { instance: string; commandId?: string }, program: Program, deliveryTimeoutSeconds: number): Invocation {
    const invocation = new Invocation(target, program, deliveryTimeoutSeconds, (changed) => this.#tell(changed));
    this.#invocations.push(invocation);
    if (this.#breakage.get(program.document) === 'undeliverable') invocation.refuseDelivery();
    this.#wake();
    return invocation;
  }

  find(commandId: string, instance?: string): Invocation[] {
    return this.#invocations.filter((one) => one.commandId === commandId && (instance === undefined || one.instance === instance));
  }

  /** Next command of an instance, oldest first; `undefined` after a while without one. */
  async poll(instance: string): Promise<(Program & { commandId: string }) | undefined> {
    this.#managed.add(instance);
    const deadline = Date.now() + this.#pollMilliseconds;
    for (;;) {
      const next = this.#invocations.find((one) => one.instance === instance && one.status === 'Pending');
      const under = next === undefined ? Number.POSITIVE_INFINITY : next.requestedAt.getTime() + this.#deliveryMilliseconds - Date.now();
      if (next && under <= 0) return next.deliver();
      const left = deadline - Date.now();
      if (left <= 0 || this.#stopped) return undefined;
      await this.#woken(Math.min(left, under));
    }
  }

  /** `false`: no such command was given to this instance. */
  report(instance: string, commandId: string, report: HostReport): boolean {
    const [invocation] = this.find(commandId, instance);
    if (invocation === undefined) return false;
    const lost = this.#breakage.get(invocation.program.document) === 'result-lost';
    this.#afterItsWay(() => (lost ? invocation.loseResult(report) : invocation.report(report)));
    return true;
  }

  stop(): void {
    this.#stopped = true;
    for (const invocation of this.#invocations) invocation.stop();
    for (const timer of this.#results) clearTimeout(timer);
    this.#wake();
  }

  #afterItsWay(arrive: () => void): void {
    if (this.#resultMilliseconds === 0) {
      arrive();
      return;
    }
    const timer = setTimeout(() => {
      this.#results.delete(timer);
      arrive();
    }, this.#resultMilliseconds);
    this.#results.add(timer);
  }

  #tell(invocation: Invocation): void {
    const { commandId, program, instance, status, reported: output } = invocation;
    const { region } = this.#context;
    const { document, parameters } = program;
    const change = { region, commandId, document, parameters, instance, status, ...(invocation.final && { output }) };
    this.#context.onEvent({ at: new Date().toISOString(), kind: 'host-command', ...change });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #woken(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
    });
  }
}
