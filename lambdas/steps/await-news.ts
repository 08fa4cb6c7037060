import { THE_LADDER } from '../domain/incident-record.ts';
import type { Ports } from '../ports/ports.ts';

export type AwaitNewsInput = { incidentId: string; seen: number; taskToken: string };
export type AwaitNewsPorts = Pick<Ports, 'bell' | 'timeline' | 'callback'>;

/**
 * Puts the ladder to sleep: whoever changes the incident finds the token and wakes it. News that came while it fell asleep wakes it at once.
 *
 * @throws DependencyUnavailable when the token could not be kept or the record not be read: the machine then looks again by itself
 */
export async function awaitNews({ incidentId, seen, taskToken }: AwaitNewsInput, ports: AwaitNewsPorts): Promise<{ parked: true }> {
  await ports.bell.park(incidentId, taskToken);
  const entries = await ports.timeline.read(incidentId);
  // What the ladder itself wrote after it had read is no news: it would wake itself for ever.
  const news = entries.some(({ sequence, by }) => sequence > seen && by !== THE_LADDER);
  if (news) await ports.callback.succeed(taskToken, { news: true });
  return { parked: true };
}
