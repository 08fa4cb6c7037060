/**
 * What the rehearsed cloud sleeps by. The real clock is the computer's; the fast one jumps over the time in which nothing works
 * (`fast-clock.ts`), so that hours of waiting are rehearsed in seconds. All times are milliseconds since epoch.
 */
export interface LabClock {
  readonly name: 'real' | 'fast';
  now(): number;
  /** How far `now` is ahead of the computer's own clock, milliseconds; 0 on the real one. */
  ahead(): number;
  /** Rejects with the signal's reason when it is aborted; nothing of the sleep is left then. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Runs at a moment unless stopped before. What answers `false` says that nothing came of it: the fast clock then need not wait for its effects. */
  at(moment: number, run: () => unknown): () => void;
  /** Runs again and again, first after one period. */
  every(milliseconds: number, run: () => unknown): () => void;
  /** Work during which no time may be jumped over. */
  busy<T>(work: () => Promise<T>): Promise<T>;
}

/** Longest time a timer of Node can be set to; it fires at once for a longer one. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The computer's clock. */
export const REAL_CLOCK: LabClock = {
  name: 'real',
  now: () => Date.now(),
  ahead: () => 0,
  sleep: (milliseconds, signal) => sleepUntil(REAL_CLOCK, Date.now() + milliseconds, signal),
  at: (moment, run) => {
    const timer = setTimeout(run, Math.min(Math.max(0, moment - Date.now()), LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
  every: (milliseconds, run) => {
    const timer = setInterval(run, milliseconds);
    return () => clearInterval(timer);
  },
  busy: (work) => work(),
};

/** A sleep on any clock, as a promise. */
export function sleepUntil(clock: Pick<LabClock, 'at'>, moment: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const wake = clock.at(moment, () => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    });
    const giveUp = () => {
      wake();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
