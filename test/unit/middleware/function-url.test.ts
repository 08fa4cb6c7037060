import type { LinkAnswer } from '../../../lambdas/domain/link-answer.ts';
import { alwaysAnswering, answering } from '../../../lambdas/middleware/function-url.ts';
import type { Visit } from '../../../lambdas/steps/answer-link.ts';

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
};
const event = (method: string, more: object = {}) => ({ rawQueryString: 'i=1', requestContext: { http: { method } }, ...more });
const page = (answer: LinkAnswer) => `page of ${answer.kind}`;

function served(answer: LinkAnswer) {
  const visits: Visit[] = [];
  const handler = answering(async (visit) => {
    visits.push(visit);
    return answer;
  }, page);
  return { visits, handler };
}

test('a visit is method, query and form as they came, decoded where Lambda has encoded it', async () => {
  const { visits, handler } = served({ kind: 'failed' });
  await handler(event('GET'));
  await handler(event('POST', { body: 'name=Rado' }));
  await handler(event('POST', { body: Buffer.from('name=Zoé').toString('base64'), isBase64Encoded: true }));
  for (const nothing of [{}, undefined]) await handler(nothing);
  expect(visits).toEqual([
    { method: 'GET', query: 'i=1', body: '' },
    { method: 'POST', query: 'i=1', body: 'name=Rado' },
    { method: 'POST', query: 'i=1', body: 'name=Zoé' },
    { method: '', query: '', body: '' },
    { method: '', query: '', body: '' },
  ]);
});

test.each<[LinkAnswer, number]>([
  [{ kind: 'refused', why: 'not-genuine' }, 403],
  [{ kind: 'refused', why: 'unknown-incident' }, 404],
  [{ kind: 'refused', why: 'refused' }, 409],
  [{ kind: 'refused', why: 'used' }, 409],
  [{ kind: 'refused', why: 'expired' }, 410],
  [{ kind: 'refused', why: 'unavailable' }, 503],
  [{ kind: 'failed' }, 500],
])('%j is a page with status %d and the headers that every page has', async (answer, statusCode) => {
  expect(await served(answer).handler(event('GET'))).toEqual({ statusCode, headers: HEADERS, body: `page of ${answer.kind}` });
});

test('a method that is none of ours is told which are', async () => {
  const answer = await served({ kind: 'refused', why: 'method' }).handler(event('PUT'));
  expect(answer).toMatchObject({ statusCode: 405, headers: { ...HEADERS, Allow: 'GET, HEAD, POST' } });
});

test('whoever asks for the head gets no body', async () => {
  expect(await served({ kind: 'failed' }).handler(event('HEAD'))).toEqual({ statusCode: 500, headers: HEADERS, body: '' });
});

test('nothing that comes with a request gets into a header', async () => {
  const hostile = { 'x-forwarded-for': 'a\r\nSet-Cookie: b', host: 'evil.example' };
  const { headers } = await served({ kind: 'failed' }).handler(event('GET', { headers: hostile, rawQueryString: 'i=1%0d%0aSet-Cookie:b' }));
  expect(headers).toEqual(HEADERS);
});

test('whoever opened a page gets one, whatever was thrown; what keeps the function active passes', async () => {
  const failing = alwaysAnswering(() => Promise.reject(new Error('a defect with a secret')), page);
  expect(await failing(event('POST'))).toEqual({ statusCode: 500, headers: HEADERS, body: 'page of failed' });
  const active = alwaysAnswering(async () => ({ active: true }) as never, page);
  expect(await active({ keepActive: true })).toEqual({ active: true });
});
