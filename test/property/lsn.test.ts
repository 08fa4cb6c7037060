import fc from 'fast-check';
import { bytesBetween, compareLsn, formatLsn, greatestLsn, parseLsn } from '../../lambdas/domain/lsn.ts';

const lsn = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const sign = (value: number) => Math.sign(value);

test('what is written is read back, for every 64-bit position', () => {
  fc.assert(fc.property(lsn, (value) => parseLsn(formatLsn(value)) === value));
});

test('one position has one text: upper case, no leading zeros', () => {
  fc.assert(
    fc.property(lsn, (value) => {
      const text = formatLsn(value);
      return /^(0|[1-9A-F][0-9A-F]{0,7})\/(0|[1-9A-F][0-9A-F]{0,7})$/.test(text) && formatLsn(parseLsn(text.toLowerCase())) === text;
    }),
  );
});

test('the order is that of the integers: total, and never that of the text', () => {
  fc.assert(
    fc.property(lsn, lsn, (a, b) => {
      expect(sign(compareLsn(parseLsn(formatLsn(a)), parseLsn(formatLsn(b))))).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(sign(compareLsn(a, b))).toBe(-sign(compareLsn(b, a)) + 0);
    }),
  );
  expect(compareLsn(parseLsn('0/9'), parseLsn('0/10'))).toBe(-1);
});

test('bytes between two positions add up', () => {
  const near = fc.bigInt({ min: 0n, max: 2n ** 50n });
  fc.assert(fc.property(near, near, near, (a, b, c) => bytesBetween(a, b) + bytesBetween(b, c) === bytesBetween(a, c)));
});

test('the greatest of any positions is one of them, and none is ahead of it', () => {
  fc.assert(
    fc.property(fc.array(fc.option(lsn, { nil: undefined })), (values) => {
      const greatest = greatestLsn(values.map((one) => (one === undefined ? undefined : formatLsn(one))));
      const known = values.filter((one) => one !== undefined);
      return known.length === 0
        ? greatest === undefined
        : known.includes(greatest as bigint) && known.every((one) => one <= (greatest as bigint));
    }),
  );
});

test('text that is no position is refused, never read as another one', () => {
  const valid = /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/i;
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9A-G]{0,9}\/[0-9A-G]{0,9}$/)), (text) => {
      if (valid.test(text)) return parseLsn(text) >= 0n;
      try {
        parseLsn(text);
        return false;
      } catch (error) {
        return (error as Error).message.startsWith('not an LSN: ');
      }
    }),
  );
});
