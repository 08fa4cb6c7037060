import { acknowledgedWritesLost, detectionSeconds, recoveryTimeSeconds, writeOutageSeconds } from '../../../lab/measure.ts';
import { acknowledged, at, recovered } from '../../support/lab/evidence.ts';

test('write outage is the longest silence that ends after the fault', () => {
  expect(writeOutageSeconds(recovered())).toBe(7.5);
});

test('a silence before the fault is not its outage', () => {
  const ledger = [acknowledged(1, -60), acknowledged(2, -1), acknowledged(3, 0.2), acknowledged(4, 0.4)];
  expect(writeOutageSeconds(recovered({ ledger }))).toBe(1.2);
});

test('acknowledgements that arrive out of order do not shorten the silence', () => {
  const ledger = [acknowledged(4, 8), acknowledged(1, -1), acknowledged(3, 7), acknowledged(2, -0.5)];
  expect(writeOutageSeconds(recovered({ ledger }))).toBe(7.5);
});

test('an outage that never ends is measured up to the last write that was tried, never as nothing', () => {
  const failed = (number: number, second: number) => ({ number, sentAt: Date.parse(at(second)), outcome: 'failed' as const });
  const ledger = [acknowledged(1, -1), acknowledged(2, -0.5), failed(3, 5), failed(4, 30)];
  expect(writeOutageSeconds(recovered({ ledger }))).toBe(30.5);
});

test('a last write whose answer came before it was counted does not lengthen anything', () => {
  const ledger = [acknowledged(1, -1), acknowledged(2, 4, 4.1), acknowledged(3, 4.05, 4.06)];
  expect(writeOutageSeconds(recovered({ ledger }))).toBe(5.06);
});

test('detection runs from the last good probe to the alarm', () => {
  expect(detectionSeconds(recovered())).toBe(3);
});

test('without an alarm detection is not measured, not zero', () => {
  expect(detectionSeconds(recovered({ events: [] }))).toBeNull();
});

test('recovery time ends at the first verified write and is null without one', () => {
  expect(recoveryTimeSeconds(recovered(), at(9.6))).toBe(10);
  expect(recoveryTimeSeconds(recovered(), undefined)).toBeNull();
});

test('only acknowledged writes can be lost', () => {
  const ledger = [acknowledged(1, 1), { number: 2, sentAt: 0, outcome: 'indeterminate' as const }, acknowledged(3, 1)];
  expect(acknowledgedWritesLost(recovered({ ledger, onPrimary: new Set([1]) }))).toEqual([3]);
});
