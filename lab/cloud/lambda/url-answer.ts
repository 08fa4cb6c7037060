import type { Answer } from '../service.ts';
import type { Outcome } from './environment.ts';

type Structured = { statusCode: unknown; headers?: unknown; body?: unknown; cookies?: unknown; isBase64Encoded?: unknown };

/** Status of what Lambda itself refuses; everything else that is no answer is a 502. */
const REFUSED: Readonly<Record<string, number>> = { 'Lambda.TooManyRequestsException': 429, 'Lambda.RequestTooLargeException': 413 };

/**
 * What the caller of a function URL gets for what came of the invocation. JSON without a `statusCode` is the body of a 200. A function that
 * failed, or answered what is no answer, is a 502 that says nothing of the reason.
 */
export function urlAnswer(outcome: Outcome): Answer {
  if (outcome.kind !== 'result') return failed(outcome.error.errorType);
  const result = JSON.parse(outcome.result) as unknown;
  if (typeof result !== 'object' || result === null || !('statusCode' in result))
    return { status: 200, headers: { 'content-type': 'application/json' }, body: outcome.result };
  return structured(result as Structured) ?? failed('');
}

/** `undefined` when it has not the form of an answer. */
function structured({ statusCode, headers = {}, body = '', cookies = [], isBase64Encoded = false }: Structured): Answer | undefined {
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (typeof headers !== 'object' || headers === null || typeof body !== 'string' || !Array.isArray(cookies)) return undefined;
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const setCookie = cookies.length > 0 ? { 'set-cookie': cookies.map(String) } : {};
  return {
    status,
    headers: { 'content-type': 'application/json', ...Object.fromEntries(given), ...setCookie },
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

function failed(errorType: string): Answer {
  const status = REFUSED[errorType] ?? 502;
  const body = status === 502 ? 'Internal Server Error' : JSON.stringify({ Message: errorType.replace('Lambda.', '') });
  return { status, headers: { 'content-type': status === 502 ? 'text/plain' : 'application/json' }, body };
}
