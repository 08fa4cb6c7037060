import { readBenchCommand } from '../../../../lab/bench/arguments.ts';

test('without words it measures five rehearsals of the first fault, without latency', () => {
  expect(readBenchCommand([])).toEqual({
    do: 'rehearsals',
    scenario: 'database-failover',
    fault: 'primary-killed',
    runs: 5,
    latency: 'none',
  });
});

test('takes fault, runs and latency; the bundles alone; the help', () => {
  const args = ['database-failover', '--fault', 'host-lost', '--runs', '10', '--latency', 'aws'];
  expect(readBenchCommand(args)).toEqual({ do: 'rehearsals', scenario: 'database-failover', fault: 'host-lost', runs: 10, latency: 'aws' });
  expect(readBenchCommand(['bundles'])).toEqual({ do: 'bundles' });
  expect(readBenchCommand(['-h'])).toEqual({ do: 'help' });
});

test.each([
  { args: ['--runs', '0'], says: '--runs 0; required a whole number from 1 to 999' },
  { args: ['--runs', 'ten'], says: '--runs ten' },
  { args: ['--latency', 'azure'], says: 'unknown latency "azure"; valid: none, aws' },
  { args: ['--fault', 'fire'], says: 'unknown fault "fire"' },
  { args: ['region-failover'], says: 'unknown scenario "region-failover"' },
  { args: ['--run', '3'], says: 'valid options: --runs, --fault, --latency, --help' },
])('$args is refused and the valid words are named', ({ args, says }) => {
  expect(() => readBenchCommand(args)).toThrow(says);
});
