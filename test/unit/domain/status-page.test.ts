import type { NewEntry } from '../../../lambdas/domain/incident-record.ts';
import { viewOf } from '../../../lambdas/domain/incident-view.ts';
import { type PublicIncident, parseRegionStatus, publicIncident } from '../../../lambdas/domain/public-incident.ts';
import { statusFacts } from '../../../lambdas/domain/status-page.ts';
import { entry, numbered, opened, resolved } from '../../support/people/timelines.ts';
import { after, planOf } from '../../support/ports/builders.ts';

const plan = planOf();
const ofEntries = (...entries: NewEntry[]): PublicIncident => {
  const view = viewOf('inc-1', numbered(...entries));
  if (view === undefined) throw new Error('no opening');
  return publicIncident(view);
};
const at = (seconds: number) => new Date(after(seconds));
const status = (incident: PublicIncident, asOf = after(0)) => ({ schemaVersion: 1 as const, asOf, incidents: [incident] });

describe('what is public about an incident', () => {
  const question = { question: 'promote-candidate', about: 'db-2 may lack 3 s', expiresAt: after(1800) };
  const ended = { endState: 'Held for a person', error: 'HeldForAPerson', cause: 'db-2 does not answer', executionId: 'arn:x' };
  const acknowledged = { reason: 'I look' };
  const state = { step: 'fence-primary' };
  test.each<[string, NewEntry[]]>([
    ['recovering', []],
    ['taken-charge', [entry('acknowledged', 5, acknowledged)]],
    ['deciding', [entry('acknowledged', 5, acknowledged), entry('question', 6, question)]],
    ['by-hand', [entry('question', 6, question), entry('ended', 7, ended)]],
    ['recovering', [entry('ended', 7, ended), entry('state', 8, state)]],
  ])('%s is what is being done', (phase, entries) => {
    expect(ofEntries(opened(), ...entries).phase).toBe(phase);
  });

  test('is nothing that was typed, and nothing that names a host, a node or an execution', () => {
    const secret = 'db-7.secret.internal';
    const incident = ofEntries(
      opened({ reason: secret, impact: secret, executionId: secret, region: secret }),
      entry('acknowledged', 1, { reason: secret }, { by: secret, text: secret }),
      entry('severity', 2, { from: 'P1', to: 'P2', reason: secret }),
      entry('note', 3, { text: secret }),
      entry('question', 3, { ...question, about: secret }),
      entry('ended', 4, { ...ended, cause: secret, error: secret }),
      entry('notice', 5, { notice: 'interruption', state: 'drafted', text: secret }),
      entry('notice', 5, { notice: 'resolution', state: 'declined', text: secret }),
      resolved(6, { cause: secret, resolution: secret, reportKey: secret }),
    );
    expect(JSON.stringify(incident)).not.toContain(secret);
    expect(incident).toEqual({
      id: 'inc-1',
      scenario: 'database-failover',
      severity: 'P2',
      startedAt: after(0),
      resolvedAt: after(6),
      outcome: 'recovered',
      phase: 'by-hand',
      notices: {},
    });
  });

  test('is a notice once a person has approved it, and the newest one of them', () => {
    const notice = (text: string, state: 'drafted' | 'approved') => entry('notice', 1, { notice: 'interruption', state, text });
    expect(ofEntries(opened(), notice('one', 'approved'), notice('two', 'approved'), notice('three', 'drafted')).notices).toEqual({
      interruption: { at: after(1), text: 'two' },
    });
  });
});

describe('what all regions say', () => {
  const open = ofEntries(opened());
  const over = ofEntries(opened(), resolved(90));

  test('an open incident names its next update: the first one after now, counted from its beginning', () => {
    const next = (seconds: number) => statusFacts([status(open, after(seconds))], at(seconds), plan).open[0]?.nextUpdateAt;
    expect([next(-10), next(0), next(1799), next(1800)]).toEqual([after(1800), after(1800), after(1800), after(3600)]);
  });

  test('who spoke last is right about an incident that several regions know', () => {
    for (const regions of [
      [status(open, after(0)), status(over, after(95))],
      [status(over, after(95)), status(open, after(0))],
    ])
      expect(statusFacts(regions, at(100), plan)).toMatchObject({ state: 'well', open: [], past: [{ durationSeconds: 90 }] });
  });

  test('an incident of a region that has fallen silent says since when', () => {
    const silent = (seconds: number) => statusFacts([status(open)], at(seconds), plan).open[0]?.silentSince;
    expect([silent(3600), silent(3601)]).toEqual([null, after(0)]);
  });

  test('past incidents are those of a year, newest first, and a clock that runs back makes no negative duration', () => {
    const day = 86_400;
    const of = (id: string, seconds: number) => ({ ...over, id, startedAt: after(seconds) });
    const regions = [{ schemaVersion: 1 as const, asOf: after(0), incidents: [of('old', -366 * day), of('a', -20 * day), of('b', 100)] }];
    const { past } = statusFacts(regions, at(100), plan);
    expect(past.map(({ id, durationSeconds }) => [id, durationSeconds])).toEqual([
      ['b', 0],
      ['a', 20 * day + 90],
    ]);
  });
});

test.each(['', 'null', '{"schemaVersion":2}', '{"schemaVersion":1,"asOf":"x"}', '{"schemaVersion":1,"incidents":[]}'])(
  '%j is no status of a region',
  (text) => expect(parseRegionStatus(text)).toBeUndefined(),
);
