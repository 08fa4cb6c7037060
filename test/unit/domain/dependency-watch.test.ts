import fc from 'fast-check';
import { type DependencyWatch, watchAfter } from '../../../lambdas/domain/dependency-watch.ts';
import { failed, looked } from '../../support/outages/builders.ts';
import { after } from '../../support/ports/builders.ts';

const LIMITS = { stableFor: 180, giveUpAfter: 1_000, longestGap: 150 };

/** The watch after looks a minute apart. */
const watchOf = (looks: readonly boolean[], limits = LIMITS, every = 60) =>
  looks.reduce<DependencyWatch | { looks: 0 }>(
    (watch, well, index) => watchAfter(watch, well ? looked({ at: after(index * every) }) : failed({ at: after(index * every) }), limits),
    { looks: 0 },
  ) as DependencyWatch;

test('it is stable once it was well for long enough, counted from the first look that was well', () => {
  expect(watchOf([false, true, true, true]).state).toBe('settling');
  expect(watchOf([false, true, true, true, true])).toMatchObject({
    state: 'stable',
    wellSince: after(60),
    looks: 5,
    breaks: 0,
    since: after(0),
  });
});

test('a single look that is not well begins the count again', () => {
  const watch = watchOf([true, true, true, false, true, true, true]);
  expect(watch).toMatchObject({ state: 'settling', wellSince: after(240), breaks: 1 });
  expect(watchOf([true, true, true, false])).toEqual(expect.not.objectContaining({ wellSince: expect.anything() }));
  expect(watchOf([true, true, true, false, true, true, true, true]).state).toBe('stable');
});

test('nobody says that it was well while nobody looked', () => {
  const before = watchOf([true, true, true]);
  const late = watchAfter(before, looked({ at: after(1_000 - 1) }), LIMITS);
  expect(late).toMatchObject({ state: 'settling', wellSince: after(999), breaks: 1 });
});

test('the limit ends the watch, well or not, unless it is stable at that very look', () => {
  const looks = (last: boolean) => [...Array.from({ length: 17 }, () => false), last];
  expect(watchOf(looks(false)).state).toBe('given-up');
  expect(watchOf(looks(true)).state).toBe('given-up');
  expect(watchOf([...Array.from({ length: 14 }, () => false), true, true, true, true]).state).toBe('stable');
});

test('whatever is seen: stable only after looks that were all well for that long', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 16 }), (looks) => {
      const { state } = watchOf(looks);
      const wellInARow = looks.length - 1 - looks.lastIndexOf(false);
      expect(state === 'stable').toBe(wellInARow >= 4);
    }),
  );
});
