import { messageOf, OutcomeUnknown, RepriseError, UnexpectedFailure } from '../errors.ts';

/** `look`: changes nothing but may be asked again; `effect`: what it does must not be repeated blindly. */
export type StepKind = 'look' | 'effect';

/**
 * The error the machine sees. Those of the taxonomy pass as they are; anything else is a defect, and after an effect a defect
 * leaves an unknown outcome (I6).
 */
export function errorForMachine(thrown: unknown, step: string, kind: StepKind): RepriseError {
  if (thrown instanceof RepriseError) return thrown;
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const message = `${step} failed unexpectedly: ${name}: ${messageOf(thrown)}`;
  const options = { cause: thrown };
  return kind === 'effect' ? new OutcomeUnknown(message, { step }, options) : new UnexpectedFailure(message, { step }, options);
}
