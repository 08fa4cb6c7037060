import { readBenchCommand } from '../../../../lab/bench/arguments.ts';
import { readCommandLine } from '../../../../lab/command-line.ts';

const optionsOf = (...args: string[]) => {
  const command = readCommandLine(['dependency-outage', ...args]);
  if (command.do !== 'rehearse-dependency') throw new Error(`read as ${command.do}`);
  const { dependency, faults } = command.options;
  return { dependency, faults: faults.map(({ name }) => name) };
};

test.each([
  [[], 'mvola', ['refuses']],
  [['--dependency', 'stripe'], 'stripe', ['refuses']],
  [['--dependency', 'MVola API', '--fault', 'hangs'], 'mvola', ['hangs']],
  [['--dependency', 'mvola', '--fault', 'all'], 'mvola', ['refuses', 'hangs', 'errors']],
  [['--dependency', 'smtp', '--fault', 'all'], 'smtp', ['refuses']],
])('%j rehearses %s: %j', (args, dependency, faults) => expect(optionsOf(...args)).toEqual({ dependency, faults }));

test.each([
  [
    ['--dependency', 'paypal'],
    /unknown dependency "paypal"; valid: mvola \("MVola API"\), stripe \("Stripe API"\), smtp \("SMTP"\), cloudflare/,
  ],
  [['--fault', 'fire'], /unknown fault "fire" of dependency-outage of mvola; valid: refuses, hangs, errors/],
  [['--dependency', 'smtp', '--fault', 'hangs'], /unknown fault "hangs" of dependency-outage of smtp; valid: refuses, or all alone/],
  [['--latency', 'aws'], /have no meaning for dependency-outage/],
  [['--approve'], /have no meaning for dependency-outage/],
])('%j is refused and the valid words are named', (args, says) => {
  expect(() => readCommandLine(['dependency-outage', ...args])).toThrow(says);
});

test('a dependency is of this scenario only, and this scenario is not measured', () => {
  expect(() => readCommandLine(['--dependency', 'mvola'])).toThrow('--dependency is of another scenario: dependency-outage');
  expect(() => readBenchCommand(['dependency-outage'])).toThrow('dependency-outage is not measured; valid: database-failover');
});
