import { listing, readCommandLine } from '../../../lab/command-line.ts';
import { scenarios } from '../../../lab/scenarios.ts';

const faultsOf = (...args: string[]) => {
  const command = readCommandLine(args);
  return command.do === 'rehearse' ? command.options.faults.map((fault) => fault.name) : [];
};

test('without words it rehearses the default scenario and its first fault', () => {
  expect(readCommandLine([])).toMatchObject({
    do: 'rehearse',
    options: { scenario: 'database-failover', answer: 'decline', latency: 'none', keep: false },
  });
  expect(faultsOf()).toEqual(['primary-killed']);
});

test('several faults are rehearsed in the order in which they are named, and "all" means every one', () => {
  expect(faultsOf('--fault', 'network-split', '--fault', 'host-lost')).toEqual(['network-split', 'host-lost']);
  expect(faultsOf('--fault', 'all')).toEqual(scenarios[0]?.faults.map((fault) => fault.name));
});

test.each([
  { args: ['database-failure'], says: /unknown scenario "database-failure"; valid: database-failover/ },
  {
    args: ['--fault', 'fire'],
    says: /unknown fault "fire".*valid: primary-killed, host-lost, primary-hung, primary-restarts.*disk-full/,
  },
  { args: ['--falt', 'x'], says: /--falt.*valid options: --fault, --plan/ },
  { args: ['--fault'], says: /--fault/ },
  { args: ['--latency', 'azure'], says: /unknown latency "azure"; valid: none, aws/ },
  { args: ['database-failover', 'region-failover'], says: /one scenario at a time/ },
  { args: ['--keep=yes'], says: /--keep/ },
  { args: ['--fault', 'host-lost', '--fault', 'host-lost'], says: /--fault host-lost is given twice/ },
  { args: ['--fault', 'all', '--fault', 'host-lost'], says: /unknown fault "all".*or all alone/ },
  { args: ['--out', 'a', '--out', 'b'], says: /--out is given twice/ },
  { args: ['escalation', '--fault', 'severity-raised'], says: /--fault severity-raised changes the severity to P1.*--severity P2, P3, P4/ },
  {
    args: ['escalation', '--severity', 'P2', '--fault', 'text-approved'],
    says: /needs an incident of which external-communication hear; required --severity P1/,
  },
  { args: ['escalation', '--severity', 'P5'], says: /unknown severity "P5"; valid: P1, P2, P3, P4/ },
  { args: ['--severity', 'P1'], says: /--severity is of another scenario: escalation/ },
  { args: ['--list', 'nope'], says: /unknown scenario "nope"/ },
  { args: ['--help', '--bogus'], says: /--bogus.*valid options/ },
  { args: ['--out', 'package.json'], says: /--out package.json cannot be used: .*package.json: it is no folder/ },
  { args: ['--out', '/dev/null/x'], says: /--out \/dev\/null\/x cannot be used: \/dev\/null: it is no folder/ },
])('$args is refused and the valid words are named', ({ args, says }) => {
  expect(() => readCommandLine(args)).toThrow(says);
});

test('the list shows every fault once, a line each', () => {
  const lines = listing().split('\n');
  expect(lines[0]).toMatch(/^database-failover /);
  expect(lines.slice(1).map((line) => line.trim().split(' ')[0])).toEqual([
    'primary-killed',
    'host-lost',
    'primary-hung',
    'primary-restarts',
    'network-split',
    'duplicate-trigger',
    'commit-stalled',
    'standby-lagging',
    'standby-lost',
    'all-standbys-lost',
    'fence-unproven',
    'promotion-unconfirmed',
    'ssm-promotion-fails',
    'record-moved',
    'split-brain',
    'old-primary-returns',
    'slow-network',
    'clock-skew',
    'disk-full',
    'sns-down',
    'incident-table-throttled',
    'reports-bucket-denied',
    'dependency-outage',
    'refuses',
    'hangs',
    'errors',
    'escalation',
    'nobody-answers',
    'acknowledged',
    'severity-raised',
    'text-approved',
    'resolved-early',
  ]);
});

test.each([
  ['P1', ['nobody-answers', 'acknowledged', 'text-approved', 'resolved-early']],
  ['P2', ['nobody-answers', 'acknowledged', 'severity-raised', 'resolved-early']],
])('all courses of a %s are those that mean something for it', (severity, names) => {
  const command = readCommandLine(['escalation', '--severity', severity, '--fault', 'all']);
  expect(command.do === 'rehearse-ladder' && command.options.courses.map(({ name }) => name)).toEqual(names);
});
