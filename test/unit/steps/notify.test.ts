import { notify, type Render } from '../../../lambdas/steps/notify.ts';
import { after, assessment, comparison, incident, planOf } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

/** Words that show what they were made from. */
const words: Render = (event, facts, language) => ({
  subject: `${language}: ${event} of ${facts.incidentId}`,
  body: `${language} ${facts.oldPrimary} ${facts.cause ?? 'no cause'}`,
});
const tell = (seen: World, input: Partial<Parameters<typeof notify>[0]> = {}, plan = planOf()) =>
  notify({ event: 'held', facts: { assessment: assessment() }, ...input }, seen.ports, plan, words);

test('one message in every language reaches the audience that is told at once, and nobody later on the ladder', async () => {
  const seen = new World().answer('notifier.publish', 'arn:topic:on-call');
  seen.clock.millis += 7000;
  expect(await tell(seen, { incident: incident() })).toEqual({ told: true, topics: ['arn:topic:on-call'], at: after(7) });
  const body = `fr db-1 no cause\n\n${'-'.repeat(60)}\n\nen db-1 no cause`;
  expect(seen.calls).toEqual([{ to: 'notifier.publish', with: ['on-call', { subject: 'fr: held of inc-1', body }] }]);
});

test('the incident that is handed over counts, not the one the facts were left with', async () => {
  const seen = new World().answer('notifier.publish', 'topic');
  await tell(seen, { incident: incident({ id: 'inc-2' }), facts: { incident: incident() } });
  await tell(seen, { facts: { incident: incident() } });
  await tell(seen, { facts: {} });
  const subjects = seen.callsTo('notifier.publish').map((call) => (call[1] as { subject: string }).subject);
  expect(subjects).toEqual(['fr: held of inc-2', 'fr: held of inc-1', 'fr: held of unknown']);
});

test('a plan without languages still tells the name of the event', async () => {
  const seen = new World().answer('notifier.publish', 'topic');
  const wordless = planOf((changed) => {
    changed.languages = [];
  });
  expect((await tell(seen, {}, wordless)).told).toBe(true);
  expect(seen.callsTo('notifier.publish')[0]?.[1]).toEqual({ subject: 'held', body: '' });
});

test('every topic is tried whatever the others do, and every failure is named', async () => {
  const three = planOf((changed) => {
    changed.escalation.P1.push({ after: 0, audience: 'tech-lead' }, { after: 0, audience: 'cto' });
  });
  const seen = new World().answer('notifier.publish', unavailable('topic 1'), 'topic-2', unavailable('topic 3'));
  expect(await tell(seen, {}, three)).toEqual({
    told: true,
    topics: ['topic-2'],
    at: after(0),
    error: 'topic 1 does not answer; topic 3 does not answer',
  });
  expect(seen.callsTo('notifier.publish').map((call) => call[0])).toEqual(['on-call', 'tech-lead', 'cto']);
});

test('nobody reached is said, not thrown', async () => {
  expect(await tell(new World().answer('notifier.publish', new TypeError('defect')))).toEqual({
    told: false,
    topics: [],
    at: after(0),
    error: 'defect',
  });
});

test('what failed is told with its cause, from whatever step it came', async () => {
  const seen = new World().answer('notifier.publish', 'topic');
  const failure = { Error: 'NodeMoved', Cause: JSON.stringify({ errorMessage: 'db-2 moved' }) };
  await tell(seen, { event: 'failed', facts: { comparison: comparison(), failure } });
  expect(seen.callsTo('notifier.publish')[0]?.[1]).toMatchObject({ body: expect.stringContaining('fr unknown db-2 moved') });
});
