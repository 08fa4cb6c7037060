import { isDeepStrictEqual } from 'node:util';
import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import { KEEP_ACTIVE } from '../../lib/plan/steps.ts';
import { DependencyUnavailable, OutcomeUnknown, RepriseError } from '../errors.ts';
import { errorForMachine, type StepKind } from './error-for-machine.ts';
import { logKeys } from './log-keys.ts';

/** Milliseconds before Lambda's own time-out at which a step gives up by itself: a function that is cut off cannot say what is unknown. */
const EARLY = 500;

export type StepLogger = Pick<Logger, 'appendKeys' | 'resetKeys' | 'info' | 'warn' | 'error'>;

/** Handler as Lambda calls it. */
export type Handler<Input, Output> = (input: Input, context?: { getRemainingTimeInMillis?(): number }) => Promise<Output>;

/**
 * The one stack around every step: log keys, deadline, errors under the names the machine matches, one line at the end. The call that
 * keeps a function active is answered here and reaches no step.
 * Input and output are never logged: they carry hosts and reasons people typed, and the story of the incident keeps them.
 */
export function standard<Input, Output>(
  step: string,
  kind: StepKind,
  run: (input: Input) => Promise<Output>,
  logger: StepLogger = new Logger({ serviceName: 'reprise' }),
): Handler<Input, Output> {
  const late = `${step} was about to be cut off by its time-out`;
  let startedAt = 0;
  return middy((input: Input) => run(input), {
    timeoutEarlyInMillis: EARLY,
    timeoutEarlyResponse: () => {
      throw kind === 'effect'
        ? new OutcomeUnknown(`${late}; what it was doing may have happened`, { step })
        : new DependencyUnavailable(`${late}; nothing was changed`, { step, condition: 'DeadlineReached' });
    },
  }).use({
    before: ({ event }) => {
      startedAt = Date.now();
      logger.resetKeys();
      logger.appendKeys({ step, ...logKeys(event) });
      return isCallToKeepActive(event) ? { active: true } : undefined;
    },
    after: () => {
      logger.info(`${step} done`, { milliseconds: Date.now() - startedAt });
    },
    onError: (request) => {
      const error = errorForMachine(request.error, step, kind);
      request.error = error;
      logger.error(`${step}: ${error.message}`, { milliseconds: Date.now() - startedAt, ...described(error) });
      throw error;
    },
  }) as unknown as Handler<Input, Output>;
}

/** No state of a machine passes this: a step's input is an object of incident, facts and findings. */
const isCallToKeepActive = (event: unknown): boolean => isDeepStrictEqual(event, KEEP_ACTIVE);

/** Where an unexpected error came from is worth a stack; an expected one says everything in its message. */
function described(error: RepriseError): Record<string, string | object> {
  const { cause } = error;
  const origin = cause instanceof Error && !(cause instanceof RepriseError) ? { causedBy: cause.stack ?? cause.message } : {};
  return { errorName: error.name, errorKind: error.kind, details: error.details, ...origin };
}
