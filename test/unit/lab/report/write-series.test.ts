import type { LedgerEntry } from '../../../../lab/estate/estate.ts';
import { writeSeries } from '../../../../lab/report/write-series.ts';
import { acknowledged, at, FAULT_AT } from '../../../support/lab/evidence.ts';

const failed = (number: number, second: number): LedgerEntry => ({ number, sentAt: Date.parse(at(second)), outcome: 'failed' });

test('counts by the moment of acknowledgement and of sending, second by second from the fault; begun seconds are left out', () => {
  const ledger = [acknowledged(1, -1.5), acknowledged(2, -0.9, -0.1), acknowledged(3, 0.1), failed(4, 1.2), acknowledged(5, 2.5)];
  expect(writeSeries(ledger, FAULT_AT).seconds).toEqual([
    { at: at(-1), acknowledged: 1, unsuccessful: 0 },
    { at: at(0), acknowledged: 1, unsuccessful: 0 },
    { at: at(1), acknowledged: 0, unsuccessful: 1 },
  ]);
});

test('the outage is the longest silence since the fault, with whether it ended', () => {
  const ledger = [acknowledged(1, -0.5), failed(2, 3), acknowledged(3, 4)];
  expect(writeSeries(ledger, FAULT_AT).outage).toEqual({ from: at(-0.5), to: at(4), ended: true });
  expect(writeSeries([...ledger.slice(0, 2), failed(3, 4)], FAULT_AT).outage).toEqual({ from: at(-0.5), to: at(4), ended: false });
});

test('a silence that nobody notices is no outage, and nothing sent is nothing measured', () => {
  expect(writeSeries([acknowledged(1, -0.5), acknowledged(2, 0.4)], FAULT_AT).outage).toBeNull();
  expect(writeSeries([], FAULT_AT)).toEqual({ seconds: [], outage: null });
});
