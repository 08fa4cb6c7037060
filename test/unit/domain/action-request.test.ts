import { parseActionRequest } from '../../../lambdas/domain/action-request.ts';

const request = {
  incident: 'inc-20261123-100000-0a1b2c3d',
  action: 'approve',
  question: 'promote-candidate',
  by: 'Rado',
  reason: 'the room burns',
};
const { question: _, ...plain } = request;

test.each([
  [request],
  [{ ...request, action: 'decline', question: 'notice-interruption' }],
  [{ ...plain, action: 'acknowledge' }],
  [{ ...plain, action: 'note', reason: 'two\nlines' }],
  [{ ...plain, action: 'severity', severity: 'P2' }],
  [{ ...plain, action: 'resolve' }],
  [{ ...plain, action: 'resolve', cause: 'a disk', resolution: 'another disk' }],
])('%j is understood as it is', (input) => {
  expect(parseActionRequest(input)).toEqual(input);
});

test('blanks at the ends go, lines of a form are lines, and what a form leaves empty is left out', () => {
  expect(parseActionRequest({ ...plain, action: 'resolve', by: ' Rado ', reason: 'a\r\nb', cause: '', resolution: ' new disk ' })).toEqual({
    ...plain,
    action: 'resolve',
    by: 'Rado',
    reason: 'a\nb',
    resolution: 'new disk',
  });
});

test.each([
  [{ by: undefined }, 'by is missing; required text'],
  [{ by: ' ' }, 'by is " "; required text'],
  [{ by: '<your name>' }, 'by is still <your name>; required your own words in its place'],
  [{ by: 'Rado\nMamy' }, 'required a name on one line'],
  [{ by: 'Rado\u202e' }, 'by has a character that nobody sees'],
  [{ reason: '<qui accepte quel risque, et pourquoi>' }, 'reason is still'],
  [{ reason: 'x'.repeat(501) }, 'reason has 501 characters; allowed 500'],
  [{ reason: 'a\u0000b' }, 'reason has a character that nobody sees'],
  [{ reason: 7 }, 'reason is 7; required text'],
  [{ incident: 'inc 1' }, 'incident is "inc 1"; required an id such as'],
  [{ incident: `inc-${'1'.repeat(100)}` }, 'required an id such as'],
  [
    { question: 'fence' },
    'question is "fence"; allowed: give-up-primary, promote-unfenced, promote-candidate, notice-interruption, notice-resolution',
  ],
  [{ question: undefined }, 'question is missing'],
  [{ action: 'yes' }, 'action is "yes"; allowed: acknowledge, approve, decline, severity, note, resolve'],
  [{ action: undefined }, 'action is missing'],
  [{ force: true }, 'unknown key force; allowed with approve: incident, action, by, reason, question'],
  [{ action: 'acknowledge' }, 'unknown key question; allowed with acknowledge: incident, action, by, reason'],
  [{ action: 'severity', question: undefined, severity: 'P5' }, 'unknown key question'],
])('%j is refused', (change, message) => {
  expect(() => parseActionRequest({ ...request, ...change })).toThrow(
    expect.objectContaining({ name: 'InvalidInput', message: expect.stringContaining(message) }),
  );
});

test('a severity is one of four', () => {
  expect(() => parseActionRequest({ ...plain, action: 'severity', severity: 'P5' })).toThrow('severity is "P5"; allowed: P1, P2, P3, P4');
});

test.each([[null], ['approve'], [[]]])('%j is nothing to do', (input) => {
  expect(() => parseActionRequest(input)).toThrow('required an object with incident, action, by, reason');
});
