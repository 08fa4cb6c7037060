import { count, duration, onFaultClock, sinceFault } from '../../../../../lab/report/page/wording.ts';
import { at } from '../../../../support/lab/evidence.ts';

test.each([
  [null, 'not measured'],
  [0, '0 s'],
  [0.346, '0.35 s'],
  [17.361, '17.4 s'],
  [99.96, '100 s'],
  [300, '5 min'],
  [135.4, '2 min 15 s'],
  [3_600, '1 h'],
  [3_725, '1 h 2 min 5 s'],
])('a duration of %p is written %p', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('what was not measured is no zero', () => {
  expect([count(null, ' bytes'), count(0, ' bytes'), count(1_494)]).toEqual(['not measured', '0 bytes', '1,494']);
});

test('moments are told on the clock of the fault', () => {
  expect([sinceFault(at(3.14), at(0)), sinceFault(at(-0.4), at(0)), sinceFault(at(0), at(0)), onFaultClock(125)]).toEqual([
    '+3.1 s',
    '−0.4 s',
    '+0.0 s',
    '+2 min 5 s',
  ]);
});
