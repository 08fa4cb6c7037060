import type { Dependency } from '../../lib/plan/schema.ts';
import type { Direction, OutageAction } from './outage.ts';
import type { ProbeMetric } from './probe-metrics.ts';

/** What one look at a dependency saw, from one vantage. `seen` is a short English sentence, without anything the third party wrote. */
export type DependencyLook = { dependency: string; available: boolean; seen: string; at: string };

/** What the parameter of a switch holds. `other`: somebody set a third value; `missing`: there is no such parameter. */
export type Holds = Direction | 'other' | 'missing';

/** The two values that the plan knows, or neither. */
export function holdsOf({ normal, fallback }: Dependency['switch'], value: string | undefined): Holds {
  if (value === undefined) return 'missing';
  if (value === normal) return 'normal';
  return value === fallback ? 'fallback' : 'other';
}

/**
 * Is it the vantage that sees nothing? When everything outside fails at once, what they have in common is the way from here: nothing is
 * switched on such evidence. One dependency alone cannot be told from its vantage, and is believed.
 */
export function isBlind(looks: readonly DependencyLook[]): boolean {
  return looks.length > 1 && looks.every((look) => !look.available);
}

/** Metrics of one look at all dependencies. A vantage that is blind says nothing of them: missing data switches nothing. */
export function dependencyMetrics(looks: readonly DependencyLook[]): ProbeMetric[] {
  const blind = isBlind(looks);
  const each = looks.map(
    ({ dependency, available }): ProbeMetric => ({ name: 'DependencyAvailable', value: available ? 1 : 0, unit: 'None', dependency }),
  );
  return [{ name: 'DependencyProbeBlind', value: blind ? 1 : 0, unit: 'None' }, ...(blind ? [] : each)];
}

type Seen = { direction?: Direction | undefined; look: DependencyLook; looks: readonly DependencyLook[]; holds: Holds; parameter: string };

/** The machine's next state, and why: an English sentence. */
export function reactionTo({ direction, look, looks, holds, parameter }: Seen): { action: OutageAction; why: string } {
  if (holds === 'missing') return { action: 'refuse', why: `parameter ${parameter} does not exist; required one of its two values` };
  if (holds === 'other') return { action: 'refuse', why: `parameter ${parameter} holds a value that is neither of the plan's two` };
  if (direction !== undefined)
    return {
      action: direction === 'fallback' ? 'switch' : 'switch-back',
      why: `a person wants ${parameter} on ${direction}; ${look.seen}`,
    };
  if (look.available)
    return holds === 'fallback'
      ? { action: 'watch', why: `${look.seen}; the application is on the fallback, and is switched back once it has been well long enough` }
      : { action: 'false-alarm', why: `${look.seen}; nothing was changed` };
  if (isBlind(looks))
    return { action: 'blind', why: `none of ${looks.length} dependencies answers from here: it is the vantage that sees nothing` };
  return { action: 'switch', why: look.seen };
}
