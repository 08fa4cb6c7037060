import type { RecordEntry } from '../../../lambdas/domain/incident-record.ts';
import { act } from '../../../lambdas/steps/act.ts';
import { after, approval, askedQuestion, opened } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const asked = askedQuestion();
const request = { incident: 'inc-1', action: 'approve', question: 'promote-candidate', by: 'Rado', reason: 'the room burns' };
const given = approval('promote-candidate', { at: after(0) });
const waiting = () =>
  new World()
    .answer('decisions.find', { asked })
    .answer('decisions.decide', given)
    .answer('callback.succeed', 'taken')
    .answer('timeline.read', [opened()])
    .answer('timeline.append', 2)
    .answer('bell.ring', 'rung');

test('an answer is recorded with name, reason, time and what it is about, written into the timeline, and the machine goes on with exactly that', async () => {
  const seen = waiting();
  expect(await act(request, seen.ports)).toEqual({ action: 'approve', at: given.at, effect: 'the machine goes on' });
  expect(seen.callsTo('decisions.decide')).toEqual([[asked, given]]);
  expect(seen.callsTo('callback.succeed')).toEqual([['token-1', given]]);
  const text = 'promote-candidate approved by Rado: the room burns';
  const data = { question: 'promote-candidate', decision: 'approve', reason: 'the room burns' };
  expect(seen.callsTo('timeline.append')).toEqual([['inc-1', { kind: 'decision', at: given.at, by: 'Rado', text, data }]]);
  expect(seen.callsTo('bell.ring')).toEqual([['inc-1']]);
});

test('to decline is an answer too', async () => {
  const declined = { ...given, decision: 'decline' as const };
  const seen = waiting().answer('decisions.decide', declined);
  const { effect } = await act({ ...request, action: 'decline' }, seen.ports);
  expect(effect).toBe('the machine holds; nothing is promoted');
});

test('the first answer counts: another person, or another answer, is told who was first', async () => {
  const seen = waiting().answer('decisions.find', { asked, decision: given });
  for (const other of [{ by: 'Mamy' }, { action: 'decline' }])
    await expect(act({ ...request, ...other }, seen.ports)).rejects.toMatchObject({
      name: 'DecisionRefused',
      message: expect.stringContaining('already approved by Rado: the room burns'),
    });
  const race = waiting().answer('decisions.decide', { ...given, by: 'Mamy' });
  await expect(act(request, race.ports)).rejects.toMatchObject({ name: 'DecisionRefused' });
  expect([...seen.effects, ...race.effects].filter((effect) => /callback|timeline/.test(effect))).toEqual([]);
});

test('the same person may send the same answer again, because the first may not have arrived; the timeline has it once', async () => {
  const written = { ...decisionEntry(), sequence: 2 } as RecordEntry;
  const again = () => waiting().answer('decisions.find', { asked, decision: given }).answer('timeline.read', [opened(), written]);
  const seen = again();
  expect((await act(request, seen.ports)).effect).toBe('the machine goes on');
  expect(seen.callsTo('timeline.append')).toEqual([]);
  expect((await act(request, again().answer('callback.succeed', 'gone').ports)).effect).toBe('the machine had the answer already');
});

const decisionEntry = () => ({
  kind: 'decision' as const,
  at: given.at,
  by: given.by,
  text: '',
  data: { question: 'promote-candidate', decision: 'approve' as const, reason: given.reason },
});

test('silence has decided: an answer after the patience changes nothing', async () => {
  const seen = waiting();
  seen.clock.millis += 1_801_000;
  await expect(act(request, seen.ports)).rejects.toMatchObject({
    name: 'DecisionRefused',
    message: expect.stringContaining('too late'),
  });
  expect(seen.effects).toEqual(['decisions.find']);
});

test('an answer nobody waits for any more says so, and an incident that asks nothing as well', async () => {
  await expect(act(request, waiting().answer('callback.succeed', 'gone').ports)).rejects.toMatchObject({
    message: expect.stringContaining('nobody waits for the answer any more'),
  });
  const unasked = () => waiting().answer('decisions.find', undefined);
  for (const seen of [unasked(), unasked().answer('timeline.read', unavailable('the table'))])
    await expect(act(request, seen.ports)).rejects.toMatchObject({
      name: 'DecisionRefused',
      message: expect.stringContaining('incident inc-1 asks no promote-candidate'),
    });
});

test('an incident that nobody has written of here is unknown: another region may know it', async () => {
  const seen = waiting().answer('decisions.find', undefined).answer('timeline.read', []);
  await expect(act(request, seen.ports)).rejects.toMatchObject({ name: 'UnknownIncident', message: expect.stringContaining('eu-west-3') });
});

test('what cannot be written beside does not keep the answer back; an answer that cannot be recorded is none', async () => {
  const untold = waiting().answer('incidents.append', unavailable('the table')).answer('timeline.append', unavailable('the table'));
  expect((await act(request, untold.ports)).effect).toBe('the machine goes on; the timeline of the incident could not be written');
  const silent = waiting().answer('bell.ring', unavailable('Step Functions'));
  expect((await act(request, silent.ports)).effect).toMatch(
    /^the machine goes on; .*the ladder could not be woken: it looks again by itself/,
  );
  const unrecorded = waiting().answer('decisions.decide', unavailable('the table'));
  await expect(act(request, unrecorded.ports)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect(unrecorded.callsTo('callback.succeed')).toEqual([]);
});

test('a machine that could not be told is said so, after everything was written: the answer can be sent again', async () => {
  const seen = waiting().answer('callback.succeed', unavailable('Step Functions'));
  await expect(act(request, seen.ports)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect(seen.callsTo('timeline.append')).toHaveLength(1);
});
