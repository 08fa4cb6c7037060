import { causeOf } from '../../../lambdas/domain/failure.ts';
import { messageOf } from '../../../lambdas/errors.ts';

test.each([
  [undefined, { error: 'Unknown', cause: 'Unknown without a cause' }],
  [{ Error: 'States.Timeout' }, { error: 'States.Timeout', cause: 'States.Timeout without a cause' }],
  [
    { Error: 'NodeMoved', Cause: '{"errorMessage":"db-1 is back","trace":["x"]}' },
    { error: 'NodeMoved', cause: 'db-1 is back' },
  ],
  [
    { Error: 'E', Cause: '{"errorMessage":""}' },
    { error: 'E', cause: '{"errorMessage":""}' },
  ],
  [
    { Error: 'E', Cause: 'null' },
    { error: 'E', cause: 'null' },
  ],
  [
    { Error: 'E', Cause: '7' },
    { error: 'E', cause: '7' },
  ],
  [
    { Error: 'E', Cause: 'no JSON' },
    { error: 'E', cause: 'no JSON' },
  ],
])('%j reads as %j', (failure, expected) => {
  expect(causeOf(failure)).toEqual(expected);
});

test('a cause is cut to what people can read', () => {
  expect(causeOf({ Error: 'E', Cause: 'x'.repeat(32_000) }).cause).toHaveLength(1000);
});

test('anything thrown has a message of one line', () => {
  expect([messageOf(new Error('a')), messageOf('b'), messageOf(undefined)]).toEqual(['a', 'b', 'undefined']);
});
