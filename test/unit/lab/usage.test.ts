import { startRehearsal } from '../../support/lab/run-rehearsal.ts';

test.each([
  [['region-failover'], 'unknown scenario "region-failover"; valid: database-failover'],
  [['--fault', 'meteor'], 'unknown fault "meteor" of database-failover; valid: primary-killed, host-lost'],
  [
    ['--faults', 'x'],
    'valid options: --fault, --plan, --out, --approve, --silent, --latency, --keep, --verbose, --dependency, --severity, --list, --help',
  ],
  [['--fault'], 'valid options: --fault'],
  [['--latency', 'azure'], 'unknown latency "azure"; valid: none, aws'],
  [['database-failover', 'again'], 'one scenario at a time'],
  [['--plan', 'config/nowhere.yaml'], 'config/nowhere.yaml: the file cannot be read (ENOENT)'],
  [['--plan', 'package.json'], 'unknown key "version"; allowed: schemaVersion, name'],
])('%j is refused with the valid ones and exit status 2, before anything is started', async (args, message) => {
  const { status, output } = await startRehearsal(...args).ended;
  expect(output).toContain(message);
  expect(status).toBe(2);
  expect(output).not.toContain('rehearsal folder');
});

test.each([
  ['--help', ['--fault NAME', '--plan FILE', '--out DIR', '--latency MODE', '--keep', '--verbose', '--list', 'Exit status']],
  ['--list', ['database-failover', 'primary-killed', 'host-lost', 'primary-restarts', 'network-split', 'duplicate-trigger']],
])('%s says everything and ends with 0', async (option, words) => {
  const { status, output } = await startRehearsal(option).ended;
  for (const word of words) expect(output).toContain(word);
  expect(status).toBe(0);
});
