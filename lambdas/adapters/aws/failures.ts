import { DependencyUnavailable, messageOf } from '../../errors.ts';

/** What an error of the SDK says about the request. */
export type AwsFailure = {
  name: string;
  message: string;
  /** `refused`: AWS answered no. `throttled`: AWS answered later. `not-sent`: it never left. `unknown`: it may have been carried out. */
  kind: 'refused' | 'throttled' | 'not-sent' | 'unknown';
};

type SdkError = {
  name?: string;
  code?: string;
  syscall?: string;
  $metadata?: { httpStatusCode?: number };
  $retryable?: { throttling?: boolean };
};

const THROTTLING = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'TooManyRequests',
  'ProvisionedThroughputExceededException',
  'RequestThrottled',
  'RequestThrottledException',
  'PriorRequestNotComplete',
  'SlowDown',
]);
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Reads an error of the SDK. Only an answer below 500, or a connection that was never made, proves that nothing happened;
 * a 5xx, a reset and silence prove nothing.
 */
export function awsFailure(thrown: unknown): AwsFailure {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as SdkError;
  const name = error.name ?? 'Error';
  return { name, message: `${name}: ${messageOf(thrown)}`, kind: kindOf(name, error) };
}

function kindOf(name: string, { $metadata, $retryable, code, syscall }: SdkError): AwsFailure['kind'] {
  const status = $metadata?.httpStatusCode;
  if (THROTTLING.has(name) || $retryable?.throttling === true || status === 429) return 'throttled';
  if (name === 'CredentialsProviderError') return 'not-sent';
  if (NEVER_SENT.has(code ?? '') && (syscall === 'connect' || syscall === 'getaddrinfo')) return 'not-sent';
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unknown';
}

/** For a read: whatever happened, it can be asked again. */
export function unavailable(what: string, thrown: unknown): DependencyUnavailable {
  const { name, message } = awsFailure(thrown);
  return new DependencyUnavailable(`${what}: ${message}`, { condition: name }, { cause: thrown });
}

/** Errors of this project pass, everything else becomes `DependencyUnavailable`. */
export function orUnavailable(what: string): (thrown: unknown) => never {
  return (thrown) => {
    throw unavailable(what, thrown);
  };
}
