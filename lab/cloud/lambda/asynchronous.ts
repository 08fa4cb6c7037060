import { type LabClock, REAL_CLOCK } from '../../clock/lab-clock.ts';
import type { LambdaFunction } from './function.ts';

/** Lambda's pauses before it runs a failed asynchronous invocation again: one minute, then two. */
const RETRY_MILLISECONDS = [60_000, 120_000];
const THROTTLE_MILLISECONDS = 1_000;

/**
 * An invocation nobody waits for, as EventBridge makes it: throttled ones are queued, failed ones run again up to `maximumRetryAttempts` times.
 *
 * @param signal ends the waiting between attempts when the rehearsal stops
 */
export async function invokeAsynchronously(
  target: LambdaFunction,
  payload: unknown,
  maximumRetryAttempts: number,
  signal: AbortSignal,
  clock: LabClock = REAL_CLOCK,
): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    const outcome = await target.invoke(payload);
    if (outcome.kind === 'result') return;
    const throttled = outcome.error.errorType === 'Lambda.TooManyRequestsException';
    if (!throttled && ++failures > maximumRetryAttempts) return;
    const wait = throttled ? THROTTLE_MILLISECONDS : (RETRY_MILLISECONDS[failures - 1] ?? 0);
    await clock.sleep(wait, signal).catch(() => undefined);
  }
}
