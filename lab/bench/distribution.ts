export type Distribution = { n: number; min: number; median: number; p95: number; max: number };

/** @throws RangeError without a value: no figure is made up for what was not measured */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = [...values].sort((one, other) => one - other);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError('no values; required one at least');
  // Nearest rank: always a value that was measured.
  const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1] ?? max;
  return { n: sorted.length, min, median: median(sorted), p95, max };
}

/** Mean of the middle two where there is no middle one. */
function median(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
