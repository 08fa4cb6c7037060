import { formatSynchronousRule, membersToSee, parseSynchronousRule } from '../../../lambdas/domain/quorum.ts';

test.each([
  ['ANY 1 (db_2, db_3)', { method: 'any', count: 1, members: ['db_2', 'db_3'] }],
  ['any 2("db-2", DB_3)', { method: 'any', count: 2, members: ['db-2', 'db_3'] }],
  ['FIRST 2 (a, b, c)', { method: 'first', count: 2, members: ['a', 'b', 'c'] }],
  ['2 (a, b)', { method: 'first', count: 2, members: ['a', 'b'] }],
  ['db_2, db_3', { method: 'first', count: 1, members: ['db_2', 'db_3'] }],
  ['*', { method: 'first', count: 1, members: ['*'] }],
  ['ANY 1 ("say ""hi""", 7)', { method: 'any', count: 1, members: ['say "hi"', '7'] }],
])('%s is read as PostgreSQL reads it', (setting, rule) => {
  expect(parseSynchronousRule(setting)).toEqual(rule);
});

test.each(['', '  ', 'ANY 1 ()', 'ANY 0 (a)', 'ANY 1 (a,)', 'ANY 1 (a b)', '"open', 'ANY x (a)'])(
  'the setting %j proves nothing because it is not understood',
  (setting) => {
    expect(parseSynchronousRule(setting)).toBeUndefined();
  },
);

test('a rule is written with quoted names, and without members it is the empty setting', () => {
  expect(formatSynchronousRule({ method: 'any', count: 1, members: ['db_2', 'a"b'] })).toBe('ANY 1 ("db_2", "a""b")');
  expect(formatSynchronousRule({ method: 'first', count: 1, members: [] })).toBe('');
});

test.each([
  ['any', 1, ['a', 'b'], 2],
  ['any', 2, ['a', 'b'], 1],
  ['first', 1, ['a', 'b', 'c'], 3],
  ['any', 1, ['a', 'a'], 1],
] as const)('%s %i of %j: every commit is on one of any %i', (method, count, members, needed) => {
  expect(membersToSee({ method, count, members: [...members] })).toBe(needed);
});

test('no number of members suffices for a wildcard, nor for a quorum larger than its members', () => {
  expect(membersToSee({ method: 'any', count: 1, members: ['a', '*'] })).toBeUndefined();
  expect(membersToSee({ method: 'any', count: 2, members: ['a', 'a'] })).toBeUndefined();
});
