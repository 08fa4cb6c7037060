import { setTimeout as pause } from 'node:timers/promises';
import { type FastClock, startFastClock } from '../../../../lab/clock/fast-clock.ts';
import { REAL_CLOCK } from '../../../../lab/clock/lab-clock.ts';

const HOUR = 3_600_000;
const computers = Date;
let clock: FastClock;
beforeEach(() => {
  clock = startFastClock({ quietMilliseconds: 6 });
});
afterEach(() => clock.stop());

test('hours of sleep pass in moments, and Date goes with them', async () => {
  const began = Date.now();
  await clock.sleep(4 * HOUR);
  expect(Date.now() - began).toBeGreaterThanOrEqual(4 * HOUR);
  expect(Date.parse(new Date().toISOString()) - began).toBeGreaterThanOrEqual(4 * HOUR);
  expect(clock.ahead()).toBeGreaterThan(3 * HOUR);
  expect(clock.now() - computers.now()).toBeGreaterThan(3 * HOUR);
});

test('Date is otherwise what it was', () => {
  const moment = '2026-11-26T08:00:00.000Z';
  expect(new Date(moment).toISOString()).toBe(moment);
  expect(new Date(2026, 10, 26)).toBeInstanceOf(Date);
  expect(Date.parse(moment)).toBe(computers.parse(moment));
  expect(new computers(0) instanceof Date).toBe(true);
  class Day extends Date {}
  expect(new Day(moment)).toBeInstanceOf(Day);
  expect(typeof (Date as unknown as () => string)()).toBe('string');
});

test('sleepers wake in the order of their moments, each at its own', async () => {
  const began = clock.now();
  const woken: [string, number][] = [];
  const sleep = (name: string, hours: number) =>
    clock.sleep(hours * HOUR).then(() => woken.push([name, Math.floor((clock.now() - began) / HOUR)]));
  await Promise.all([sleep('c', 3), sleep('a', 1), sleep('b', 2)]);
  expect(woken).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
});

test('no time is jumped over while somebody works, however long it takes', async () => {
  const began = clock.now();
  let done = false;
  const woken = clock.sleep(HOUR).then(() => done);
  await clock.busy(async () => {
    await pause(100);
    expect(clock.now() - began).toBeLessThan(HOUR);
    done = true;
  });
  expect(await woken).toBe(true);
});

test('work that fails ends being work', async () => {
  await expect(clock.busy(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  await clock.sleep(HOUR);
});

test('what comes again and again comes once a period, until it is stopped', async () => {
  const began = clock.now();
  const minutes: number[] = [];
  const stop = clock.every(60_000, () => minutes.push(Math.round((clock.now() - began) / 60_000)));
  await clock.sleep(10 * 60_000 + 30_000);
  stop();
  await clock.sleep(HOUR);
  expect(minutes).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('thousands of looks that come to nothing hold nobody up, and one that comes to something is heard before the next', async () => {
  let looks = 0;
  const heard: number[] = [];
  const stop = clock.every(10_000, () => {
    looks += 1;
    if (looks % 1_000 !== 0) return false;
    setTimeout(() => heard.push(looks), 2);
    return true;
  });
  await clock.sleep(8 * HOUR);
  stop();
  expect(looks).toBeGreaterThanOrEqual(2_879);
  expect(heard).toEqual([1_000, 2_000]);
});

test.each([
  ['fast', () => clock],
  ['real', () => REAL_CLOCK],
])('a sleep on the %s clock is given up with its signal, before or while it lasts', async (_, of) => {
  const abort = new AbortController();
  const asleep = of().sleep(HOUR, abort.signal);
  abort.abort(new Error('over'));
  await expect(asleep).rejects.toThrow('over');
  await expect(of().sleep(HOUR, abort.signal)).rejects.toThrow('over');
});

test('one clock at a time, and Date is the computer’s again afterwards', () => {
  expect(() => startFastClock()).toThrow('a fast clock runs already');
  clock.stop();
  expect(Date).toBe(computers);
});

test('the real clock is the computer’s', async () => {
  expect(REAL_CLOCK.ahead()).toBe(0);
  let rings = 0;
  const stop = REAL_CLOCK.every(1, () => (rings += 1));
  await REAL_CLOCK.sleep(20);
  stop();
  expect(rings).toBeGreaterThan(0);
  expect(await REAL_CLOCK.busy(async () => 'done')).toBe('done');
  expect(Math.abs(REAL_CLOCK.now() - computers.now())).toBeLessThan(HOUR);
});
