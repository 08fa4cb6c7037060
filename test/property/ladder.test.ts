import fc from 'fast-check';
import type { NewEntry } from '../../lambdas/domain/incident-record.ts';
import { type IncidentView, viewOf } from '../../lambdas/domain/incident-view.ts';
import { dueNow, nextLookAt, outlook, type Telling } from '../../lambdas/domain/ladder.ts';
import { isRaise } from '../../lambdas/domain/severity.ts';
import type { SeverityName } from '../../lib/plan/schema.ts';
import { planOf } from '../support/ports/builders.ts';
import { at, entry, INCIDENT, timelineOf } from '../support/ports/timeline.ts';

/** What people do to an incident, in the order of time; seconds from its start. */
type Event = { after: number; what: 'acknowledge' | 'resolve' | SeverityName };
type Sent = Telling & { seconds: number; severity: SeverityName };

const plan = planOf();
const HOUR = 3600;
const DAY = 24 * HOUR;
const P1_ABOVE: readonly SeverityName[] = ['P1', 'P2', 'P3', 'P4'];
const severities = fc.constantFrom<SeverityName>('P1', 'P2', 'P3', 'P4');
const events = fc
  .array(
    fc.record({
      after: fc.integer({ min: 1, max: 8 * HOUR }),
      what: fc.oneof(fc.constantFrom<Event['what']>('acknowledge', 'resolve'), severities),
    }),
    { maxLength: 8 },
  )
  .map((all) => all.toSorted((a, b) => a.after - b.after));

/** An incident lived through: the ladder looks when it said it would, and at once after every event. A telling its topic refuses is not told. */
function live(first: SeverityName, happenings: readonly Event[], until = DAY, refuses: (sent: number) => boolean = () => false): Sent[] {
  const timeline: NewEntry[] = [];
  const told: Record<string, string> = {};
  const sent: Sent[] = [];
  const left = [...happenings];
  let tries = 0;
  const viewNow = () => viewOf(INCIDENT, timelineOf({ severity: first }, ...timeline)) as IncidentView;
  let seconds = 0;
  while (seconds <= until) {
    const situation = () => ({ view: viewNow(), told, now: new Date(at(seconds)) });
    const due = dueNow(situation(), plan);
    let refused = false;
    for (const one of due) {
      tries += 1;
      if (refuses(tries)) refused = true;
      else {
        told[one.key] = at(seconds);
        sent.push({ ...one, seconds, severity: viewNow().severity });
      }
    }
    const view = viewNow();
    if (view.resolved !== undefined && !refused) return sent;
    const look = refused ? seconds + 60 : (Date.parse(nextLookAt(outlook(situation(), plan))) - Date.parse(at(0))) / 1000;
    const next = left[0];
    if (next !== undefined && next.after <= look) {
      left.shift();
      seconds = Math.max(seconds, next.after);
      timeline.push(entryFor(next, view.severity));
    } else seconds = look;
  }
  return sent;
}

function entryFor({ after, what }: Event, from: SeverityName): NewEntry {
  if (what === 'acknowledge') return entry('acknowledged', { reason: 'on it' }, at(after));
  if (what === 'resolve') return entry('resolved', { outcome: 'by-hand' }, at(after));
  return entry('severity', { from, to: what, reason: 'looks different now' }, at(after));
}

const rungsSent = (sent: readonly Sent[]) => sent.filter(({ key }) => key.startsWith('rung/'));

test('nobody is told twice for one rung, or twice the same thing, whatever happens and whatever topics refuse', () => {
  fc.assert(
    fc.property(severities, events, fc.array(fc.boolean(), { maxLength: 40 }), (severity, all, refusals) => {
      const sent = live(severity, all, 10 * HOUR, (number) => refusals[number] === true);
      const keys = sent.map(({ key }) => key);
      expect(keys).toEqual([...new Set(keys)]);
      const audiences = rungsSent(sent).map(({ audience }) => audience);
      expect(audiences).toEqual([...new Set(audiences)]);
    }),
  );
});

test('nobody is told before the time of their rung, of a severity the incident had by then', () => {
  fc.assert(
    fc.property(severities, events, (severity, all) => {
      for (const { audience, seconds, severity: now } of rungsSent(live(severity, all, 10 * HOUR))) {
        const due = plan.escalation[now].find((rung) => rung.audience === audience)?.after;
        expect(due).toBeDefined();
        expect(seconds).toBeGreaterThanOrEqual(due ?? 0);
      }
    }),
  );
});

