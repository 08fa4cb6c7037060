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

test('two positions compare as their integers do, whichever way round they are asked', () => {
  fc.assert(
    fc.property(lsn, lsn, (a, b) => {
      const [one, other] = [parseLsn(formatLsn(a)), parseLsn(formatLsn(b))];
      expect(sign(compareLsn(one, other))).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(sign(compareLsn(one, other)) + sign(compareLsn(other, one))).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('the order is total and transitive: sorted, every position comes before or with every later one', () => {
  const close = fc.oneof(lsn, fc.bigInt({ min: 0xfffffff0n, max: 0x10000000fn }));
  fc.assert(
    fc.property(fc.array(close, { maxLength: 8 }), (values) => {
      const sorted = [...values].sort(compareLsn);
      return sorted.every((one, index) => sorted.slice(index).every((later) => one <= later && compareLsn(one, later) <= 0));
    }),
    { numRuns: 500 },
  );
});

test('more digits are more, also where text says the opposite', () => {
  const half = fc.integer({ min: 0, max: 0xffffffff }).map((value) => value.toString(16).toUpperCase());
  const digit = fc.constantFrom(...'23456789ABCDEF');
  const longer = fc.stringMatching(/^1[0-9A-F]{1,7}$/);
  expect(compareLsn(parseLsn('0/9'), parseLsn('0/10'))).toBeLessThan(0);
  fc.assert(
    fc.property(half, digit, longer, fc.boolean(), (rest, few, many, high) => {
      const [less, more] = high ? [`${few}/${rest}`, `${many}/${rest}`] : [`${rest}/${few}`, `${rest}/${many}`];
      expect(less > more).toBe(true);
      expect(compareLsn(parseLsn(less), parseLsn(more))).toBeLessThan(0);
    }),
  );
});

test('bytes between two positions are what has to be added to the first, exactly, and they add up', () => {
  const near = fc.bigInt({ min: 0n, max: 2n ** 50n });
  fc.assert(fc.property(near, near, (from, to) => from + BigInt(bytesBetween(from, to)) === to));
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
