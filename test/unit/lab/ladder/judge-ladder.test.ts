import { judgeLadder } from '../../../../lab/ladder/judge.ts';
import type { Lived } from '../../../../lab/ladder/lived.ts';
import { ladderMarkdown } from '../../../../lab/ladder/markdown.ts';
import { ladderPage } from '../../../../lab/ladder/page.ts';
import { ladderReport } from '../../../../lab/ladder/report.ts';
import { rungsByThePlan } from '../../../../lab/ladder/rungs.ts';
import { commandFor } from '../../../../lab/ladder/shell-person.ts';
import { courseOf, END, lived, type Message, message, unanswered, writtenForPeople } from '../../../support/lab/lived-ladder.ts';
import { after, planOf, START } from '../../../support/ports/builders.ts';

const MINUTE = 60;
const HOUR = 3600;
const plan = planOf();

const spoiled = (change: (messages: Message[]) => Message[]) => judgeLadder(lived({ events: change(unanswered()) })).join('\n');

test('a ladder that did what the plan says has nothing wrong', () => {
  expect(judgeLadder(lived())).toEqual([]);
  const alarm = message('on-call', 8, { subject: 'ALARM: "x" in eu-west-3', message: '{raw}' });
  delete alarm.sms;
  expect(judgeLadder(lived({ events: [alarm, ...unanswered()] }))).toEqual([]);
});

test.each<[string, (messages: Message[]) => Message[], RegExp]>([
  ['whoever is never told', (all) => all.filter(({ topic }) => !topic.endsWith('cto')), /cto was never told; required at 1 h 00 min/],
  ['who is told early', (all) => [message('cto', 59 * MINUTE), ...all], /cto was told at 59 min 00 s; required not before 1 h/],
  [
    'who is told late',
    (all) => all.filter(({ topic, at }) => !topic.endsWith('tech-lead') || at >= after(30 * MINUTE)),
    /tech-lead was told at 30 min 00 s; required at 15 min/,
  ],
  [
    'who is told and is nobody of the plan',
    (all) => [...all, message('contact-mvola', 60)],
    /contact-mvola was told at 1 min 00 s; required never/,
  ],
  [
    'a missed update',
    (all) => all.filter(({ topic, at }) => !(topic.endsWith('on-call') && at === after(HOUR))),
    /on-call heard nothing after 30 min 00 s for longer than 30 min/,
  ],
  [
    'an end that is kept from somebody',
    (all) => all.filter(({ topic, at }) => !(topic.endsWith('cto') && at === after(END))),
    /cto did not hear that the incident is over/,
  ],
  ['a raw placeholder', (all) => [...all, message('on-call', 90, { subject: 'hello {name}' })], /shows a raw placeholder: hello \{name\}/],
  [
    'a text for phones that is too long',
    (all) => [...all, message('on-call', 90, { sms: 'x'.repeat(161) })],
    /161 characters; allowed 160/,
  ],
  [
    'no text for phones',
    (all) => {
      const one = message('on-call', 90);
      delete one.sms;
      return [...all, one];
    },
    /has no text for phones/,
  ],
  [
    'a text for users that nobody approved',
    (all) => [
      ...all,
      message('cto', 4 * HOUR + 10, { message: 'draft: Dear users' }),
      message('external-communication', 4 * HOUR + 20, { message: 'Dear users' }),
    ],
    /a text for users was sent at 4 h 00 min 20 s; required only once a person has approved it/,
  ],
])('said is %s', (_, change, reason) => expect(spoiled(change)).toMatch(reason));

test('an approved text reaches users, to the letter; one that does not is missed', () => {
  const course = courseOf('text-approved');
  const texts = [4 * HOUR + 20 * MINUTE, 5 * HOUR + 20 * MINUTE].flatMap((second) => [
    message('cto', second - 9 * MINUTE, { message: `Proposed: Dear users, ${second}. Approve?` }),
    message('external-communication', second + 1, { message: `Dear users, ${second}.` }),
  ]);
  expect(judgeLadder(lived({ course, events: [...unanswered(course), ...texts] }))).toEqual([]);
  expect(judgeLadder(lived({ course, events: unanswered(course) })).join()).toContain('0 texts for users were sent; required 2');
});

