import { jest } from '@jest/globals';
import type { LedgerEntry, Load } from '../../../lab/estate/estate.ts';
import { WriteRate } from '../../../lab/write-rate.ts';

const START = Date.parse('2026-11-23T10:00:00.000Z');
let ledger: LedgerEntry[];
let said: string[];
let rate: WriteRate;

beforeEach(() => {
  jest.useFakeTimers({ now: START });
  ledger = [];
  said = [];
  const load = { ledger: () => ledger, writesPerSecond: () => 20 } as unknown as Load;
  rate = new WriteRate(load, (text) => said.push(text));
  rate.start();
});
afterEach(() => {
  rate.stop();
  jest.useRealTimers();
});

/** Time passes, with an acknowledgement every 50 ms or without any. */
function pass(milliseconds: number, writing: boolean): void {
  for (let elapsed = 0; elapsed < milliseconds; elapsed += 50) {
    jest.advanceTimersByTime(50);
    if (writing) ledger.push({ number: ledger.length, sentAt: Date.now(), acknowledgedAt: Date.now(), outcome: 'acknowledged' });
  }
}

test('says nothing before the first write is acknowledged: what has not begun has not stopped', () => {
  pass(3_000, false);
  expect(said).toEqual([]);
  pass(200, true);
  expect(said).toEqual(['the first writes are acknowledged']);
});

test('says once that writes stopped, and with the first one how long that took', () => {
  pass(1_000, true);
  pass(7_450, false);
  expect(said.filter((line) => line.startsWith('WRITES'))).toEqual(['WRITES STOPPED, none was acknowledged for 1 s']);
  pass(500, true);
  expect(said.at(-1)).toBe('WRITES ARE BACK, the first after 7.5 s of silence');
});

test('reminds every few seconds while nothing changes', () => {
  pass(11_000, true);
  expect(said.filter((line) => line === '20/s acknowledged')).toHaveLength(2);
});
