import type { NodeObservation } from '../../../lambdas/domain/observation.ts';
import { DependencyUnavailable } from '../../../lambdas/errors.ts';
import type { Clock } from '../../../lambdas/ports/clock.ts';
import type { Ports } from '../../../lambdas/ports/ports.ts';
import { dead, START } from './builders.ts';

/** Time that passes only when somebody sleeps (or when a test says so). */
export class FakeClock implements Clock {
  millis = Date.parse(START);
  readonly slept: number[] = [];
  now(): Date {
    return new Date(this.millis);
  }
  async sleep(seconds: number): Promise<void> {
    this.slept.push(seconds);
    this.millis += seconds * 1000;
  }
}

/** Answers of a port method in order, the last one for ever; an Error is thrown. */
export type Script<T> = (T | Error)[];

export type Call = { to: string; with: unknown[] };

type PortMethod = Exclude<{ [P in keyof Ports]: Ports[P] extends string ? never : `${P}.${keyof Ports[P] & string}` }[keyof Ports], never>;

/** Seconds of one attempt used up whole (lambdas/adapters/aws/clients.ts). */
const AWS_CALL = 3;
/** A swap lists, waits three times because Route 53 throttles, and changes. */
const SWAP = 2 * AWS_CALL + 1.5;

/** A world whose every answer is scripted and whose every call is written down. Unscripted = the test forgot something: it throws. */
export class World {
  readonly calls: Call[] = [];
  readonly clock = new FakeClock();
  /** What each node shows, look after look; a node without script is dead. */
  readonly nodes: Record<string, NodeObservation[]> = {};
  /** Every call takes as long as it may: its deadline, or one attempt of an AWS call. Calls made together take the time of one. */
  slow = false;
  readonly #scripts: Partial<Record<PortMethod, Script<unknown>>> = {};
  region = 'eu-west-3';

  constructor() {
    this.answer('incidents.assertOwner', {});
    this.answer('incidents.promoting', undefined);
    this.answer('incidents.relieving', undefined);
    this.answer('incidents.extend', undefined);
    this.answer('incidents.append', undefined);
    this.answer('bell.ring', 'nobody');
    this.answer('control.commitLocally', undefined);
    this.answer('heartbeats.see', undefined);
    this.answer('heartbeats.sights', []);
  }

  answer(method: PortMethod, ...script: Script<unknown>): this {
    this.#scripts[method] = script;
    return this;
  }

  see(...observations: NodeObservation[]): this {
    for (const one of observations) this.nodes[one.node] = [...(this.nodes[one.node] ?? []), one];
    return this;
  }

  /** Names of the calls, looks left out. */
  get effects(): string[] {
    const looks =
      /^(probe\.(observe|followers|clientsOf|leftTimelineAt|relationNames)|incidents\.append|record\.read|resolver\.|heartbeats\.(newest|see|sights)|instances\.state|health\.|links\.)/;
    return this.calls.map((call) => call.to).filter((to) => !looks.test(to));
  }

  callsTo(method: PortMethod): unknown[][] {
    return this.calls.filter((call) => call.to === method).map((call) => call.with);
  }

  #next(method: PortMethod): unknown {
    const script = this.#scripts[method];
    if (script === undefined) throw new Error(`${method} was called, but the test gave it no answer`);
    const answer = script.length > 1 ? script.shift() : script[0];
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async #takeTime(deadline: unknown): Promise<void> {
    const until = this.clock.millis + (typeof deadline === 'number' ? deadline : AWS_CALL) * 1000;
    await Promise.resolve();
    this.clock.millis = Math.max(this.clock.millis, until);
  }

  #observe(node: string): NodeObservation {
    const looks = this.nodes[node] ?? [dead(node)];
    return (looks.length > 1 ? looks.shift() : looks[0]) as NodeObservation;
  }

  /** Every port, hand-wired to scripts through one recorder. */
  get ports(): Ports {
    const port = (name: string) =>
      new Proxy({} as Record<string, unknown>, {
        get: (_, method) => {
          if (typeof method !== 'string' || method === 'then') return undefined;
          return async (...args: unknown[]) => {
            const to = `${name}.${method}` as PortMethod;
            this.calls.push({ to, with: args });
            if (this.slow) await this.#takeTime(to === 'record.compareAndSwap' ? SWAP : args.at(-1));
            return to === 'probe.observe' ? this.#observe((args[0] as { id: string }).id) : this.#next(to);
          };
        },
      });
    const named = Object.fromEntries(
      [
        'probe',
        'control',
        'hosts',
        'instances',
        'record',
        'resolver',
        'incidents',
        'decisions',
        'callback',
        'heartbeats',
        'notifier',
        'reports',
        'health',
        'alarm',
        'metrics',
        'timeline',
        'bell',
        'links',
        'linkCheck',
        'linkUses',
        'statusPage',
        'documents',
        'history',
        'dependencies',
        'switches',
      ].map((name) => [name, port(name)]),
    );
    return { ...named, region: this.region, clock: this.clock, outagesOf: () => named.incidents } as unknown as Ports;
  }
}

export const unavailable = (what: string) => new DependencyUnavailable(`${what} does not answer`);
