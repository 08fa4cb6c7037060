import { decide } from '../../../lambdas/steps/decide.ts';
import { after, approval, askedQuestion } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const asked = askedQuestion();
const request = { incident: 'inc-1', question: 'promote-candidate', decision: 'approve', by: 'Rado', reason: 'the room burns' };
const given = approval('promote-candidate', { at: after(0) });
const waiting = () => new World().answer('decisions.find', { asked }).answer('decisions.decide', given).answer('callback.succeed', 'taken');

test('an answer is recorded with name, reason, time and what it is about, told in the story, and the machine goes on with exactly that', async () => {
  const seen = waiting();
  expect(await decide(request, seen.ports)).toEqual({ decision: given, effect: 'the machine goes on' });
  expect(seen.callsTo('decisions.decide')).toEqual([[asked, given]]);
  expect(seen.callsTo('callback.succeed')).toEqual([['token-1', given]]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({
    step: 'decide',
    text: 'promote-candidate approved by Rado: the room burns',
  });
});

test('to decline is an answer too', async () => {
  const declined = { ...given, decision: 'decline' as const };
  const seen = waiting().answer('decisions.decide', declined);
  const { effect } = await decide({ ...request, decision: 'decline' }, seen.ports);
  expect(effect).toBe('the machine holds; nothing is promoted');
});

test('the first answer counts: another person, or another answer, is told who was first', async () => {
  const seen = waiting().answer('decisions.find', { asked, decision: given });
  for (const other of [{ by: 'Mamy' }, { decision: 'decline' }])
    await expect(decide({ ...request, ...other }, seen.ports)).rejects.toMatchObject({
      name: 'DecisionRefused',
      message: expect.stringContaining('already approved by Rado: the room burns'),
    });
  const race = waiting().answer('decisions.decide', { ...given, by: 'Mamy' });
  await expect(decide(request, race.ports)).rejects.toMatchObject({ name: 'DecisionRefused' });
  expect([...seen.effects, ...race.effects].filter((effect) => effect === 'callback.succeed')).toEqual([]);
});

test('the same person may send the same answer again, because the first may not have arrived', async () => {
  const again = () => waiting().answer('decisions.find', { asked, decision: given });
  expect((await decide(request, again().ports)).effect).toBe('the machine goes on');
  expect((await decide(request, again().answer('callback.succeed', 'gone').ports)).effect).toBe('the machine had the answer already');
});

test('silence has decided: an answer after the patience changes nothing', async () => {
  const seen = waiting();
  seen.clock.millis += 1_801_000;
  await expect(decide(request, seen.ports)).rejects.toMatchObject({
    name: 'DecisionRefused',
    message: expect.stringContaining('too late'),
  });
  expect(seen.effects).toEqual(['decisions.find']);
});

test('an answer nobody waits for any more says so, and an incident that asks nothing as well', async () => {
  await expect(decide(request, waiting().answer('callback.succeed', 'gone').ports)).rejects.toMatchObject({
    message: expect.stringContaining('nobody waits for the answer any more'),
  });
  await expect(decide(request, waiting().answer('decisions.find', undefined).ports)).rejects.toMatchObject({
    message: expect.stringContaining('incident inc-1 asks no promote-candidate'),
  });
});

test('a story that cannot be written does not keep the answer back; an answer that cannot be recorded is none', async () => {
  const untold = waiting().answer('incidents.append', unavailable('the table'));
  expect((await decide(request, untold.ports)).effect).toBe('the machine goes on');
  const unrecorded = waiting().answer('decisions.decide', unavailable('the table'));
  await expect(decide(request, unrecorded.ports)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect(unrecorded.callsTo('callback.succeed')).toEqual([]);
});

test.each([
  [{ by: undefined }, 'by is missing; required text'],
  [{ by: ' ' }, 'by is " "; required text'],
  [{ by: '<your name>' }, 'by is still <your name>; required your own words in its place'],
  [{ reason: '<qui accepte quel risque, et pourquoi>' }, 'reason is still'],
  [{ reason: 'x'.repeat(501) }, 'reason has 501 characters; allowed 500'],
  [{ question: 'fence' }, 'question is "fence"; allowed: give-up-primary, promote-unfenced, promote-candidate'],
  [{ decision: 'yes' }, 'decision is "yes"; allowed: approve, decline'],
  [{ force: true }, 'unknown key force; allowed: incident, question, decision, by, reason'],
])('%j is refused before anything is looked up', async (change, message) => {
  const seen = waiting();
  await expect(decide({ ...request, ...change }, seen.ports)).rejects.toMatchObject({
    name: 'InvalidInput',
    message: expect.stringContaining(message),
  });
  expect(seen.calls).toEqual([]);
});

test.each([[null], ['approve'], [[]]])('%j is no answer', async (input) => {
  await expect(decide(input, waiting().ports)).rejects.toMatchObject({ name: 'InvalidInput' });
});
