import { REFUSALS, type Refusal, statusOf } from '../../../lambdas/domain/link-answer.ts';

test('every refusal has the status that says what to do about it, and only a page that shows or has done something is a success', () => {
  const statuses = (Object.keys(REFUSALS) as Refusal[]).map((why) => [why, statusOf({ kind: 'refused', why })]);
  expect(Object.fromEntries(statuses)).toEqual({
    'not-genuine': 403,
    'unknown-incident': 404,
    method: 405,
    refused: 409,
    used: 409,
    expired: 410,
    unavailable: 503,
  });
  const link = { incident: 'inc-1', action: 'note' as const, audience: 'on-call', expires: 1, nonce: 'n' };
  const request = { incident: 'inc-1', action: 'note' as const, by: 'Rado', reason: 'x' };
  expect(statusOf({ kind: 'ask', link, asked: {} })).toBe(200);
  expect(statusOf({ kind: 'done', link, request, acted: { action: 'note', at: '', effect: '' } })).toBe(200);
  expect(statusOf({ kind: 'ask-again', link, asked: {}, form: {}, detail: '' })).toBe(400);
  expect(statusOf({ kind: 'failed' })).toBe(500);
});
