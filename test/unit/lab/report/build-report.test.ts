import type { Evidence } from '../../../../lab/evidence.ts';
import { buildReport } from '../../../../lab/report/build-report.ts';
import { detailsOf } from '../../../../lab/report/details.ts';
import { markdown } from '../../../../lab/report/markdown.ts';
import { exitStatusOf } from '../../../../lab/report/report.ts';
import type { TimelineEvent } from '../../../../lab/timeline.ts';
import { ABOUT } from '../../../support/lab/about.ts';
import { at, recovered } from '../../../support/lab/evidence.ts';

const reportOf = (changes: Partial<Evidence> = {}) => buildReport(ABOUT, recovered(changes));

test('a perfect recovery has passed, and the exit status says so', () => {
  const report = reportOf();
  expect([report.verdict, report.reasons, report.endState]).toEqual(['passed', [], 'Recovered']);
  expect(exitStatusOf(report)).toBe(0);
});

test('a forecast says so, in the report and for people', () => {
  const forecast = buildReport({ ...ABOUT, latency: 'aws' }, recovered({}));
  expect(forecast.latency).toBe('aws');
  expect(markdown(forecast, detailsOf(recovered({}), ABOUT.plan, ABOUT.fault))).toContain('Latency: aws. What AWS takes was added');
  expect(markdown(reportOf(), detailsOf(recovered({}), ABOUT.plan, ABOUT.fault))).toContain('Latency: none.');
});

test('one reason is enough to fail, and it is said', () => {
  const report = reportOf({ onPrimary: new Set([1, 3, 4]) });
  expect(report.verdict).toBe('failed');
  expect(report.reasons).toEqual([expect.stringContaining('1 acknowledged write(s) are not on the primary')]);
  expect(report.measured.acknowledgedWritesLost).toBe(1);
  expect(exitStatusOf(report)).toBe(1);
});

test('what was not measured is null, never zero', () => {
  const report = reportOf({ claims: {}, acceptedWhenFenced: null, nodesAfter: [], events: [] });
  expect(report.measured).toMatchObject({
    detectionSeconds: null,
    recoveryTimeSeconds: null,
    writesAcceptedByFencedNode: null,
    dataLossBytes: null,
    dataLossSeconds: null,
  });
  expect(report.database.after).toEqual({ primary: null, timeline: null });
});

const state = (second: number, kind: 'state-entered' | 'state-left' | 'state-failed' | 'state-retried', name: string): TimelineEvent => ({
  at: at(second),
  kind,
  region: 'eu-west-3',
  machine: 'm',
  execution: 'arn:1',
  state: name,
  type: 'Task',
});

test('a look that failed and was repeated succeeded in the end; a failure that was caught did not', () => {
  const events = [
    state(1, 'state-entered', 'Assess primary'),
    state(2, 'state-failed', 'Assess primary'),
    state(3, 'state-retried', 'Assess primary'),
    state(4, 'state-left', 'Assess primary'),
    state(4, 'state-entered', 'Promote standby'),
    state(5, 'state-failed', 'Promote standby'),
    state(5, 'state-left', 'Promote standby'),
    { ...state(6, 'state-entered', 'of another execution'), execution: 'arn:2' } as TimelineEvent,
  ];
  expect(reportOf({ events }).states).toEqual([
    { name: 'Assess primary', enteredAt: at(1), exitedAt: at(4), outcome: 'succeeded' },
    { name: 'Promote standby', enteredAt: at(4), exitedAt: at(5), outcome: 'failed' },
  ]);
});

describe('whether people were told', () => {
  const item = { item: 'tell people', done: false, at: null, evidence: 'not yet', about: 'people-told' };
  const machineReports = [{ executionId: 'arn:1', endState: 'Recovered', checklist: [item, { ...item, item: 'other', about: 'fenced' }] }];

  test('is completed from the messages about this execution that arrived', () => {
    expect(reportOf({ machineReports }).checklist).toEqual([
      { item: 'tell people', done: true, at: at(10), evidence: expect.stringContaining('recovered') },
      { item: 'other', done: false, at: null, evidence: 'not yet' },
    ]);
  });

  test('is not completed from an alarm', () => {
    const events = recovered().events.map((event) => (event.kind === 'notification' ? { ...event, message: 'an alarm rings' } : event));
    expect(reportOf({ machineReports, events }).checklist[0]).toMatchObject({ done: false });
  });
});