test.each<[string, Partial<Lived>, RegExp]>([
  [
    'did not come to its end',
    { execution: { ...lived().execution, status: 'FAILED', path: ['Nobody was told'] } },
    /FAILED in "Nobody was told"/,
  ],
  ['left no status page', { people: { ...writtenForPeople(), statusPage: [] } }, /status page says "nothing"/],
  [
    'left no post-mortem in a language',
    { people: { ...writtenForPeople(), postMortems: writtenForPeople().postMortems.slice(0, 2) } },
    /no post-mortem \.en\.md, \.en\.html/,
  ],
  [
    'called what it may not',
    { iam: { callsChecked: 1, denied: [{ caller: 'r', action: 'sns:Publish', resource: 't' }], unusedGrants: [] } },
    /DENIED sns:Publish on t for r/,
  ],
  ['was not checked', { iam: { callsChecked: 0, denied: [], unusedGrants: [] } }, /no call was checked/],
  [
    'called what the rehearsal does not have',
    { events: [...unanswered(), { at: START, kind: 'refused', service: 'sns', operation: 'X', reason: 'unknown' }] },
    /refused: sns X: unknown/,
  ],
])('a ladder that %s fails', (_, change, reason) => expect(judgeLadder(lived(change)).join('\n')).toMatch(reason));

describe('rungs by the plan', () => {
  const told = (severity: 'P1' | 'P2' | 'P3' | 'P4', course: string) =>
    rungsByThePlan(plan, severity, courseOf(course)).map(({ audience, seconds }) => [audience, seconds / MINUTE]);

  test('nobody answers', () => {
    expect(told('P1', 'nobody-answers')).toEqual([
      ['on-call', 0],
      ['tech-lead', 15],
      ['engineering-manager', 30],
      ['cto', 60],
      ['executive-management', 120],
      ['external-communication', 240],
    ]);
    expect(told('P4', 'nobody-answers')).toEqual([['on-call', 0]]);
  });

  test('an acknowledgement, an end and a raised severity', () => {
    expect(told('P1', 'acknowledged')).toEqual([
      ['on-call', 0],
      ['tech-lead', 15],
    ]);
    expect(told('P2', 'resolved-early')).toEqual([['on-call', 0]]);
    expect(told('P3', 'severity-raised')).toEqual([
      ['on-call', 0],
      ['tech-lead', 40],
      ['engineering-manager', 40],
      ['cto', 60],
      ['executive-management', 120],
      ['external-communication', 240],
    ]);
  });
});

test('the person types what the newest message printed, with what they have to write put in', () => {
  const printed = (id: string) =>
    `To change it:\nor: npx reprise incident severity ${id} --severity '<P1 P2 P3 ou P4>' --by '<votre nom>' --reason '<pourquoi>'\nmore`;
  const events = [
    message('cto', 1, { message: printed('inc-old') }),
    message('cto', 2, { message: printed('inc-new') }),
    message('cto', 3),
  ];
  expect(commandFor('severity', { severity: 'P1', by: 'Ny', reason: 'worse' }, events)).toBe(
    "npx reprise incident severity inc-new --severity 'P1' --by 'Ny' --reason 'worse'",
  );
  expect(() => commandFor('approve', {}, events)).toThrow('no message has printed "npx reprise incident approve"');
});

test('the report says who was told when, what was typed and where the documents are, as text whatever was written', () => {
  const report = ladderReport(lived({ events: [...unanswered(), message('cto', 61 * MINUTE, { message: '<script>x</script>' })] }));
  expect(report).toMatchObject({ verdict: 'passed', endState: 'Everybody was told', clock: 'fast', plan: 'taxcollector' });
  expect(report.rungs[3]).toEqual({ audience: 'cto', plannedSeconds: HOUR, toldSeconds: HOUR });
  const html = ladderPage(report);
  expect(html).toContain('<title>Passed: rehearsal of escalation, P1, nobody-answers</title>');
  expect(html).not.toContain('<script');
  for (const text of [html, ladderMarkdown(report)])
    for (const part of ['Fast clock', 'post-mortem/inc-1.fr.md', 'npx reprise incident resolve inc-1', 'external-communication'])
      expect(text).toContain(part);
  const failed = ladderReport(lived({ people: { ...writtenForPeople(), statusPage: [] } }));
  expect(ladderPage(failed)).toContain('✗ Failed');
  expect(ladderMarkdown(failed)).toContain('## Why it failed');
});
