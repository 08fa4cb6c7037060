import type { TimelineEvent } from './timeline.ts';

/** The moment from which the lab itself knows that the old primary is fenced, and by which rung. */
export type FenceProof = { rung: 'fence-postgres' | 'stop-instance'; at: string; index: number };

/** First proof among the events: the host program reported the fence, or the instance is off. What the machine says of it does not count. */
export function fenceProof(events: readonly TimelineEvent[], instance: string): FenceProof | undefined {
  for (const [index, event] of events.entries()) {
    if (event.kind === 'instance' && event.instance === instance && event.state === 'stopped')
      return { rung: 'stop-instance', at: event.at, index };
    if (event.kind !== 'host-command' || event.instance !== instance || event.status !== 'Success') continue;
    if (event.document.endsWith('-fence-postgres') && event.output?.includes('"outcome":"fenced"'))
      return { rung: 'fence-postgres', at: event.at, index };
  }
  return undefined;
}

/** Position among the events of the first order to promote anything. */
export function firstPromotion(events: readonly TimelineEvent[]): number {
  return events.findIndex((event) => event.kind === 'host-command' && event.document.endsWith('-promote-standby'));
}
