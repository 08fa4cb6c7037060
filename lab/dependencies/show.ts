import type { CloudEvent } from '../cloud/cloud.ts';
import type { Timeline, TimelineEvent } from '../timeline.ts';

type Watch = { state?: string; breaks?: number; wellSince?: string };

/** The machine's loop, by its states. */
const LOOP = new Set(['Look whether it is back', 'Wait before looking again', 'Is it stable?']);

/** An alarm about a database that is no part of this rehearsal: nobody started its probe. */
export const isOfElsewhere = (event: TimelineEvent): boolean => {
  const named =
    event.kind === 'alarm' ? event.name : event.kind === 'notification' && event.subject.startsWith('ALARM:') ? event.subject : undefined;
  return named !== undefined && !named.includes('/dependency-outage/');
};

/** Shows what happens; of the looks of a watch only what is another answer than the one before. */
export function shower(timeline: Timeline, verbose: boolean): (event: TimelineEvent) => void {
  const last = new Map<string, string>();
  return (event) => {
    if (isOfElsewhere(event)) return;
    if (verbose || !isLoop(event)) return timeline.show(event);
    const { state, breaks } = watchIn(event) ?? {};
    if (state === undefined || last.get(event.execution) === state) return;
    last.set(event.execution, state);
    timeline.say('watch', `${event.region}: ${state}${breaks === undefined || breaks === 0 ? '' : `, failed again ${breaks} time(s)`}`);
  };
}

type StateEvent = Extract<CloudEvent, { state: string; execution: string }>;
const isLoop = (event: TimelineEvent): event is StateEvent => 'execution' in event && 'state' in event && LOOP.has(event.state);

const watchIn = (event: StateEvent): Watch | undefined =>
  event.kind === 'state-left' ? (event.output as { watch?: Watch } | undefined)?.watch : undefined;
