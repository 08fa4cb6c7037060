import type { BundleFigures } from './bundles.ts';
import type { Distribution } from './distribution.ts';

const COLUMNS = ['n', 'min', 'median', 'p95', 'max'] as const;
const NAME = 20;
const CELL = 9;

/** Distribution of each figure in seconds; a figure that was never measured says so. */
export function figuresTable(rows: readonly { name: string; distribution: Distribution | undefined }[]): string {
  const head = line('seconds', COLUMNS);
  const body = rows.map(({ name, distribution }) =>
    line(name, distribution === undefined ? ['0', 'not measured'] : COLUMNS.map((column) => cell(column, distribution))),
  );
  return [head, ...body].join('\n');
}

const cell = (column: (typeof COLUMNS)[number], distribution: Distribution) =>
  column === 'n' ? String(distribution.n) : distribution[column].toFixed(2);

/** Size in kB (1000 bytes) and initialisation in milliseconds, largest first. */
export function bundlesTable(bundles: readonly BundleFigures[]): string {
  const name = Math.max(NAME, ...bundles.map((one) => one.name.length + 2));
  const head = line('function', ['kB', 'starts', 'init min', 'median', 'max ms'], name);
  const rows = [...bundles]
    .sort((one, other) => other.bytes - one.bytes)
    .map(({ name: of, bytes, initialisation: { n, min, median, max } }) =>
      line(of, [(bytes / 1_000).toFixed(0), String(n), ...[min, median, max].map((one) => one.toFixed(0))], name),
    );
  return [head, ...rows].join('\n');
}

const line = (name: string, cells: readonly string[], width = NAME) =>
  (name.padEnd(width) + cells.map((one) => ` ${one}`.padStart(CELL)).join('')).trimEnd();
