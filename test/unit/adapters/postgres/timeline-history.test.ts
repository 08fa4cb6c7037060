import { leftAt } from '../../../../lambdas/adapters/postgres/timeline-history.ts';

const HISTORY = '1\t0/3000000\tno recovery target specified\n\n2\t1F/5000108\tbefore 2026-11-23 10:00:00+00\n';

test.each([
  [1, '0/3000000'],
  [2, '1F/5000108'],
  [3, undefined],
])('timeline %d was left at %s', (timeline, lsn) => {
  expect(leftAt(HISTORY, timeline)).toBe(lsn);
});

test.each(['', 'nothing', '2', '2\tsomewhere\twhy', '22\t0/1\twhy'])('a file that holds %j says nothing', (content) => {
  expect(leftAt(content, 2)).toBeUndefined();
});
