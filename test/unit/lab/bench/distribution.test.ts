import fc from 'fast-check';
import { distributionOf } from '../../../../lab/bench/distribution.ts';

test.each([
  { values: [3], expected: { n: 1, min: 3, median: 3, p95: 3, max: 3 } },
  { values: [4, 1], expected: { n: 2, min: 1, median: 2.5, p95: 4, max: 4 } },
  { values: [10, 9, 1], expected: { n: 3, min: 1, median: 9, p95: 10, max: 10 } },
  { values: Array.from({ length: 100 }, (_, index) => 100 - index), expected: { n: 100, min: 1, median: 50.5, p95: 95, max: 100 } },
])('of $values.length values', ({ values, expected }) => {
  expect(distributionOf(values)).toEqual(expected);
});

test('no values, no distribution', () => {
  expect(() => distributionOf([])).toThrow(RangeError);
});

test('is in order whatever the values, and changes nothing of them', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
      const before = [...values];
      const { min, median, p95, max } = distributionOf(values);
      expect(values).toEqual(before);
      expect(min <= median && median <= max && p95 <= max && values.includes(p95)).toBe(true);
    }),
  );
});
