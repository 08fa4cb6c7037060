import { bytesBetween, compareLsn, formatLsn, greatestLsn, parseLsn } from '../../../lambdas/domain/lsn.ts';

test.each(['', '0', '0/', '/0', '0/G', '0/123456789', '-1/0', '0/0/0', ' 0/1'])('%j is no position and is refused by name', (text) => {
  expect(() => parseLsn(text)).toThrow(`not an LSN: ${JSON.stringify(text)}; required two hexadecimal halves`);
});

test('positions compare as integers: 0/9 comes before 0/10, which text would turn around', () => {
  expect(compareLsn(parseLsn('0/9'), parseLsn('0/10'))).toBeLessThan(0);
  expect(compareLsn(parseLsn('1/0'), parseLsn('0/FFFFFFFF'))).toBeGreaterThan(0);
  expect(compareLsn(parseLsn('a/b'), parseLsn('A/B'))).toBe(0);
});

test('bytes between two positions cross the 32-bit border and may be negative', () => {
  expect(bytesBetween(parseLsn('0/FFFFFFFF'), parseLsn('1/1'))).toBe(2);
  expect(bytesBetween(parseLsn('1/1'), parseLsn('0/FFFFFFFF'))).toBe(-2);
});

test('the greatest position is the greatest of the known ones', () => {
  expect(formatLsn(greatestLsn([undefined, '0/9', '0/10']) ?? 0n)).toBe('0/10');
  expect(formatLsn(greatestLsn(['0/10', '0/9']) ?? 0n)).toBe('0/10');
  expect(greatestLsn([undefined])).toBeUndefined();
});
