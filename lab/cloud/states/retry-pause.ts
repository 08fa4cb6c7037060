import type { RunOptions } from 'aws-local-stepfunctions';
import type { LabClock } from '../../clock/lab-clock.ts';
import { allStates, type Definition, type State } from './definition.ts';

type Retrier = { ErrorEquals: string[]; IntervalSeconds?: number; BackoffRate?: number; MaxAttempts?: number; MaxDelaySeconds?: number };
type Handler = NonNullable<NonNullable<RunOptions['overrides']>['taskResourceLocalHandlers']>[string];

/** For the engine on a fast clock: it pauses by the computer's clock before a retry, so it must not pause at all (`pausing` does). */
export const withoutPauses = (definition: Definition): Record<string, number> =>
  Object.fromEntries(allStates(definition).flatMap(({ name, state }) => (state.Retry === undefined ? [] : [[name, 0]])));

/** A handler that, before the engine retries its state, lets the retrier's pause pass on the clock. Jitter is left out: the whole pause. */
export function pausing(handler: Handler, state: State, clock: LabClock, signal: AbortSignal): Handler {
  const retriers = (state.Retry ?? []) as Retrier[];
  const attempts = retriers.map(() => 0);
  return async (input) => {
    try {
      const result = await handler(input);
      attempts.fill(0);
      return result;
    } catch (error) {
      const seconds = pauseBeforeRetry(retriers, attempts, error);
      if (seconds === undefined) attempts.fill(0);
      else if (seconds > 0) await clock.sleep(seconds * 1_000, signal);
      throw error;
    }
  };
}

/** Seconds until the engine's next attempt; `undefined`: there will be none. */
function pauseBeforeRetry(retriers: readonly Retrier[], attempts: number[], error: unknown): number | undefined {
  const { name, isRetryable = true } = error as { name: string; isRetryable?: boolean };
  const index = retriers.findIndex(({ ErrorEquals }) =>
    ErrorEquals.some((one) => one === name || one === 'States.ALL' || (one === 'States.TaskFailed' && name !== 'States.Timeout')),
  );
  const retrier = retriers[index];
  const attempt = attempts[index] ?? 0;
  if (!retrier || !isRetryable || attempt >= (retrier.MaxAttempts ?? 3)) return undefined;
  attempts[index] = attempt + 1;
  const seconds = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt;
  return Math.min(seconds, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
}
