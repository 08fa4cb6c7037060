import { randomUUID } from 'node:crypto';
import { type LabClock, REAL_CLOCK } from '../../clock/lab-clock.ts';
import type { CloudEvent } from '../cloud.ts';
import type { BusEvent } from '../service.ts';
import { matchesPattern } from './pattern.ts';
import type { Rule, Target } from './rule.ts';
import { targetInput } from './target-input.ts';

export type EventBusOptions = {
  region: string;
  account: string;
  /** Starts a machine or invokes a function with the input, after checking that the rule may; throws otherwise. */
  deliver(rule: Rule, target: Target, input: unknown): void | Promise<void>;
  onEvent(event: CloudEvent): void;
  /** From an event to its targets. @default 0, which is the next turn of the event loop */
  deliveryMilliseconds?: number;
  /** Of the schedules. @default the computer's */
  clock?: LabClock;
};

/** The default bus of one region with its rules and schedules. */
export class EventBus {
  readonly #options: EventBusOptions;
  readonly #rules: Rule[] = [];
  readonly #events: BusEvent[] = [];
  readonly #schedules: (() => void)[] = [];
  #stopped = false;

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  add(rule: Rule): void {
    this.#rules.push(rule);
  }

  /** Events of the services so far. */
  events(): readonly BusEvent[] {
    return this.#events;
  }

  /** Drill calendars that exist but do not fire in a rehearsal. */
  calendars(): { rule: string; expression: string }[] {
    return this.#rules.flatMap(({ name, schedule }) =>
      schedule?.kind === 'calendar' ? [{ rule: name, expression: schedule.expression }] : [],
    );
  }

  /** Takes an event; the rules see it after the caller went on, as on the real bus. */
  put(event: BusEvent): Promise<void> {
    this.#events.push(event);
    return new Promise((resolve) => {
      const fanOut = () => {
        this.#fanOut(event);
        resolve();
      };
      const { deliveryMilliseconds = 0 } = this.#options;
      if (deliveryMilliseconds > 0) setTimeout(fanOut, deliveryMilliseconds);
      else setImmediate(fanOut);
    });
  }

  /** Rate schedules fire now and then at their period; `only` names those that do. */
  startSchedules(only?: readonly string[]): void {
    const { clock = REAL_CLOCK } = this.#options;
    for (const rule of this.#rules) {
      if (rule.schedule?.kind !== 'rate' || only?.includes(rule.name) === false) continue;
      const fire = () => this.#send(rule, this.#scheduled(rule));
      fire();
      this.#schedules.push(clock.every(rule.schedule.milliseconds, fire));
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const end of this.#schedules.splice(0)) end();
  }

  #fanOut(event: BusEvent): void {
    for (const rule of this.#rules) if (rule.pattern && matchesPattern(rule.pattern, event)) this.#send(rule, event);
  }

  /** A delivery that fails is lost here, as it would end in a dead-letter queue: the report shows it. */
  #send(rule: Rule, event: BusEvent): void {
    if (this.#stopped) return;
    for (const target of rule.targets) void this.#deliver(rule, target, event);
  }

  async #deliver(rule: Rule, target: Target, event: BusEvent): Promise<void> {
    try {
      await this.#options.deliver(rule, target, targetInput(target, event, rule));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const operation = `deliver ${rule.name} to ${target.Arn}`;
      this.#options.onEvent({ at: new Date().toISOString(), kind: 'refused', service: 'events', operation, reason });
    }
  }

  #scheduled(rule: Rule): BusEvent {
    const { region, account } = this.#options;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account,
      time: `${new Date().toISOString().slice(0, 19)}Z`,
      region,
      resources: [rule.arn],
      detail: {},
    };
  }
}
