import type { Load } from './estate/estate.ts';

/** Says how many writes per second are acknowledged: when they stop, when they come back, and every few seconds between. */
export class WriteRate {
  readonly #load: Load;
  readonly #say: (text: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #flowing: boolean | undefined;
  #seconds = 0;
  /** Last acknowledgement before the silence; milliseconds since epoch. */
  #last = 0;

  constructor(load: Load, say: (text: string) => void) {
    this.#load = load;
    this.#say = say;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), 1_000);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const rate = this.#load.writesPerSecond();
    const flowing = rate > 0;
    if (flowing !== this.#flowing)
      this.#say(
        flowing
          ? `${rate}/s acknowledged${this.#flowing === false ? `: writes are back, the first after ${this.#silent()} s of silence` : ''}`
          : '0/s: WRITES STOPPED',
      );
    else if (++this.#seconds % 5 === 0) this.#say(`${rate}/s`);
    if (!flowing && this.#flowing) this.#last = Math.max(...this.#acknowledgements());
    this.#flowing = flowing;
  }

  /** Seconds between the last acknowledgement before the silence and the first one after it. */
  #silent(): string {
    const first = Math.min(...this.#acknowledgements().filter((at) => at > this.#last));
    return ((first - this.#last) / 1_000).toFixed(1);
  }

  #acknowledgements(): number[] {
    return this.#load.ledger().flatMap((entry) => (entry.acknowledgedAt === undefined ? [] : [entry.acknowledgedAt]));
  }
}
