import { type LabClock, sleepUntil } from './lab-clock.ts';

export type FastClock = LabClock & {
  /** Puts the computer's clock back; whoever still sleeps is never woken. */
  stop(): void;
};

export type FastClockOptions = {
  /** How long nothing may have worked before the clock jumps, in real milliseconds. @default 30 */
  quietMilliseconds?: number;
};

type Sleeper = { moment: number; order: number; run: () => unknown };

/** So many looks in a row, with turns of the event loop between them, must find nobody at work: after a long computation one look says little. */
const LOOKS = 3;

/**
 * Starts a clock that jumps: whenever nothing works, to the moment of the earliest sleeper. From now on `Date` of this process is ahead of the
 * computer by all the jumps; between them it goes at its usual speed. Work it cannot see (a child process, a browser, an HTTP call from
 * outside) has to be run inside `busy`.
 *
 * @throws when one runs already: two would shift `Date` twice
 */
export function startFastClock(options: FastClockOptions = {}): FastClock {
  return new JumpingClock(options.quietMilliseconds ?? 30);
}

class JumpingClock implements FastClock {
  readonly name = 'fast';
  readonly #date: DateConstructor;
  readonly #interval: number;
  readonly #sleepers = new Set<Sleeper>();
  #ahead = 0;
  #order = 0;
  #busy = 0;
  #quietLooks = 0;
  /** Takes the next look back, when one is due. */
  #next: (() => void) | undefined;

  constructor(quietMilliseconds: number) {
    if (MARK in globalThis.Date) throw new Error('a fast clock runs already in this process; required: one at a time, so stop it first');
    this.#date = globalThis.Date;
    this.#interval = quietMilliseconds / LOOKS;
    globalThis.Date = shifted(this.#date, () => this.now());
  }

  now(): number {
    return this.#date.now() + this.#ahead;
  }

  ahead(): number {
    return this.#ahead;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return sleepUntil(this, this.now() + milliseconds, signal);
  }

  at(moment: number, run: () => unknown): () => void {
    const sleeper = { moment, order: this.#order++, run };
    this.#sleepers.add(sleeper);
    this.#quietLooks = 0;
    this.#lookSoon();
    return () => this.#sleepers.delete(sleeper);
  }

  every(milliseconds: number, run: () => unknown): () => void {
    let moment = this.now();
    let stop = () => {};
    const arm = () => {
      moment += milliseconds;
      stop = this.at(moment, () => {
        arm();
        return run();
      });
    };
    arm();
    return () => stop();
  }

  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    this.#quietLooks = 0;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#quietLooks = 0;
    }
  }

  stop(): void {
    this.#next?.();
    this.#sleepers.clear();
    globalThis.Date = this.#date;
  }

  #lookSoon(): void {
    if (this.#next !== undefined || this.#sleepers.size === 0) return;
    const timer = setTimeout(() => this.#look(), this.#interval);
    this.#next = () => clearTimeout(timer);
  }

  #look(): void {
    this.#next = undefined;
    const woke = this.#wake();
    this.#quietLooks = woke || this.#busy > 0 ? 0 : this.#quietLooks + 1;
    if (this.#quietLooks > LOOKS && this.#sleepers.size > 0) this.#jump();
    this.#lookSoon();
  }

  #jump(): void {
    const earliest = Math.min(...[...this.#sleepers].map((one) => one.moment));
    this.#ahead += Math.max(0, earliest - this.now());
    if (this.#wake()) this.#quietLooks = 0;
    else if (this.#sleepers.size > 0) {
      // Nothing came of it (an alarm that looked and saw no change): one turn of the event loop is enough.
      this.#next?.();
      const turn = setImmediate(() => this.#look());
      this.#next = () => clearImmediate(turn);
    }
  }

  /** Runs whoever's moment has come, in order. @returns did anything come of it? */
  #wake(): boolean {
    const due = [...this.#sleepers]
      .filter((one) => one.moment <= this.now())
      .sort((one, other) => one.moment - other.moment || one.order - other.order);
    let effect = false;
    for (const sleeper of due) {
      // Who was woken before it may have stopped it.
      if (!this.#sleepers.delete(sleeper)) continue;
      const looks = this.#quietLooks;
      effect = sleeper.run() !== false || effect;
      this.#quietLooks = looks;
    }
    return effect;
  }
}

const MARK = Symbol.for('reprise.fast-clock');

/** `Date` with another now. Everything else of it is as it was. */
function shifted(date: DateConstructor, now: () => number): DateConstructor {
  const clock: DateConstructor = new Proxy(date, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget === clock ? target : newTarget) as Date,
    apply: () => new date(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    has: (target, key) => key === MARK || Reflect.has(target, key),
  });
  return clock;
}
