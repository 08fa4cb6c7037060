import { askPerson } from '../../../lambdas/steps/ask-person.ts';
import { slowestPathSeconds } from '../../../lib/plan/time-budget.ts';
import { render } from '../../../messages/render.ts';
import { after, assessment, comparison, fenced, incident, planOf } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const facts = {
  assessment: assessment(),
  fencing: fenced({ proven: false, state: 'unproven', evidence: [{ rung: 'stop-instance', at: after(9), seen: 'EC2 is silent' }] }),
  comparison: comparison({ action: 'ask', why: 'db-2: what may be lost cannot be bounded' }),
};
const ask = (seen: World, question: Parameters<typeof askPerson>[0]['question'] = 'promote-candidate') =>
  askPerson({ incident: incident(), question, facts, taskToken: 'token-1' }, seen.ports, plan, render);
const listening = () =>
  new World()
    .answer('decisions.ask', undefined)
    .answer('notifier.publish', 'arn:on-call')
    .answer('links.linkTo', 'https://links.example/?first', 'https://links.example/?second');

const bodyOf = (seen: World) => String((seen.callsTo('notifier.publish')[0]?.[1] as { body?: string } | undefined)?.body);

test('the lock is kept for the time of the gate, the question is recorded, and only then people read it', async () => {
  const seen = listening();
  const asked = await ask(seen);
  expect(asked).toEqual({
    incidentId: 'inc-1',
    executionId: 'arn:execution:1',
    token: 7,
    question: 'promote-candidate',
    about: 'db-2: what may be lost cannot be bounded',
    taskToken: 'token-1',
    askedAt: after(0),
    expiresAt: after(plan.failover.decisionPatience),
  });
  expect(seen.effects).toEqual(['incidents.extend', 'decisions.ask', 'notifier.publish', 'bell.ring']);
  const until = after(plan.failover.decisionPatience + slowestPathSeconds(plan));
  expect(seen.callsTo('incidents.extend')).toEqual([[incident(), until]]);
});

test('the message says what is asked, what is known, what silence means and when, and has a command for each answer, in both languages', async () => {
  const seen = listening();
  await ask(seen);
  const [[, message] = []] = seen.callsTo('notifier.publish');
  const { subject, body } = message as { subject: string; body: string };
  expect(subject).toContain('DÉCISION ATTENDUE');
  const call = (decision: string, name: string, reason: string) =>
    `aws lambda invoke --region eu-west-3 --function-name reprise-taxcollector-act --cli-binary-format raw-in-base64-out --payload '{"incident":"inc-1","action":"${decision}","question":"promote-candidate","by":"${name}","reason":"${reason}"}' /dev/stdout`;
  for (const line of [
    'What is known: db-2: what may be lost cannot be bounded',
    'If nobody answers by 23 November 2026 at 13:30:00 (Indian/Antananarivo): the same as declining; nothing is promoted.',
    call('approve', '<your name>', '<who accepts which risk, and why>'),
    call('decline', '<your name>', '<who accepts which risk, and why>'),
    call('approve', '<votre nom>', '<qui accepte quel risque, et pourquoi>'),
    'Si personne ne répond avant 23 novembre 2026 à 13:30:00 (Indian/Antananarivo) : comme un refus ; rien n’est promu.',
  ])
    expect(body).toContain(line);
});

test('a signed link for each answer stands beside its command, for who is told and until the question closes', async () => {
  const seen = listening();
  await ask(seen);
  const target = {
    incident: 'inc-1',
    question: 'promote-candidate',
    audience: 'on-call',
    expiresAt: after(plan.failover.decisionPatience),
  };
  expect(seen.callsTo('links.linkTo')).toEqual([[{ ...target, action: 'approve' }], [{ ...target, action: 'decline' }]]);
  const body = bodyOf(seen);
  expect(body.match(/^.*https:\/\/links\.example\/\?(first|second)$/gm)).toHaveLength(4);
  expect(body.match(/aws lambda invoke/g)).toHaveLength(4);
});

test('a question goes out without links when none can be made, or with the one that can', async () => {
  const without = listening().answer('links.linkTo', unavailable('KMS'));
  await ask(without);
  const body = bodyOf(without);
  expect(body).not.toMatch(/https:\/\/links|page|undefined/);
  expect(body.match(/aws lambda invoke/g)).toHaveLength(4);
  const half = listening().answer('links.linkTo', unavailable('KMS'), 'https://links.example/?second');
  await ask(half);
  expect(bodyOf(half).match(/links\.example/g)).toHaveLength(2);
});

test.each([
  ['give-up-primary', 'primary does not answer'],
  ['promote-unfenced', 'db-1 is not proven unable to accept writes (EC2 is silent)'],
] as const)('%s is about the very risk', async (question, about) => {
  expect((await ask(listening(), question)).about).toBe(about);
});

test('a question nobody could be told is not waited for', async () => {
  const seen = listening().answer('notifier.publish', unavailable('the topic'));
  await expect(ask(seen)).rejects.toMatchObject({
    name: 'DependencyUnavailable',
    message: expect.stringContaining('nobody could be asked'),
  });
});

test('whoever is late asks nothing', async () => {
  const seen = listening().answer('incidents.extend', Object.assign(new Error('late'), { name: 'IncidentTakenOver' }));
  await expect(ask(seen)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  expect(seen.effects).toEqual(['incidents.extend']);
});
