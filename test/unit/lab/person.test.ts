import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, commandsIn, Person } from '../../../lab/person.ts';
import type { TimelineEvent } from '../../../lab/timeline.ts';
import { eventually } from '../../support/eventually.ts';

const command = (decision: string) =>
  `aws lambda invoke --region eu-west-3 --function-name reprise-taxcollector-act --cli-binary-format raw-in-base64-out --payload '{"incident":"inc-1","action":"${decision}","question":"promote-candidate","by":"<your name>","reason":"<why>"}' /dev/stdout`;
const message = `What is asked: this\n${command('approve')}\nor\n${command('decline')}\n`;
const notification = (text: string): TimelineEvent =>
  ({ at: '', kind: 'notification', region: 'eu-west-3', topic: 'on-call', subject: '', message: text }) as TimelineEvent;

function personOf(answer: Answer, printed = { failed: false, printed: '' }) {
  const typed: unknown[][] = [];
  const said: string[] = [];
  const invokeFunction = async (...words: unknown[]) => {
    typed.push(words);
    return printed;
  };
  const person = new Person(answer, { invokeFunction }, { add: (event) => void said.push('text' in event ? event.text : '') });
  return { person, typed, said };
}

test.each(['approve', 'decline'] as const)(
  'a person who will %s types the command of the message, once, with a name and a reason',
  async (answer) => {
    const { person, typed } = personOf(answer);
    person.hear(notification(message + message));
    await eventually(
      () => typed.length,
      (count) => count > 0,
    );
    expect(typed).toEqual([
      [
        'eu-west-3',
        'reprise-taxcollector-act',
        {
          incident: 'inc-1',
          question: 'promote-candidate',
          action: answer,
          by: 'Rehearsal person',
          reason: `the rehearsal says ${answer}`,
        },
      ],
    ]);
  },
);

test('an answer that is not taken is said', async () => {
  const { person, said } = personOf('approve', { failed: true, printed: 'too late' });
  person.hear(notification(message));
  await eventually(() => said.includes('the answer was not taken: too late'));
});

test('nobody answers in silence, nor a message without a command that works', async () => {
  const silent = personOf('silent');
  silent.person.hear(notification(message));
  const { person, typed } = personOf('approve');
  person.hear(notification('aws lambda invoke --region eu-west-3'));
  await pause(1_200);
  expect([...silent.typed, ...typed]).toEqual([]);
  expect(commandsIn('no command')).toEqual([]);
});
