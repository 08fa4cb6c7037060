import { incidentFrom, lateness } from '../../../lambdas/domain/incident-token.ts';
import { incidentIdOf, parseRequest } from '../../../lambdas/domain/request.ts';

const alarm = { name: 'a', state: 'ALARM', stateChangedAt: '2026-11-23T10:00:00Z', region: 'eu-west-3' };

test.each<[string, unknown, object]>([
  ["an empty input is a person's start", {}, { reason: 'started by a person, no reason given', force: false, trigger: 'person' }],
  [
    "the console's default input is a person's start",
    { Comment: 'Insert your JSON here' },
    { reason: 'started by a person, no reason given', force: false, trigger: 'person' },
  ],
  ['a blank reason is none', { reason: '  ' }, { reason: 'started by a person, no reason given', force: false, trigger: 'person' }],
  ['a reason is trimmed', { reason: ' db-1 is on fire ', force: false }, { reason: 'db-1 is on fire', force: false, trigger: 'person' }],
  ['force comes with its reason', { force: true, reason: 'I accept' }, { reason: 'I accept', force: true, trigger: 'person' }],
  ['a schedule names itself', { schedule: 'monthly' }, { reason: 'schedule monthly', force: false, trigger: 'schedule' }],
  ['an alarm names itself', { alarm }, { reason: 'alarm a', force: false, trigger: 'alarm', alarm }],
])('%s', (_, input, request) => {
  expect(parseRequest(input)).toEqual(request);
});

test.each<[unknown, string]>([
  [null, 'execution input is null; required an object with any of reason, force, alarm, schedule, Comment'],
  [[], 'execution input is []'],
  ['now', 'execution input is "now"'],
  [{ forced: true, x: 1 }, 'unknown key "forced", "x" in execution input; allowed: reason, force, alarm, schedule, Comment'],
  [{ force: 'yes' }, 'force is "yes"; required true or false'],
  [{ force: true }, 'force is true without a reason'],
  [{ force: true, reason: ' ' }, 'force is true without a reason'],
  [{ reason: 7 }, 'reason is 7; required text'],
  [{ Comment: {} }, 'Comment is {}; required text'],
  [{ reason: 'x'.repeat(501) }, 'reason has 501 characters; allowed 500'],
  [{ alarm: 'x' }, 'alarm is "x"; required an object with name, state, stateChangedAt, region'],
  [{ alarm: { ...alarm, extra: 1 } }, 'unknown key "extra" in alarm'],
  [{ alarm: { ...alarm, region: '' } }, 'alarm.region is missing'],
  [{ alarm: { ...alarm, stateChangedAt: 'noon' } }, 'alarm.stateChangedAt is "noon"; required a time in ISO 8601'],
])('the input %j is refused: %s', (input, message) => {
  expect(() => parseRequest(input)).toThrow(expect.objectContaining({ name: 'InvalidInput', message: expect.stringContaining(message) }));
});

test("an incident's id says when it began, is the same for the same execution and another for another", () => {
  const execution = { id: 'arn:1', startedAt: '2026-11-23T10:00:00.123Z' };
  expect(incidentIdOf(execution)).toMatch(/^inc-20261123-100000-[0-9a-f]{8}$/);
  expect(incidentIdOf(execution)).toBe(incidentIdOf({ ...execution }));
  expect(incidentIdOf(execution)).not.toBe(incidentIdOf({ ...execution, id: 'arn:2' }));
});

test.each([
  [{ owner: 'me', token: 7 }, undefined],
  [{ owner: 'other', token: 7 }, 'the incident is owned by other; required me'],
  [{}, 'the incident is owned by nobody; required me'],
  [{ owner: 'me', token: 8 }, "the incident's token is 8; required 7"],
  [{ owner: 'me' }, "the incident's token is unknown; required 7"],
])('against the lock %j an execution is late: %s', (lock, reason) => {
  expect(lateness({ executionId: 'me', token: 7 }, lock)).toBe(reason);
});

test('an incident carries its alarm, and one that another execution handles says who and that nothing was changed', () => {
  const hold = { id: 'inc-1', token: 3, openedAt: '2026-11-23T10:00:00Z' };
  const request = parseRequest({ alarm });
  expect(incidentFrom(request, 'me', { status: 'taken-over', ...hold })).toEqual({
    status: 'taken-over',
    ...hold,
    severity: 'P1',
    reason: 'alarm a',
    force: false,
    trigger: 'alarm',
    alarm,
    executionId: 'me',
  });
  expect(incidentFrom(parseRequest({}), 'me', { status: 'already-running', owner: 'other', ...hold })).toMatchObject({
    error: 'AlreadyRunning',
    cause: 'incident inc-1 is being handled by execution other since 2026-11-23T10:00:00Z; this execution changes nothing',
  });
});
