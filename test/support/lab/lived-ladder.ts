import { LADDER_COURSES, type LadderCourse } from '../../../lab/ladder/courses.ts';
import type { Lived } from '../../../lab/ladder/lived.ts';
import { rungsByThePlan } from '../../../lab/ladder/rungs.ts';
import type { TimelineEvent } from '../../../lab/timeline.ts';
import { after, planOf, START } from '../ports/builders.ts';
import { overForPeople } from './people-part.ts';

const plan = planOf();
export const courseOf = (name: string) => LADDER_COURSES.find((one) => one.name === name) as LadderCourse;
const NOBODY = courseOf('nobody-answers');
/** Second at which somebody resolves it. */
export const END = 5 * 3600 + 5 * 60;

export type Message = Extract<TimelineEvent, { kind: 'notification' }>;
/** A message as it arrived, so many seconds after the incident's start. */
export const message = (audience: string, seconds: number, change: Partial<Message> = {}): Message => ({
  at: after(seconds),
  kind: 'notification',
  region: 'eu-west-3',
  topic: `arn:aws:sns:eu-west-3:1:reprise-taxcollector-${audience}`,
  subject: `to ${audience}`,
  message: `a message of ${seconds} s`,
  sms: 'short',
  ...change,
});

/** What an unacknowledged incident that ends after five hours must sound like. */
export function unanswered(course = NOBODY): Message[] {
  const every = plan.escalation.updateEvery;
  return rungsByThePlan(plan, 'P1', course).flatMap(({ audience, seconds }) => {
    const updates = Array.from({ length: 20 }, (_, one) => (one + 1) * every).filter((second) => second > seconds && second < END);
    return [seconds, ...updates, END].map((second) => message(audience, second));
  });
}

/** Page and documents of an incident that a person resolved. */
export const writtenForPeople = () => {
  const over = overForPeople();
  return {
    ...over,
    statusPage: over.statusPage.map((one) => ({ ...one, body: one.body.replace('"recovered"', '"by-hand"') })),
    postMortems: ['fr.md', 'fr.html', 'en.md', 'en.html'].map((end) => ({ key: `post-mortems/inc-1.${end}`, body: '#', contentType: '' })),
  };
};

const inOrder = (events: readonly TimelineEvent[]) => events.toSorted((a, b) => a.at.localeCompare(b.at));

/** Of a P1 that nobody acknowledged. */
export const lived = ({ events = unanswered(), ...change }: Partial<Lived> = {}): Lived => ({
  course: NOBODY,
  severity: 'P1',
  plan,
  execution: {
    arn: 'arn:1',
    name: 'one',
    machine: 'm',
    region: 'eu-west-3',
    input: {},
    startedAt: START,
    status: 'SUCCEEDED',
    path: ['Join incident', 'Everybody was told'],
  },
  events: inOrder(events),
  typed: [{ seconds: END, command: 'npx reprise incident resolve inc-1', said: 'resolved' }],
  people: writtenForPeople(),
  iam: { callsChecked: 9, denied: [], unusedGrants: [] },
  definitionSha256: 'a'.repeat(64),
  finishedAt: after(END + 120),
  ...change,
});
