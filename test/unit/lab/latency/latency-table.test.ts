import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LATENCIES, type LatencyRow } from '../../../../lab/latency/latency-table.ts';
import { latencyLine } from '../../../support/lab/latency-page.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const names = Object.keys(LATENCIES);
const rows: [string, LatencyRow][] = Object.entries(LATENCIES);
const sources = globSync('lab/{cloud,latency}/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.endsWith('latency-table.ts'))
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n');

test('docs/latency.md shows every row of the table, and no other', () => {
  const page = readFileSync(join(ROOT, 'docs/latency.md'), 'utf8').split('\n');
  const shown = page.filter((line) => /^\| .* \| [0-9]+ \|/.test(line));
  expect(shown).toEqual(rows.map(([name, row]) => latencyLine(name, row)));
});

test('every value is a positive number of milliseconds with an address or a reason', () => {
  for (const [name, { milliseconds, source }] of rows) {
    expect({ name, positive: milliseconds > 0 }).toEqual({ name, positive: true });
    if ('published' in source)
      expect({ name, ...source }).toMatchObject({ published: expect.stringMatching(/^https:\/\/\S+$/), says: /./ });
    else expect({ name, assumed: source.assumed.length > 20 }).toEqual({ name, assumed: true });
  }
});

test('every service of the rehearsed cloud has a row for any of its calls', () => {
  const services = [...sources.matchAll(/signingName: '([a-z0-9]+)'/g)].map(([, service]) => service);
  expect(new Set(services).size).toBeGreaterThanOrEqual(7);
  expect(names).toEqual(expect.arrayContaining([...new Set(services)].map((service) => `${service}/any call`)));
});

test('no row is without effect: its path is asked for, or its operation is one the cloud has', () => {
  const idle = names.filter((name) => {
    const [, path = ''] = name.split('/');
    return path !== 'any call' && !sources.includes(`'${name}'`) && !sources.includes(path);
  });
  expect(idle).toEqual([]);
});
