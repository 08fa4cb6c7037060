import { Duration } from 'aws-cdk-lib';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { RETRYABLE_ERRORS } from '../lambdas/errors.ts';
import { WATCH_AGAIN } from '../lib/plan/dependency-budget.ts';
import { JOIN_AGAIN, LOOK_AGAIN_SECONDS } from '../lib/plan/escalation-budget.ts';
import { LOOK_AGAIN } from '../lib/plan/time-budget.ts';

/** Lambda itself did not take or answer the call; for a step that only looks, asking again is safe. */
export const LAMBDA_TRANSPORT_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
] as const;

/**
 * The call ended without the step's own answer: its effect may or may not have happened. `Lambda.Unknown`, `Sandbox.Timedout`
 * and `Runtime.ExitError` are a function that was cut off, `States.Timeout` is the task's own end.
 */
export const NO_ANSWER = [
  'OutcomeUnknown',
  'States.Timeout',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  ...LAMBDA_TRANSPORT_ERRORS,
] as const;

/**
 * The only retry policies of all machines. Effects have none: after an effect with unknown outcome the machine looks (I6).
 *
 * `look`: once more, 1 s later; a step of t seconds takes at most t + 1 + t. A fixed interval, because a backoff would spend on waiting
 * what the objective leaves for recovering. A time-out is not retried: it has used its share already.
 */
export const RETRY = {
  /**
   * For the step that takes the lock: the same execution asking again gets the same answer, so whatever it did may be asked again. Not asking
   * would leave a lock that nobody owns in truth, until it expires.
   */
  open: {
    errors: [...RETRYABLE_ERRORS, ...NO_ANSWER],
    interval: Duration.seconds(LOOK_AGAIN.afterSeconds),
    maxAttempts: LOOK_AGAIN.attempts,
    backoffRate: 1,
  },
  /**
   * For the step that begins a ladder, which asked again gives the same answer. Nobody's recovery waits for it, and without it nobody is told, so
   * it is asked for about a quarter of an hour: long enough for functions that are throttled while everything else starts too.
   */
  join: {
    errors: [...RETRYABLE_ERRORS, ...NO_ANSWER],
    interval: Duration.seconds(JOIN_AGAIN.afterSeconds),
    maxDelay: Duration.seconds(LOOK_AGAIN_SECONDS),
    maxAttempts: JOIN_AGAIN.attempts,
    backoffRate: 2,
  },
  look: {
    errors: [...RETRYABLE_ERRORS, ...LAMBDA_TRANSPORT_ERRORS],
    interval: Duration.seconds(LOOK_AGAIN.afterSeconds),
    maxAttempts: LOOK_AGAIN.attempts,
    backoffRate: 1,
  },
} as const satisfies Record<string, sfn.RetryProps>;

/**
 * For a look that is repeated for hours and changes nothing: whatever kept it from answering, a time-out included, may be over at the next
 * one. `every`: seconds between two looks, which are kept to.
 */
export const watchAgain = (every: number): sfn.RetryProps => ({
  errors: [...RETRYABLE_ERRORS, ...NO_ANSWER],
  interval: Duration.seconds(every),
  maxAttempts: WATCH_AGAIN,
  backoffRate: 1,
});
