import { FIGURES, figuresOf } from '../../../../lab/bench/figures.ts';
import { bundlesTable, figuresTable } from '../../../../lab/bench/tables.ts';
import { buildReport } from '../../../../lab/report/build-report.ts';
import { detailsOf } from '../../../../lab/report/details.ts';
import { ABOUT } from '../../../support/lab/about.ts';
import { recovered } from '../../../support/lab/evidence.ts';

const phases = { detection: 3, decision: 1.5, fencing: 2, promotion: 2.5, switch: 1, verification: 4, recoveryTime: 14 };

test('the phases are those of the machine’s last report, the rest is what the lab measured', () => {
  const evidence = recovered({ machineReports: [{ measured: { ...phases, fencing: 99 } }, { measured: { ...phases, dataLossBytes: 0 } }] });
  const details = detailsOf(evidence, ABOUT.plan, ABOUT.fault);
  expect(details.measuredPhases).toEqual(phases);
  const { measured } = buildReport(ABOUT, evidence);
  expect(figuresOf({ measured }, details, 61)).toEqual({
    detection: measured.detectionSeconds,
    decision: 1.5,
    fencing: 2,
    promotion: 2.5,
    switch: 1,
    verification: 4,
    'recovery time': measured.recoveryTimeSeconds,
    'write outage': measured.writeOutageSeconds,
    'whole rehearsal': 61,
  });
});

test('without a report of the machine its phases are not measured, never zero', () => {
  const evidence = recovered({ machineReports: [] });
  const details = detailsOf(evidence, ABOUT.plan, ABOUT.fault);
  expect(details.measuredPhases).toBeNull();
  const figures = figuresOf(buildReport(ABOUT, evidence), details, 61);
  expect(FIGURES.filter((name) => figures[name] === null)).toEqual(['decision', 'fencing', 'promotion', 'switch', 'verification']);
});

test('a table says of a figure without values that it was not measured', () => {
  const distribution = { n: 2, min: 1, median: 1.25, p95: 1.5, max: 1.5 };
  const table = figuresTable([
    { name: 'detection', distribution },
    { name: 'fencing', distribution: undefined },
  ]);
  const cells = table.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(cells).toEqual([
    ['seconds', 'n', 'min', 'median', 'p95', 'max'],
    ['detection', '2', '1.00', '1.25', '1.50', '1.50'],
    ['fencing', expect.stringMatching(/^0 not measured$/)],
  ]);
});

test('bundles are listed largest first, in kB and milliseconds', () => {
  const initialisation = { n: 9, min: 119.6, median: 150, p95: 170, max: 171 };
  const table = bundlesTable([
    { name: 'small', bytes: 950_476, initialisation },
    { name: 'large', bytes: 2_460_377, initialisation },
  ]);
  const rows = table.split('\n').slice(1);
  expect(rows.map((row) => row.trim().split(/ +/))).toEqual([
    ['large', '2460', '9', '120', '150', '171'],
    ['small', '950', '9', '120', '150', '171'],
  ]);
});
