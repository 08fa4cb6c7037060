import { ESCALATION } from '../../lib/plan/names.ts';
import type { Plan, SeverityName } from '../../lib/plan/schema.ts';
import type { Execution, IamSummary } from '../cloud/cloud.ts';
import type { PeoplePart } from '../people-part.ts';
import { audienceOf } from '../report/audience-of.ts';
import type { TimelineEvent } from '../timeline.ts';
import type { LadderCourse } from './courses.ts';

/** What the person typed, as a message had printed it, and what the program said; seconds from the incident's start. */
export type TypedCommand = { seconds: number; command: string; said: string };

/** An incident that was lived through: everything the verdict rests on, seen by the lab itself. */
export type Lived = {
  course: LadderCourse;
  severity: SeverityName;
  plan: Plan;
  execution: Execution;
  events: readonly TimelineEvent[];
  typed: readonly TypedCommand[];
  people: PeoplePart;
  iam: IamSummary;
  definitionSha256: string;
  finishedAt: string;
};

/** A message as it arrived; seconds from the incident's start. `sms`: as phones got it. */
export type Heard = { audience: string; seconds: number; subject: string; body: string; sms: string | null };

/** Alarms reach the same topics by themselves: nobody probes where no host is, and that rings. */
const isAlarm = ({ subject }: { subject: string }) => subject.startsWith('ALARM:');

/** What the ladder told. */
export function heardIn({ events, execution, plan }: Pick<Lived, 'events' | 'execution' | 'plan'>): Heard[] {
  const start = Date.parse(execution.startedAt);
  return events.flatMap((event) =>
    event.kind === 'notification' && !isAlarm(event)
      ? [
          {
            audience: audienceOf(event.topic, plan),
            seconds: (Date.parse(event.at) - start) / 1_000,
            subject: event.subject,
            body: event.message,
            sms: event.sms ?? null,
          },
        ]
      : [],
  );
}

/** When somebody declares it over, by the course; every course ends. */
export const endOf = ({ name, deeds }: LadderCourse): number => {
  const end = deeds.find(({ action }) => action === 'resolve')?.after;
  if (end === undefined)
    throw new RangeError(`course ${name} of ${ESCALATION} has no end; required one in which somebody resolves the incident`);
  return end;
};
