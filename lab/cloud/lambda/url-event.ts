import { randomUUID } from 'node:crypto';
import type { Request } from '../endpoint/http-endpoint.ts';

/** Bodies that arrive as text; all others, forms among them, are base64 (lambda/latest/dg/urls-invocation.html). */
const TEXT = /^(text\/|application\/(json|xml|javascript)|[^;]*\+(json|xml))/i;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What a function gets for a request to its URL: payload format 2.0. Several values of a parameter are joined with commas. */
export function urlEvent({ method, url, headers, body, sourceAddress = '' }: Request): object {
  const [path, query] = split(url);
  const isText = TEXT.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(headers.cookie !== undefined && { cookies: headers.cookie.split(/; */) }),
    headers: { ...headers, 'x-forwarded-for': sourceAddress, 'x-forwarded-proto': 'http' },
    ...(query !== '' && { queryStringParameters: parametersOf(query) }),
    requestContext: contextOf({ method, headers, sourceAddress }, path),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function contextOf({ method, headers, sourceAddress }: Pick<Request, 'method' | 'headers' | 'sourceAddress'>, path: string): object {
  const domainName = (headers.host ?? '').replace(/:[0-9]+$/, '');
  const now = new Date();
  return {
    accountId: 'anonymous',
    apiId: domainName,
    domainName,
    domainPrefix: domainName.split('.')[0],
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: sourceAddress, userAgent: headers['user-agent'] ?? '' },
    requestId: randomUUID(),
    routeKey: '$default',
    stage: '$default',
    time: logTime(now),
    timeEpoch: now.getTime(),
  };
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function parametersOf(query: string): Record<string, string> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, all.join(',')]));
}

/** 12/Mar/2020:19:03:58 +0000 */
function logTime(at: Date): string {
  const iso = at.toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[at.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
