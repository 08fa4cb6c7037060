import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Seconds until a connection stands, and until the function has answered: longer than it may run (lib/stacks/recovery-stack.ts). */
const CONNECTION = 3;
const ANSWER = 65;

/**
 * What came of calling a function. `unknown`: this region's record does not know the incident. `silent`: the region, the function or what it needs
 * does not answer, so another region may. `refused`: the answer is no, and another region would not say anything else.
 */
export type Answer<Output> =
  | { kind: 'done'; output: Output }
  | { kind: 'refused' | 'unknown'; why: string }
  | { kind: 'silent'; why: string; perhapsDone: boolean };

/** Never rejects. One attempt: whoever typed the command sees what happened, and decides whether to type it again. */
export async function invoke<Output>(region: string, name: string, payload: unknown): Promise<Answer<Output>> {
  const client = new LambdaClient({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECTION * 1000, requestTimeout: ANSWER * 1000, throwOnRequestTimeout: true },
  });
  try {
    const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }));
    const text = new TextDecoder().decode(answer.Payload);
    if (answer.FunctionError !== undefined) return failureOf(text);
    return { kind: 'done', output: JSON.parse(text) as Output };
  } catch (failure) {
    return silence(failure, name);
  } finally {
    client.destroy();
  }
}

/** Errors of the function that it reports on purpose (lambdas/errors.ts). */
const REFUSALS = ['InvalidInput', 'ActionRefused', 'DecisionRefused'];

function failureOf(text: string): Answer<never> {
  const { errorType = 'Error', errorMessage = text } = JSON.parse(text) as { errorType?: string; errorMessage?: string };
  if (REFUSALS.includes(errorType)) return { kind: 'refused', why: errorMessage };
  if (errorType === 'UnknownIncident') return { kind: 'unknown', why: errorMessage };
  return { kind: 'silent', why: `${errorType}: ${errorMessage}`, perhapsDone: true };
}

/** Errors that say who calls, not where: the other region would say the same. */
const WHO_CALLS = /^(CredentialsProviderError|UnrecognizedClientException|ExpiredTokenException|InvalidSignatureException|AccessDenied.*)$/;
/** The call never reached the function. */
const NOT_CALLED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

function silence(failure: unknown, name: string): Answer<never> {
  const { name: error, message, code, $metadata } = failure as Error & { code?: string; $metadata?: { httpStatusCode?: number } };
  if (WHO_CALLS.test(error)) return { kind: 'refused', why: `${error}: ${message}; required AWS credentials that may call ${name}` };
  if (error === 'ResourceNotFoundException') return { kind: 'silent', why: `${name} is not deployed there`, perhapsDone: false };
  const status = $metadata?.httpStatusCode ?? 0;
  const answered = (status >= 400 && status < 500) || NOT_CALLED.includes(code ?? '');
  return { kind: 'silent', why: `does not answer: ${error}: ${message}`, perhapsDone: !answered };
}
