import { calendarMonth, startOfMonth } from '../../../lambdas/domain/zoned-time.ts';

test.each([
  [2026, 11, 'Indian/Antananarivo', '2026-10-31T21:00:00.000Z'],
  [2026, 1, 'UTC', '2026-01-01T00:00:00.000Z'],
  [2026, 7, 'Europe/Paris', '2026-06-30T22:00:00.000Z'],
  [2026, 13, 'Europe/Paris', '2026-12-31T23:00:00.000Z'],
  [2026, 1, 'America/St_Johns', '2026-01-01T03:30:00.000Z'],
  // Clocks there are changed at midnight UTC + 3 on the day before; the first of November is standard time again.
  [2026, 11, 'America/New_York', '2026-11-01T04:00:00.000Z'],
  [2025, 4, 'Pacific/Auckland', '2025-03-31T11:00:00.000Z'],
])('%d-%d begins in %s at %s', (year, month, timeZone, at) => {
  expect(startOfMonth(year, month, timeZone).toISOString()).toBe(at);
});

test('the calendar is that of the time zone', () => {
  expect(calendarMonth(new Date('2026-12-31T21:30:00Z'), 'Indian/Antananarivo')).toEqual({ year: 2027, month: 1 });
  expect(calendarMonth(new Date('2026-12-31T21:30:00Z'), 'UTC')).toEqual({ year: 2026, month: 12 });
});
