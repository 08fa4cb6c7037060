import { buildReport } from '../../../lab/report/build-report.ts';
import { exitStatusOf, type Finished, summary } from '../../../lab/summary.ts';
import { ABOUT } from '../../support/lab/about.ts';
import { recovered } from '../../support/lab/evidence.ts';

const passed: Finished = { fault: 'one', seconds: 20.04, report: buildReport(ABOUT, recovered()) };
const failed: Finished = { fault: 'another', seconds: 30, report: buildReport(ABOUT, recovered({ onPrimary: new Set([1, 3, 4]) })) };
const left: Finished = { fault: 'third', seconds: 1, obstacle: 'no server program' };

test('every rehearsal has a row, and the last line counts them', () => {
  const lines = summary([passed, failed, left]).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toMatch(/^one +passed +Recovered +3\.0 s +9\.4 s .* 20\.0 s$/);
  expect(lines[2]).toMatch(/^another +FAILED +Recovered .* 1 +30\.0 s$/);
  expect(lines[3]).toMatch(/^third +not carried out +1\.0 s$/);
  expect(lines[4]).toBe('1 passed, 1 failed, 1 not carried out, 51 s');
});

test.each([
  [[passed], 0],
  [[passed, failed], 1],
  [[failed, left, passed], 2],
])('the exit status is that of the worst', (finished, status) => expect(exitStatusOf(finished)).toBe(status));
