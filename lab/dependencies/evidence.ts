import type { Dependency, Plan } from '../../lib/plan/schema.ts';
import type { Execution, IamSummary } from '../cloud/cloud.ts';
import type { TimelineEvent } from '../timeline.ts';
import type { Sighting } from './application.ts';

/** When the lab did what to the third party; ISO 8601, absent = the rehearsal did not get there. */
export type Moments = {
  /** Out. */
  outAt?: string;
  /** The alarms were delivered a second time. */
  againAt?: string;
  /** Well for a while, out once more, well for good. */
  backAt?: string;
  flapAt?: string;
  heldAt?: string;
};

/** Everything that a rehearsal of an outage saw; the verdict is made of this alone. */
export type DependencyEvidence = {
  plan: Plan;
  dependency: Dependency;
  moments: Moments;
  /** What was waited for in vain. */
  brokenOff: string | undefined;
  events: readonly TimelineEvent[];
  executions: readonly Execution[];
  sightings: readonly Sighting[];
  iam: IamSummary;
  startedAt: string;
  finishedAt: string;
};

/** A write of the parameter of the dependency, in order. */
export function writesIn({ events, dependency }: Pick<DependencyEvidence, 'events' | 'dependency'>, region: string) {
  return events.filter(
    (event) => event.kind === 'parameter' && event.region === region && event.name === dependency.switch.parameter,
  ) as Extract<TimelineEvent, { kind: 'parameter' }>[];
}

/** Messages of the machine to an audience of a region; what an alarm says by itself is another matter. */
export function messagesTo({ events, plan }: Pick<DependencyEvidence, 'events' | 'plan'>, region: string, audience: string) {
  const topic = `:reprise-${plan.name}-${audience}`;
  return events.filter(
    (event) =>
      event.kind === 'notification' && event.region === region && event.topic.endsWith(topic) && !event.subject.startsWith('ALARM:'),
  ) as Extract<TimelineEvent, { kind: 'notification' }>[];
}
