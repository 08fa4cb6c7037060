import { retrySeconds } from '../../../lambdas/domain/escalation.ts';
import { THE_LADDER, THE_WRITER } from '../../../lambdas/domain/incident-record.ts';
import { viewOf } from '../../../lambdas/domain/incident-view.ts';
import { measurementOf } from '../../../lambdas/domain/measurement.ts';
import { after, assessment, comparison, confirmation, fenced, switched } from '../../support/ports/builders.ts';
import { at, entry, INCIDENT, opening, timelineOf, viewAfter } from '../../support/ports/timeline.ts';

const ended = { endState: 'Held for a person', error: 'HeldForAPerson', cause: 'nobody knows', executionId: 'arn:1' };
const asked = { question: 'promote-candidate', about: 'a loss', expiresAt: at(1800) };
const answer = (question: string) => entry('decision', { question, decision: 'decline' as const, reason: 'no' }, at(20));

test('a timeline without its opening is no incident', () => {
  expect(viewOf(INCIDENT, [])).toBeUndefined();
  expect(viewOf(INCIDENT, [{ ...entry('note', { text: 'x' }), sequence: 1 }])).toBeUndefined();
});

test('severity is the last one, and the first is kept; the impact is a person’s where there is one', () => {
  const view = viewAfter({ impact: 'nobody pays' }, entry('severity', { from: 'P1', to: 'P3', reason: 'smaller' }, at(60), 'Mamy'));
  expect(view).toMatchObject({ severity: 'P3', firstSeverity: 'P1', impact: 'nobody pays', last: 2, executionId: opening.executionId });
  expect(view.severityChange).toEqual({ at: at(60), by: 'Mamy', from: 'P1', to: 'P3', reason: 'smaller' });
  expect(viewAfter({}).severityChange).toBeUndefined();
});

test('the first acknowledgement stands, until the severity is raised; lowering it changes nothing', () => {
  const first = entry('acknowledged', { reason: 'on it' }, at(60), 'Rado');
  const second = entry('acknowledged', { reason: 'me too' }, at(90), 'Mamy');
  expect(viewAfter({}, first, second).acknowledged).toEqual({ at: at(60), by: 'Rado' });
  const lowered = entry('severity', { from: 'P1', to: 'P2', reason: 'r' }, at(70));
  expect(viewAfter({}, first, lowered).acknowledged).toEqual({ at: at(60), by: 'Rado' });
  const raised = entry('severity', { from: 'P2', to: 'P1', reason: 'r' }, at(80));
  expect(viewAfter({}, first, lowered, raised).acknowledged).toBeUndefined();
  expect(viewAfter({}, first, lowered, raised, second).acknowledged).toEqual({ at: at(90), by: 'Mamy' });
});

test('an execution that ended badly is told until another one works', () => {
  expect(viewAfter({}, entry('ended', ended, at(30))).ended).toEqual({ at: at(30), ...ended });
  for (const kind of ['state', 'command'] as const)
    expect(viewAfter({}, entry('ended', ended, at(30)), entry(kind, { step: 'assess-primary' }, at(40))).ended).toBeUndefined();
  expect(viewAfter({}, entry('ended', ended, at(30)), entry('note', { text: 'x' }, at(40))).ended).toBeDefined();
  const before = entry('state', { step: 'assess-primary' }, at(20));
  expect(viewAfter({}, entry('ended', ended, at(30)), before).ended).toBeDefined();
  for (const by of [THE_LADDER, THE_WRITER])
    expect(viewAfter({}, entry('ended', ended, at(30)), entry('state', { step: 'x' }, at(40), by)).ended).toBeDefined();
});

test('a question waits until it is answered, the execution ends or the incident is over', () => {
  const question = entry('question', asked, at(10));
  expect(viewAfter({}, question).question).toEqual({ askedAt: at(10), ...asked });
  expect(viewAfter({}, question, answer('give-up-primary')).question).toBeDefined();
  expect(viewAfter({}, question, answer('promote-candidate')).question).toBeUndefined();
  expect(viewAfter({}, question, entry('ended', ended, at(30))).question).toBeUndefined();
  expect(viewAfter({}, question, entry('resolved', { outcome: 'recovered' }, at(30))).question).toBeUndefined();
});

test('a text for users is a draft until a person has answered; only an approved one is a notice', () => {
  const drafted = entry('notice', { notice: 'interruption', state: 'drafted', text: 'text' }, at(10));
  const answered = (state: 'approved' | 'declined') => entry('notice', { notice: 'interruption', state, text: 'text' }, at(20));
  expect(viewAfter({}, drafted)).toMatchObject({
    drafts: { interruption: { text: 'text' } },
    notices: {},
    noticesDrafted: ['interruption'],
  });
  expect(viewAfter({}, drafted, answered('approved'))).toMatchObject({
    drafts: {},
    notices: { interruption: { at: at(20), text: 'text' } },
  });
  expect(viewAfter({}, drafted, answered('declined'))).toMatchObject({ drafts: {}, notices: {}, noticesDrafted: ['interruption'] });
});

test('the first resolution ends it', () => {
  const view = viewAfter(
    {},
    entry('resolved', { outcome: 'recovered' }, at(30), 'arn:1'),
    entry('resolved', { outcome: 'by-hand' }, at(40)),
  );
  expect(view.resolved).toEqual({ at: at(30), by: 'arn:1', outcome: 'recovered' });
  expect(timelineOf({})).toHaveLength(1);
});

test('figures of a recovery: phases added up where all were measured, and null where one was not', () => {
  const all = { assessment: assessment(), fencing: fenced(), comparison: comparison(), confirmation: confirmation(), record: switched() };
  expect(measurementOf({ ...all, divergence: { commits: 2 } as never })).toMatchObject({ lossProvenZero: true, divergentCommits: 2 });
  expect(measurementOf(all).actionSeconds).toEqual(expect.any(Number));
  expect(measurementOf({ assessment: assessment() })).toMatchObject({
    actionSeconds: null,
    lossBytes: null,
    lossSeconds: null,
    lossProvenZero: false,
    divergentCommits: null,
  });
  expect(after(1)).toBe(at(1));
});

test('a topic that takes no message is tried again after a minute, then less often, at least every ten minutes', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map(retrySeconds)).toEqual([60, 60, 120, 300, 600, 600, 600]);
});
