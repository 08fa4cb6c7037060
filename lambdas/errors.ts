/** What a failure asks of the machine; each error class belongs to one kind. */
export type ErrorKind =
  | 'InvalidRequest'
  | 'PreconditionNotMet'
  | 'NotYet'
  | 'DependencyUnavailable'
  | 'OutcomeUnknown'
  | 'FencingFailed'
  | 'InvariantViolated';

export type ErrorDetails = Record<string, string | number | boolean | null | undefined>;

/**
 * Base of everything the steps throw on purpose.
 *
 * Lambda reports `name` as the error type and the machine matches that text, so every class sets it as a literal
 * (a minifier may rename classes, never strings). Messages say what, the observed value and the required one.
 */
export abstract class RepriseError extends Error {
  abstract override readonly name: string;
  abstract readonly kind: ErrorKind;
  readonly details: ErrorDetails;

  constructor(message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.details = details;
  }

  /** May the machine run the same *read-only* step again? Effects are never repeated blindly. */
  get retryable(): boolean {
    return this.kind === 'NotYet' || this.kind === 'DependencyUnavailable';
  }
}

/** The execution input cannot be understood; nothing was done. */
export class InvalidInput extends RepriseError {
  override readonly name = 'InvalidInput';
  readonly kind = 'InvalidRequest';
}

/** Another execution owns the incident now: late is refused, nothing was changed. */
export class IncidentTakenOver extends RepriseError {
  override readonly name = 'IncidentTakenOver';
  readonly kind = 'PreconditionNotMet';
}

/** The writer record holds neither the value the decision rested on nor the wanted one: somebody else moved it. */
export class RecordMoved extends RepriseError {
  override readonly name = 'RecordMoved';
  readonly kind = 'PreconditionNotMet';
}

/** A node is not in the state the decision was taken on (role, timeline or system identifier). */
export class NodeMoved extends RepriseError {
  override readonly name = 'NodeMoved';
  readonly kind = 'PreconditionNotMet';
}

/** True soon by itself; `details.condition` says what. Retried at a fixed interval within the plan's patience. */
export class NotYet extends RepriseError {
  override readonly name = 'NotYet';
  readonly kind = 'NotYet';
}

/** Transport, throttling, a server that does not answer; `details.condition` says what. Retried on reads only. */
export class DependencyUnavailable extends RepriseError {
  override readonly name = 'DependencyUnavailable';
  readonly kind = 'DependencyUnavailable';
}

/** What a person wants to do about an incident cannot be done as things stand; nothing was changed. `details.condition` says why. */
export class ActionRefused extends RepriseError {
  override readonly name = 'ActionRefused';
  readonly kind = 'PreconditionNotMet';
}

/** The record of this region knows no such incident; another region's may. */
export class UnknownIncident extends RepriseError {
  override readonly name = 'UnknownIncident';
  readonly kind = 'PreconditionNotMet';
}

/** A person's answer cannot be taken: nothing is asked, somebody was first, or it is too late. */
export class DecisionRefused extends RepriseError {
  override readonly name = 'DecisionRefused';
  readonly kind = 'PreconditionNotMet';
}

/** The promotion may or may not have happened: the machine looks before anything else. */
export class PromotionUnconfirmed extends RepriseError {
  override readonly name = 'PromotionUnconfirmed';
  readonly kind = 'OutcomeUnknown';
}

/** A host program or a SQL statement said that it did not do its work; the answer is known. */
export class EffectRefused extends RepriseError {
  override readonly name = 'EffectRefused';
  readonly kind = 'PreconditionNotMet';
}

/** The outcome of an effect other than a promotion is unknown. */
export class OutcomeUnknown extends RepriseError {
  override readonly name = 'OutcomeUnknown';
  readonly kind = 'OutcomeUnknown';
}

/** Promotion was asked for although the old primary is not proven unable to accept writes (I1). */
export class FencingNotProven extends RepriseError {
  override readonly name = 'FencingNotProven';
  readonly kind = 'FencingFailed';
}

/** Two nodes accept writes. */
export class TwoPrimaries extends RepriseError {
  override readonly name = 'TwoPrimaries';
  readonly kind = 'InvariantViolated';
}

/** A defect: something was thrown that no code throws on purpose, in a step that changes nothing. */
export class UnexpectedFailure extends RepriseError {
  override readonly name = 'UnexpectedFailure';
  readonly kind = 'InvariantViolated';
}

/** Names that read-only tasks may retry (statemachines/retry.ts). */
export const RETRYABLE_ERRORS = ['DependencyUnavailable', 'NotYet'] as const;

/** Every name a step reports on purpose. */
export const ERROR_NAMES = [
  'InvalidInput',
  'IncidentTakenOver',
  'RecordMoved',
  'NodeMoved',
  'DecisionRefused',
  'ActionRefused',
  'UnknownIncident',
  'NotYet',
  'DependencyUnavailable',
  'PromotionUnconfirmed',
  'EffectRefused',
  'OutcomeUnknown',
  'FencingNotProven',
  'TwoPrimaries',
  'UnexpectedFailure',
] as const;

/** Anything thrown, in one line for people; never a stack. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
