import type { Load } from './estate/estate.ts';

/** Milliseconds between two looks at the ledger: the first write after a silence is said when it happens, not a second later. */
const LOOK = 100;
/** Milliseconds without an acknowledgement after which writes count as stopped. */
const SILENCE = 1_000;
/** Looks between two lines while nothing changes. */
const REMIND = 50;

/** Says how many writes per second are acknowledged: when they stop, when they come back, and every few seconds between. */
export class WriteRate {
  readonly #load: Load;
  readonly #say: (text: string) => void;
  #timer: NodeJS.Timeout | undefined;
  /** `undefined` until the first acknowledgement: what has not begun has not stopped. */
  #flowing: boolean | undefined;
  #looks = 0;
  /** Last acknowledgement that was seen; milliseconds since epoch. */
  #last: number | undefined;

  constructor(load: Load, say: (text: string) => void) {
    this.#load = load;
    this.#say = say;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const acknowledged = this.#load.ledger().flatMap((entry) => (entry.acknowledgedAt === undefined ? [] : [entry.acknowledgedAt]));
    if (acknowledged.length === 0) return;
    const newest = acknowledged.reduce((one, other) => Math.max(one, other));
    const flowing = Date.now() - newest < SILENCE;
    this.#looks += 1;
    if (flowing && this.#flowing === false) this.#say(`WRITES ARE BACK, the first after ${this.#silence(acknowledged)} s of silence`);
    else if (!flowing && this.#flowing) this.#say(`WRITES STOPPED, none was acknowledged for ${SILENCE / 1_000} s`);
    else if (this.#flowing === undefined) this.#say('the first writes are acknowledged');
    else if (this.#looks % REMIND === 0) this.#say(`${this.#load.writesPerSecond()}/s acknowledged`);
    if (flowing || this.#flowing) this.#last = newest;
    this.#flowing = flowing;
  }

  /** Seconds between the last acknowledgement before the silence and the first one after it. */
  #silence(acknowledged: number[]): string {
    const last = this.#last ?? 0;
    const first = acknowledged.filter((at) => at > last).reduce((one, other) => Math.min(one, other));
    return ((first - last) / 1_000).toFixed(1);
  }
}
