import type { DependencyLook } from './dependency-look.ts';

/**
 * A dependency on its way back. `settling`: well, not for long enough; `stable`: well for long enough without a break; `given-up`: the
 * limit has passed and it was not stable in between. Times are ISO 8601.
 */
export type DependencyWatch = {
  state: 'out' | 'settling' | 'stable' | 'given-up';
  /** When the watch began. */
  since: string;
  at: string;
  looks: number;
  /** First of the looks in a row that were well. */
  wellSince?: string;
  /** How often it was well and failed again. */
  breaks: number;
  seen: string;
};

/** All in seconds. `longestGap`: between two looks; nobody can say that it was well while nobody looked for longer. */
export type WatchLimits = { stableFor: number; giveUpAfter: number; longestGap: number };

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

/**
 * The watch after one more look: hysteresis. It counts from the first look that was well, and a single one that was not, or too long a time
 * without a look, begins the count again.
 */
export function watchAfter(
  before: DependencyWatch | { looks: 0 },
  { available, seen, at }: DependencyLook,
  limits: WatchLimits,
): DependencyWatch {
  const known = 'state' in before ? before : undefined;
  const since = known?.since ?? at;
  const gap = known !== undefined && secondsBetween(known.at, at) > limits.longestGap;
  const wellBefore = known?.wellSince;
  const broken = wellBefore !== undefined && (!available || gap);
  const counted = { since, at, looks: before.looks + 1, breaks: (known?.breaks ?? 0) + (broken ? 1 : 0), seen };
  const over = secondsBetween(since, at) >= limits.giveUpAfter;
  if (!available) return { state: over ? 'given-up' : 'out', ...counted };
  const wellSince = wellBefore === undefined || gap ? at : wellBefore;
  if (secondsBetween(wellSince, at) >= limits.stableFor) return { state: 'stable', ...counted, wellSince };
  return { state: over ? 'given-up' : 'settling', ...counted, wellSince };
}
