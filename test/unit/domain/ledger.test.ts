import type { NewEntry } from '../../../lambdas/domain/incident-record.ts';
import { viewOf } from '../../../lambdas/domain/incident-view.ts';
import { type LedgerIncident, ledgerIncident, ledgerOf, mergedLedger } from '../../../lambdas/domain/ledger.ts';
import type { SeverityName } from '../../../lib/plan/schema.ts';
import { entry, numbered, opened, resolved } from '../../support/people/timelines.ts';
import { after, planOf } from '../../support/ports/builders.ts';

const plan = planOf();
const HOUR = 3_600;
const NOVEMBER = { now: new Date(after(10 * HOUR)), year: 2026, month: 11 };
let ids = 0;
const of = (...entries: NewEntry[]): LedgerIncident => {
  const timeline = numbered(...entries);
  ids += 1;
  const view = viewOf(`inc-${ids}`, timeline);
  if (view === undefined) throw new Error('no opening');
  return ledgerIncident(view, timeline);
};
const turned = (seconds: number, from: SeverityName, to: SeverityName) => entry('severity', seconds, { from, to, reason: 'x' });
const spans = (incident: LedgerIncident) => incident.critical.map(({ from, to }) => [from, to]);

describe('when an incident was a P1', () => {
  test('from opening to resolution', () => expect(spans(of(opened(), resolved(60)))).toEqual([[after(0), after(60)]]));
  test('from opening on while it is open', () => expect(spans(of(opened()))).toEqual([[after(0), null]]));
  test('not before it was raised', () =>
    expect(spans(of(opened({ severity: 'P3' }), turned(20, 'P3', 'P1'), resolved(60)))).toEqual([[after(20), after(60)]]));
  test('not after it was lowered, and again after it was raised once more', () =>
    expect(spans(of(opened(), turned(20, 'P1', 'P2'), turned(40, 'P2', 'P1')))).toEqual([
      [after(0), after(20)],
      [after(40), null],
    ]));
  test('a change after the end changes nothing', () => {
    expect(spans(of(opened(), resolved(60), turned(90, 'P1', 'P2')))).toEqual([[after(0), after(60)]]);
    expect(spans(of(opened({ severity: 'P2' }), resolved(60), turned(90, 'P2', 'P1')))).toEqual([]);
  });
});

test('counts by severity, MTTR of what is resolved, open ones and false alarms apart', () => {
  const incidents = [
    of(opened(), resolved(HOUR)),
    of(opened({ severity: 'P2' }), resolved(3 * HOUR)),
    of(opened({ severity: 'P4' })),
    of(opened(), resolved(9 * HOUR, { outcome: 'false-alarm' })),
    of(opened({}, -400 * 24 * HOUR), resolved(-399 * 24 * HOUR)),
  ];
  const ledger = ledgerOf(incidents, plan, NOVEMBER);
  expect(ledger).toMatchObject({
    counts: { P1: 1, P2: 1, P3: 0, P4: 1 },
    falseAlarms: 1,
    open: 1,
    resolved: 2,
    mttrSeconds: 2 * HOUR,
    mttrObjectiveSeconds: 2 * HOUR,
  });
  expect(ledger.incidents).toHaveLength(4);
  expect(ledgerOf([], plan, NOVEMBER)).toMatchObject({ mttrSeconds: null, counts: { P1: 0 } });
});

test('availability: month and year so far in the plan’s time zone, against the objective and what it leaves for the year', () => {
  const { month, year } = ledgerOf([of(opened(), resolved(HOUR))], plan, NOVEMBER).availability;
  expect(month).toMatchObject({
    from: '2026-10-31T21:00:00.000Z',
    to: after(10 * HOUR),
    downtimeMinutes: 60,
    objectivePercent: 99.9,
    kept: false,
  });
  expect(month.minutes).toBe((Date.parse(after(10 * HOUR)) - Date.parse('2026-10-31T21:00:00.000Z')) / 60_000);
  expect(month.percent).toBeCloseTo(100 * (1 - 60 / month.minutes), 10);
  expect(year).toMatchObject({ from: '2025-12-31T21:00:00.000Z', downtimeMinutes: 60, kept: true });
  expect(year.allowedDowntimeMinutes / 60).toBeCloseTo(8.76, 10);
});

test('only a P1 is downtime, a false alarm is none, and overlapping ones count once', () => {
  const downtime = (...incidents: LedgerIncident[]) => ledgerOf(incidents, plan, NOVEMBER).availability.year.downtimeMinutes;
  expect(downtime(of(opened({ severity: 'P2' }), resolved(HOUR)))).toBe(0);
  expect(downtime(of(opened(), resolved(HOUR, { outcome: 'false-alarm' })))).toBe(0);
  expect(downtime(of(opened(), resolved(HOUR)), of(opened({}, 1_800), resolved(2 * HOUR)), of(opened({}, 60), resolved(120)))).toBe(120);
  expect(downtime(of(opened()))).toBe(600);
});

test('what began in the year before counts as downtime from the first minute of the year', () => {
  const long = of(opened({}, -330 * 24 * HOUR), resolved(-320 * 24 * HOUR));
  const ledger = ledgerOf([long], plan, { ...NOVEMBER, month: 1 });
  expect(ledger.counts.P1).toBe(0);
  const inYear = (Date.parse(after(-320 * 24 * HOUR)) - Date.parse('2025-12-31T21:00:00.000Z')) / 60_000;
  expect(ledger.availability.year.downtimeMinutes).toBe(inYear);
  expect(ledger.availability.month.downtimeMinutes).toBe(inYear);
});

test('a period that has not begun has no availability', () => {
  expect(ledgerOf([], plan, { ...NOVEMBER, year: 2027, month: 1 }).availability.month).toMatchObject({
    minutes: 0,
    percent: null,
    kept: null,
  });
});

test('an incident that two regions know counts once, as the one says that knows its end', () => {
  const open = of(opened());
  const over = { ...open, resolvedAt: after(60), outcome: 'recovered' as const, critical: [{ from: after(0), to: after(60) }] };
  for (const both of [
    [open, over],
    [over, open],
  ])
    expect(ledgerOf(both, plan, NOVEMBER)).toMatchObject({ counts: { P1: 1 }, open: 0, availability: { year: { downtimeMinutes: 1 } } });
});

test('what several regions answer is put together, each incident once', () => {
  const [both, alone] = [of(opened(), resolved(HOUR)), of(opened({}, 2 * HOUR), resolved(3 * HOUR))];
  const answer = (region: string, ...known: LedgerIncident[]) => ({ region, ledger: ledgerOf(known, plan, NOVEMBER), known });
  const merged = mergedLedger([answer('a', both), answer('b', both, alone)], plan, NOVEMBER);
  expect(merged).toMatchObject({ counts: { P1: 2 }, mttrSeconds: HOUR, availability: { year: { downtimeMinutes: 120 } } });
});
