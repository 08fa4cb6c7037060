import fc from 'fast-check';
import { harmless, oneLine, severalLines } from '../../../messages/as-typed.ts';

test.each([
  ['disk\nDecision needed: none', 'disk Decision needed: none'],
  ['a\u0000b\u001b[31mc\u2028d', 'a b [31mc d'],
  ['right \u202eto left', 'right  to left'],
  ['  kept  as it  is ', 'kept  as it  is'],
  ['\ud800', '\ufffd'],
])('%j is one line: %j', (text, line) => expect(oneLine(text)).toBe(line));

test('a text of several lines keeps them, and nothing else that is unseen', () => {
  expect(severalLines('Dear users,\r\n\r\nIt\u0007 works.\u2028\n')).toBe('Dear users,\n\nIt  works.');
});

test('whatever text people send, it is one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(oneLine(text).isWellFormed()).toBe(true);
    }),
  );
});

test('every text of the facts is made harmless, and other values stay what they are', () => {
  const facts = { n: 1, none: null, gone: undefined, list: ['a\nb', 2], deep: { text: 'c\td' }, notice: 'e\nf' };
  expect(harmless(facts, ['notice'])).toEqual({ ...facts, list: ['a b', 2], deep: { text: 'c d' } });
});
