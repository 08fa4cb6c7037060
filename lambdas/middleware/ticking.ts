import type { Clock } from '../ports/clock.ts';

/** Seconds one invocation ticks: the schedule starts its successor after 60 s, the rest covers a late and cold start. */
export const TICKING = 68;
/** Seconds that must be left before Lambda's time-out for a tick to begin. */
export const ENOUGH = 6;

type Ticking = { every: number; clock: Clock; remainingSeconds: () => number };

/**
 * Ticks until the successor has taken over, one tick at a time, at fixed beats; a tick that overruns delays the next one and
 * skips the beats it missed. Two probes at once are harmless, a gap is not.
 */
export async function tickUntilSucceeded(tick: () => Promise<void>, { every, clock, remainingSeconds }: Ticking): Promise<number> {
  const startedAt = clock.now().getTime();
  const elapsed = () => (clock.now().getTime() - startedAt) / 1000;
  let ticks = 0;
  while (elapsed() < TICKING && remainingSeconds() > ENOUGH) {
    await tick();
    ticks += 1;
    const untilNextBeat = every - (elapsed() % every);
    await clock.sleep(untilNextBeat);
  }
  return ticks;
}
