import { type LinkAnswer, statusOf } from '../domain/link-answer.ts';
import type { Visit } from '../steps/answer-link.ts';

/** Words for an answer, from messages/. */
export type Page = (answer: LinkAnswer) => string;

/** Of the event of a function URL (payload format 2.0) what is read here (Lambda Developer Guide, "Invoking Lambda function URLs"). */
type FunctionUrlEvent = {
  rawQueryString?: string;
  body?: string;
  isBase64Encoded?: boolean;
  requestContext?: { http?: { method?: string } };
};

export type Response = { statusCode: number; headers: Record<string, string>; body: string };

/**
 * Every answer has the same headers, and nothing that came with a request gets into one. The page takes nothing from anywhere, runs no script,
 * sends its form only to itself, stands in no frame, tells nobody where its reader came from, and is kept by nobody.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
};
const ALLOW = { Allow: 'GET, HEAD, POST' };

/** What a visit says, whatever the event looks like: an event that is none of a browser's has no method. */
function visitOf(event: unknown): Visit {
  const { rawQueryString = '', body = '', isBase64Encoded = false, requestContext } = (event ?? {}) as FunctionUrlEvent;
  return {
    method: requestContext?.http?.method ?? '',
    query: rawQueryString,
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
  };
}

/** The page as Lambda takes it; without its body for whoever asked for the head only. */
function responseOf(answer: LinkAnswer, page: Page, { method }: Visit): Response {
  const statusCode = statusOf(answer);
  return { statusCode, headers: { ...HEADERS, ...(statusCode === 405 ? ALLOW : {}) }, body: method === 'HEAD' ? '' : page(answer) };
}

/** A step that answers a visit, as a function behind a function URL. */
export function answering(answer: (visit: Visit) => Promise<LinkAnswer>, page: Page): (event: unknown) => Promise<Response> {
  return async (event) => {
    const visit = visitOf(event);
    return responseOf(await answer(visit), page, visit);
  };
}

/** Whoever opened a page gets one, whatever happened: the stack around the step has logged what went wrong by then. */
export function alwaysAnswering<Context>(
  handler: (event: unknown, context?: Context) => Promise<Response>,
  page: Page,
): (event: unknown, context?: Context) => Promise<Response> {
  return (event, context) => handler(event, context).catch(() => responseOf({ kind: 'failed' }, page, visitOf(event)));
}
