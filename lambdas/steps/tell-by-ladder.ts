import { type RecordEntry, THE_LADDER } from '../domain/incident-record.ts';
import type { IncidentView } from '../domain/incident-view.ts';
import type { Telling, Told } from '../domain/ladder.ts';
import { messageOf } from '../errors.ts';
import type { Notification } from '../ports/notifier.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';

export type TellPorts = Pick<Ports, 'notifier' | 'timeline' | 'clock'>;

/** What a message can be written from. `asOf`: when the record was read, ISO 8601; `going`: everything that is told now, as if it had been. */
export type Occasion = { view: IncidentView; entries: readonly RecordEntry[]; told: Told; asOf: string; going: Told };

/** Tells everybody who is due; answers the keys that topics took, and as of when. Never rejects. */
export type Teller = (due: readonly Telling[], occasion: Omit<Occasion, 'going'>) => Promise<Told>;

/** Words of a message, in every language of the plan, with the links its audience gets. Never rejects. */
export type Compose = (telling: Telling, occasion: Occasion) => Promise<Notification>;

/**
 * Tells all at once, and writes into the record what each topic answered. What a topic did not take is due again at the next climb; what it took
 * and could not be written down is carried by the machine.
 */
export function tellByLadder(ports: TellPorts, compose: Compose): Teller {
  return async (due, occasion) => {
    const going = Object.fromEntries(due.map(({ key }) => [key, occasion.asOf]));
    const told = await Promise.all(due.map((telling) => tellOne(telling, { ...occasion, going }, ports, compose)));
    return Object.fromEntries(told.flatMap((one) => (one === undefined ? [] : [one])));
  };
}

async function tellOne(telling: Telling, occasion: Occasion, ports: TellPorts, compose: Compose): Promise<[string, string] | undefined> {
  const { key, audience, event } = telling;
  const notification = await compose(telling, occasion);
  const error = await ports.notifier.publish(audience, notification).then(
    () => undefined,
    (failure: unknown) => messageOf(failure),
  );
  const at = isoNow(ports.clock);
  const data = {
    message: event,
    audience,
    subject: notification.subject,
    accepted: error === undefined,
    telling: key,
    asOf: occasion.asOf,
  };
  const text = error === undefined ? `told ${audience}: ${notification.subject}` : `${audience} could not be told (${event}): ${error}`;
  await ports.timeline
    .append(occasion.view.id, { kind: 'message', at, by: THE_LADDER, text, data: error === undefined ? data : { ...data, error } })
    .catch(() => undefined);
  return error === undefined ? [key, occasion.asOf] : undefined;
}
