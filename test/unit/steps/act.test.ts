import type { NewEntry } from '../../../lambdas/domain/incident-record.ts';
import { act } from '../../../lambdas/steps/act.ts';
import { after, timelineOf } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const base = { incident: 'inc-1', by: 'Rado', reason: 'I am on it' };
const acknowledged = (by: string): NewEntry => ({ kind: 'acknowledged', at: after(30), by, text: '', data: { reason: '' } });
const resolved: NewEntry = { kind: 'resolved', at: after(60), by: 'Mamy', text: '', data: { outcome: 'by-hand' } };
const notice = (state: 'drafted' | 'approved' | 'declined', kind: 'interruption' | 'resolution' = 'interruption'): NewEntry => ({
  kind: 'notice',
  at: after(40),
  by: 'ladder',
  text: '',
  data: { notice: kind, state, text: 'Dear users' },
});
const open = (...entries: NewEntry[]) =>
  new World()
    .answer('timeline.read', timelineOf(...entries))
    .answer('timeline.append', 9)
    .answer('bell.ring', 'rung');
const written = (seen: World) => seen.callsTo('timeline.append').map(([, entry]) => entry);

test('an acknowledgement is in the timeline with who, when and why, and wakes the ladder', async () => {
  const seen = open();
  expect(await act({ ...base, action: 'acknowledge' }, seen.ports)).toEqual({
    action: 'acknowledge',
    at: after(0),
    effect: 'acknowledged: nobody further up is told, updates go on',
  });
  expect(seen.callsTo('timeline.append')).toEqual([
    ['inc-1', { kind: 'acknowledged', at: after(0), by: 'Rado', text: 'acknowledged by Rado: I am on it', data: { reason: 'I am on it' } }],
  ]);
  expect(seen.callsTo('bell.ring')).toEqual([['inc-1']]);
});

test('the second who acknowledges reads who was first, and nothing is written; also when both came at the same moment', async () => {
  const late = open(acknowledged('Mamy'));
  const first = `Mamy acknowledged at ${after(30)} already; the first one stands`;
  expect((await act({ ...base, action: 'acknowledge' }, late.ports)).effect).toBe(first);
  expect(written(late)).toEqual([]);
  const race = open().answer('timeline.read', timelineOf(), timelineOf(acknowledged('Mamy'), acknowledged('Rado')));
  expect((await act({ ...base, action: 'acknowledge' }, race.ports)).effect).toBe(first);
  const own = open().answer('timeline.read', timelineOf(), timelineOf(acknowledged('Rado')));
  expect((await act({ ...base, action: 'acknowledge' }, own.ports)).effect).toMatch(/^acknowledged:/);
  const unread = open().answer('timeline.read', timelineOf(), unavailable('the table'));
  expect((await act({ ...base, action: 'acknowledge' }, unread.ports)).effect).toMatch(/^acknowledged:/);
});

test('a bell that does not ring costs nothing: it is recorded, and the ladder looks again by itself', async () => {
  const seen = open().answer('bell.ring', unavailable('Step Functions'));
  expect((await act({ ...base, action: 'note' }, seen.ports)).effect).toBe(
    'noted in the timeline; it is recorded, but the ladder could not be woken: it looks again by itself at its next rung or update',
  );
  expect((await act({ ...base, action: 'note' }, open().answer('bell.ring', 'nobody').ports)).effect).toBe('noted in the timeline');
});

test('a severity is changed from the one that is, and only to another one', async () => {
  const seen = open();
  const { effect } = await act({ ...base, action: 'severity', severity: 'P2' }, seen.ports);
  expect(effect).toBe("severity is P2 (it was P1): the rungs that remain are planned anew from the incident's start");
  expect(written(seen)).toEqual([expect.objectContaining({ kind: 'severity', data: { from: 'P1', to: 'P2', reason: 'I am on it' } })]);
  const same = open();
  await expect(act({ ...base, action: 'severity', severity: 'P1' }, same.ports)).rejects.toMatchObject({
    name: 'ActionRefused',
    message: 'incident inc-1 is P1 already; required another severity',
  });
  expect(written(same)).toEqual([]);
});

test('a note is kept as it is', async () => {
  const seen = open();
  await act({ ...base, action: 'note' }, seen.ports);
  expect(written(seen)).toEqual([{ kind: 'note', at: after(0), by: 'Rado', text: 'Rado: I am on it', data: { text: 'I am on it' } }]);
});

test('of a resolved incident nothing but a note is taken', async () => {
  for (const action of [{ action: 'acknowledge' }, { action: 'severity', severity: 'P2' }, { action: 'resolve' }]) {
    const seen = open(resolved);
    await expect(act({ ...base, ...action }, seen.ports)).rejects.toMatchObject({
      name: 'ActionRefused',
      message: `incident inc-1 was resolved by Mamy at ${after(60)}; only a note can still be added`,
    });
    expect([...written(seen), ...seen.callsTo('incidents.closeByHand')]).toEqual([]);
  }
  expect((await act({ ...base, action: 'note' }, open(resolved).ports)).effect).toBe('noted in the timeline');
});

