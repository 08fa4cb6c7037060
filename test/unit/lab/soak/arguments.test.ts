import { readSoakOptions } from '../../../../lab/soak/arguments.ts';

test('ten minutes of the only plan, unless told otherwise', () => {
  expect(readSoakOptions([])).toMatchObject({ minutes: 10, planFile: expect.stringMatching(/\.plan\.yaml$/), verbose: false });
  expect(readSoakOptions(['--minutes', '0.5', '--verbose'])).toMatchObject({ minutes: 0.5, verbose: true });
  expect(readSoakOptions(['--help'])).toBeUndefined();
});

test.each([
  { args: ['--minutes', 'ten'], says: '--minutes ten; required a number from 0.5 to 1440' },
  { args: ['--minutes', '0.1'], says: '--minutes 0.1' },
  { args: ['--minutes', '1e3'], says: '--minutes 1e3' },
  { args: ['database-failover'], says: 'unknown word "database-failover"' },
  { args: ['--fault', 'x'], says: 'valid options: --minutes, --plan, --verbose, --help' },
])('$args is refused and the valid words are named', ({ args, says }) => {
  expect(() => readSoakOptions(args)).toThrow(says);
});