test('after an acknowledgement nobody above hears, unless the severity is raised; after the resolution nobody new ever does', () => {
  fc.assert(
    fc.property(severities, events, (severity, all) => {
      const sent = live(severity, all, 10 * HOUR);
      const resolvedAt = all.find(({ what }) => what === 'resolve')?.after ?? Number.POSITIVE_INFINITY;
      expect(rungsSent(sent).filter(({ seconds }) => seconds > resolvedAt)).toEqual([]);
      let now = severity;
      let quietFrom: number | undefined;
      const quiet: [number, number][] = [];
      for (const { after, what } of [...all, { after: Number.POSITIVE_INFINITY, what: 'P1' as const }]) {
        if (what === 'acknowledge') quietFrom ??= after;
        else if (what !== 'resolve' && (isRaise(now, what) || after === Number.POSITIVE_INFINITY)) {
          if (quietFrom !== undefined) quiet.push([quietFrom, after]);
          quietFrom = undefined;
        }
        if (what !== 'acknowledge' && what !== 'resolve') now = what;
      }
      for (const { seconds, event } of rungsSent(sent).filter((one) => one.event === 'incident-escalated'))
        expect(quiet.filter(([from, to]) => seconds > from && seconds < to && event !== undefined)).toEqual([]);
    }),
  );
});

test('whoever is always told hears the end, although no topic took a message before it', () => {
  fc.assert(
    fc.property(severities, fc.integer({ min: 1, max: 8 * HOUR }), fc.integer({ min: 0, max: 200 }), (severity, after, refused) => {
      const sent = live(severity, [{ after, what: 'resolve' }], DAY, (number) => number <= refused);
      expect(sent.filter(({ key }) => key === 'resolved/on-call')).toHaveLength(1);
    }),
  );
});

test('an unacknowledged P1 reaches everybody at the minute of the plan, external communication at 4 h, and then its last rung again', () => {
  const sent = live('P1', [], 6 * HOUR);
  expect(rungsSent(sent).map(({ audience, seconds }) => [audience, seconds / 60])).toEqual([
    ['on-call', 0],
    ['tech-lead', 15],
    ['engineering-manager', 30],
    ['cto', 60],
    ['executive-management', 120],
    ['external-communication', 240],
  ]);
  const repeats = sent.filter(({ event }) => event === 'incident-repeated').map(({ audience, seconds }) => [audience, seconds / 60]);
  expect(repeats).toEqual([270, 300, 330, 360].map((minute) => ['external-communication', minute]));
});

test.each<[SeverityName, [string, number][]]>([
  [
    'P2',
    [
      ['on-call', 0],
      ['tech-lead', 30],
      ['engineering-manager', 60],
      ['cto', 120],
      ['executive-management', 240],
    ],
  ],
  [
    'P3',
    [
      ['on-call', 0],
      ['tech-lead', 60],
      ['engineering-manager', 240],
    ],
  ],
  ['P4', [['on-call', 0]]],
])('nobody answers a %s: %j', (severity, expected) => {
  expect(rungsSent(live(severity, [], DAY)).map(({ audience, seconds }) => [audience, seconds / 60])).toEqual(expected);
});

test('a P4 tells on-call once and repeats nothing', () => {
  expect(live('P4', [], DAY).filter(({ event }) => event === 'incident-repeated')).toEqual([]);
});

test('whoever was told hears every 30 minutes until the incident is resolved, and then once more', () => {
  const sent = live('P2', [
    { after: 20 * 60, what: 'acknowledge' },
    { after: 95 * 60, what: 'resolve' },
  ]);
  expect(sent.map(({ audience, event, seconds }) => [audience, event, seconds / 60])).toEqual([
    ['on-call', 'incident-opened', 0],
    ['on-call', 'incident-acknowledged', 20],
    ['on-call', 'incident-update', 30],
    ['on-call', 'incident-update', 60],
    ['on-call', 'incident-update', 90],
    ['on-call', 'incident-resolved', 95],
  ]);
});

test('a P3 that becomes a P1 at 40 minutes tells whoever a P1 would have told by then at once, and the others at their time', () => {
  const sent = live('P3', [{ after: 40 * 60, what: 'P1' }], 70 * 60);
  expect(rungsSent(sent).map(({ audience, seconds }) => [audience, seconds / 60])).toEqual([
    ['on-call', 0],
    ['tech-lead', 40],
    ['engineering-manager', 40],
    ['cto', 60],
  ]);
  expect(sent.filter(({ event }) => event === 'severity-changed').map(({ audience }) => audience)).toEqual(['on-call']);
});

test('a lower severity keeps those who know informed and tells nobody of the higher ladder', () => {
  const sent = live('P1', [{ after: 20 * 60, what: 'P3' }], 5 * HOUR);
  expect(rungsSent(sent).map(({ audience, seconds }) => [audience, seconds / 60])).toEqual([
    ['on-call', 0],
    ['tech-lead', 15],
    ['engineering-manager', 240],
  ]);
  expect(P1_ABOVE.indexOf('P3')).toBeGreaterThan(0);
});
