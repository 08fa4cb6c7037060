import {
  acknowledgedWritesLost,
  detectionSeconds,
  recoveryTimeOfAnyVantage,
  recoveryTimeSeconds,
  writeOutageSeconds,
} from '../../../lab/measure.ts';
import type { TimelineEvent } from '../../../lab/timeline.ts';
import { acknowledged, at, look, recovered } from '../../support/lab/evidence.ts';

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

test('recovery time begins at the last good probe before the alarm, though what broke first left the primary well', () => {
  const seen = recovered();
  const well = goodProbe(0.5, 'eu-west-3');
  const [first] = seen.events.filter((event) => event.kind === 'metric' && event.name === 'PrimaryWritable' && event.value === 0);
  const events = [...seen.events.filter((event) => event !== first), well].sort((one, other) => (one.at < other.at ? -1 : 1));
  expect(recoveryTimeSeconds({ ...seen, events }, at(9.6))).toBe(9.1);
});

const goodProbe = (second: number, region: string) =>
  ({ at: at(second), kind: 'metric', region, name: 'PrimaryWritable', value: 1, dimensions: {} }) as const;
const inOrder = (...events: TimelineEvent[]) => events.sort((one, other) => one.at.localeCompare(other.at));
const [first, second, ...later] = recovered().looks;
const looks = [first, second, look(3, 'db-1.internal', [null, true, true]), ...later].flatMap((one) => one ?? []);

test('for any vantage it begins at the last good probe of whoever saw the old primary last', () => {
  const seen = recovered({ looks, events: inOrder(...recovered().events, goodProbe(2.6, 'eu-west-1')) });
  expect(recoveryTimeOfAnyVantage(seen, at(9.6))).toBe(7);
  expect(recoveryTimeOfAnyVantage(seen, undefined)).toBeNull();
  expect(recoveryTimeOfAnyVantage(recovered({ events: [] }), at(9.6))).toBeNull();
});

test('a probe that finds the new primary before the record names it is none of the old one', () => {
  const seen = recovered({ looks, events: inOrder(...recovered().events, goodProbe(6.5, 'eu-west-1')) });
  expect(recoveryTimeOfAnyVantage(seen, at(9.6))).toBe(10);
});

test('only acknowledged writes can be lost', () => {
  const ledger = [acknowledged(1, 1), { number: 2, sentAt: 0, outcome: 'indeterminate' as const }, acknowledged(3, 1)];
  expect(acknowledgedWritesLost(recovered({ ledger, onPrimary: new Set([1]) }))).toEqual([3]);
});
