import fc from 'fast-check';
import { type LedgerIncident, ledgerOf } from '../../lambdas/domain/ledger.ts';
import { planOf } from '../support/ports/builders.ts';

const plan = planOf();
const FIRST = Date.parse('2025-11-01T00:00:00Z');
const LAST = Date.parse('2027-02-01T00:00:00Z');
const NOW = { now: new Date('2026-11-23T10:00:00Z'), year: 2026, month: 11 };
const iso = (at: number) => new Date(at).toISOString();

const moment = fc.integer({ min: FIRST, max: NOW.now.getTime() });
const incident: fc.Arbitrary<LedgerIncident> = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    severity: fc.constantFrom('P1', 'P2', 'P3', 'P4'),
    at: moment,
    lasts: fc.option(fc.integer({ min: 0, max: 90 * 86_400_000 })),
    outcome: fc.constantFrom('recovered', 'false-alarm', 'by-hand'),
  })
  .map(({ id, severity, at, lasts, outcome }) => {
    const resolvedAt = lasts === null ? null : iso(at + lasts);
    const critical = severity === 'P1' ? [{ from: iso(at), to: resolvedAt }] : [];
    return {
      id,
      scenario: 'database-failover',
      severity,
      openedAt: iso(at),
      resolvedAt,
      outcome: lasts === null ? null : outcome,
      critical,
    };
  });
const incidents = fc.uniqueArray(incident, { selector: ({ id }) => id, maxLength: 12 });

const minutesDown = (all: readonly LedgerIncident[]) => ledgerOf(all, plan, NOW).availability.year.downtimeMinutes;

test('availability is between 0 and 100, and downtime between nothing and the period', () => {
  fc.assert(
    fc.property(incidents, fc.integer({ min: FIRST, max: LAST }), fc.integer({ min: 1, max: 12 }), (all, now, month) => {
      const { availability } = ledgerOf(all, plan, { now: new Date(now), year: 2026, month });
      for (const { percent, minutes, downtimeMinutes, from, to } of Object.values(availability)) {
        expect(Date.parse(from)).toBeLessThanOrEqual(Date.parse(to));
        expect(downtimeMinutes).toBeGreaterThanOrEqual(0);
        expect(downtimeMinutes).toBeLessThanOrEqual(minutes);
        if (percent !== null) expect(percent >= 0 && percent <= 100).toBe(true);
      }
    }),
  );
});

test('the order does not matter, nor that an incident is there twice', () => {
  fc.assert(
    fc.property(
      incidents.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }))),
      ([all, shuffled]) => {
        expect(ledgerOf(shuffled, plan, NOW)).toEqual(ledgerOf(all, plan, NOW));
      },
    ),
  );
});

test('overlapping incidents never count twice: the minutes are those in which at least one was a P1', () => {
  const hour = 3_600_000;
  const begin = Date.parse('2026-03-01T00:00:00Z');
  const hours = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 })), { maxLength: 10 });
  fc.assert(
    fc.property(hours, (spans) => {
      const all = spans.map(([from, lasts], index): LedgerIncident => {
        const [openedAt, resolvedAt] = [iso(begin + from * hour), iso(begin + (from + lasts) * hour)];
        const critical = [{ from: openedAt, to: resolvedAt }];
        return { id: String(index), scenario: 'x', severity: 'P1', openedAt, resolvedAt, outcome: 'recovered', critical };
      });
      const down = Array.from({ length: 60 }, (_, at) => spans.some(([from, lasts]) => at >= from && at < from + lasts));
      expect(minutesDown(all)).toBe(down.filter(Boolean).length * 60);
    }),
  );
});

test('one more incident never makes the service more available', () => {
  fc.assert(
    fc.property(incidents, incident, (all, more) => {
      fc.pre(all.every(({ id }) => id !== more.id));
      expect(minutesDown([...all, more])).toBeGreaterThanOrEqual(minutesDown(all));
    }),
  );
});