test('an incident nobody has written of is refused, saying where its id is found', async () => {
  const seen = open().answer('timeline.read', []);
  await expect(act({ ...base, action: 'acknowledge' }, seen.ports)).rejects.toMatchObject({
    name: 'UnknownIncident',
    message: expect.stringMatching(/the record of eu-west-3 knows no incident inc-1; .*the message you got.*npx reprise incidents/),
  });
  expect(written(seen)).toEqual([]);
});

test('a record that cannot be read or written is said to be unavailable', async () => {
  for (const seen of [open().answer('timeline.read', unavailable('the table')), open().answer('timeline.append', unavailable('the table'))])
    await expect(act({ ...base, action: 'note' }, seen.ports)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});

test('what is not understood is refused before anything is looked up', async () => {
  const seen = open();
  await expect(act({ ...base, action: 'note', severity: 'P1' }, seen.ports)).rejects.toMatchObject({ name: 'InvalidInput' });
  expect(seen.calls).toEqual([]);
});

describe('a notice to users', () => {
  const answer = (action: 'approve' | 'decline', question = 'notice-interruption') => ({ ...base, action, question });

  test.each([
    ['approve', 'approved', 'approved: the ladder sends exactly this text'],
    ['decline', 'declined', 'declined: nothing is sent to users'],
  ] as const)('%s while a draft waits puts exactly its text on record', async (action, state, effect) => {
    const seen = open(notice('drafted'));
    expect(await act(answer(action), seen.ports)).toEqual({ action, at: after(0), effect });
    const data = { notice: 'interruption', state, text: 'Dear users', reason: 'I am on it' };
    expect(written(seen)).toEqual([expect.objectContaining({ kind: 'notice', by: 'Rado', data })]);
    expect(seen.callsTo('bell.ring')).toEqual([['inc-1']]);
  });

  test.each([
    ['none was drafted', [], 'no draft of a notice of the interruption waits'],
    ['it was declined', [notice('drafted'), notice('declined')], 'no draft of a notice of the interruption waits'],
    ['it was approved', [notice('drafted'), notice('approved')], `was approved at ${after(40)} already; the first answer counts`],
    ['another one waits', [notice('drafted', 'resolution')], 'no draft of a notice of the interruption waits'],
  ])('is refused when %s', async (_, entries, message) => {
    const seen = open(...entries);
    await expect(act(answer('approve'), seen.ports)).rejects.toMatchObject({
      name: 'ActionRefused',
      message: expect.stringContaining(message),
    });
    expect(written(seen)).toEqual([]);
  });

  test('after the end that of the resolution can be approved, and of an interruption that is over only be declined', async () => {
    const over = () => open(notice('drafted'), resolved, notice('drafted', 'resolution'));
    expect((await act(answer('approve', 'notice-resolution'), over().ports)).effect).toContain('approved');
    expect((await act(answer('decline'), over().ports)).effect).toContain('declined');
    await expect(act(answer('approve'), over().ports)).rejects.toMatchObject({
      name: 'ActionRefused',
      message: expect.stringContaining('an interruption that is over'),
    });
  });
});

describe('to resolve by hand', () => {
  const resolve = { ...base, action: 'resolve' };

  test('closes the lock first, then ends the incident; the reason stands for cause and resolution', async () => {
    const seen = open().answer('incidents.closeByHand', { outcome: 'closed' });
    expect(await act(resolve, seen.ports)).toEqual({
      action: 'resolve',
      at: after(0),
      effect: 'resolved: the ladder ends, and the next execution begins a new incident',
    });
    expect(seen.effects).toEqual(['timeline.read', 'incidents.closeByHand', 'timeline.append', 'bell.ring']);
    expect(seen.callsTo('incidents.closeByHand')).toEqual([['inc-1', after(0)]]);
    expect(written(seen)).toEqual([
      expect.objectContaining({ kind: 'resolved', data: { outcome: 'by-hand', cause: 'I am on it', resolution: 'I am on it' } }),
    ]);
  });

  test('keeps cause and resolution as they were given, and needs no lock of its own', async () => {
    const seen = open().answer('incidents.closeByHand', { outcome: 'not-mine' });
    await act({ ...resolve, cause: 'a disk', resolution: 'another disk' }, seen.ports);
    expect(written(seen)).toEqual([expect.objectContaining({ data: { outcome: 'by-hand', cause: 'a disk', resolution: 'another disk' } })]);
  });

  test.each([
    [
      { outcome: 'owned', owner: 'arn:execution:9', until: after(900) },
      /execution arn:execution:9 works on incident inc-1.*wait for it, or stop it/,
    ],
    [
      { outcome: 'unfinished', unfinished: { promoting: { node: 'db-2' } } },
      /db-2 was set out to be promoted.*start the machine again with \{\}/,
    ],
    [
      { outcome: 'unfinished', unfinished: { relieving: { primary: 'db-1', silent: ['db_2', 'db_3'] } } },
      /db_2, db_3 were taken out of the synchronous quorum of db-1/,
    ],
  ])('is refused when the lock says %j, and nothing is written', async (closing, message) => {
    const seen = open().answer('incidents.closeByHand', closing);
    await expect(act(resolve, seen.ports)).rejects.toMatchObject({ name: 'ActionRefused', message: expect.stringMatching(message) });
    expect(written(seen)).toEqual([]);
  });
});
