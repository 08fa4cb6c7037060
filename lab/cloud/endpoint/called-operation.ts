import type { Request } from './http-endpoint.ts';

/** Operations of Route 53 by method and last part of the path: its requests do not name them. */
const REST: readonly [RegExp, string][] = [
  [/^POST \/2013-04-01\/hostedzone\/[^/]+\/rrset\/?$/, 'ChangeResourceRecordSets'],
  [/^GET \/2013-04-01\/hostedzone\/[^/]+\/rrset\/?$/, 'ListResourceRecordSets'],
  [/^GET \/2013-04-01\/change\/[^/]+\/?$/, 'GetChange'],
];

/** Name of the operation that a request asks for: from its target header, its form, or method and path where neither is there. */
export function calledOperation(request: Request): string {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return target.split('.').at(-1) ?? target;
  const line = `${request.method} ${request.url.split('?')[0]}`;
  return actionOf(request) ?? REST.find(([pattern]) => pattern.test(line))?.[1] ?? line;
}

/** The action of an AWS Query request, in its form. */
export function actionOf({ headers, body }: Request): string | undefined {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined;
  return new URLSearchParams(body.toString('utf8')).get('Action') ?? undefined;
}
