import { firstAudience } from '../../lib/plan/audiences.ts';
import { names } from '../../lib/plan/names.ts';
import type { Audience, Language, Plan } from '../../lib/plan/schema.ts';
import type { Told } from '../domain/aftermath.ts';
import type { OutageState } from '../domain/outage.ts';
import { CONTACT_EVENTS, type ContactEvent, type OutageEvent, type OutageFacts, outageFacts } from '../domain/outage-facts.ts';
import { messageOf } from '../errors.ts';
import type { Notification } from '../ports/notifier.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';

export type TellOutageInput = { event: OutageEvent; facts: OutageState };
export type TellOutagePorts = Pick<Ports, 'notifier' | 'clock' | 'region'>;

/** Words for an event, from messages/: for the team, and for a third party. */
export type OutageWords = {
  team(event: OutageEvent, facts: OutageFacts, languages: readonly Language[]): Notification;
  contact(event: ContactEvent, facts: OutageFacts, languages: readonly Language[]): Notification;
};

/**
 * Tells the team of a dependency, and its contact what concerns a third party. Never rejects because of a topic: who was reached and what
 * failed is the result. Before the input was understood it is whoever hears first about anything.
 */
export async function tellOutage(
  { event, facts: state }: TellOutageInput,
  ports: TellOutagePorts,
  plan: Plan,
  words: OutageWords,
): Promise<Told> {
  const facts = outageFacts(state, { plan, region: ports.region, now: ports.clock.now() });
  const dependency = plan.dependencies.find(({ id }) => id === state.outage?.dependency);
  const team = words.team(event, facts, plan.languages);
  const messages: [Audience, Notification][] = (dependency?.audiences ?? [firstAudience(plan)]).map((audience) => [audience, team]);
  const forContact = CONTACT_EVENTS.find((one) => one === event);
  // What a person switches by hand is no word about the third party.
  if (forContact !== undefined && dependency !== undefined && dependency.contact !== null && state.outage?.watched === true)
    messages.push([names.contact(dependency.id), words.contact(forContact, facts, plan.languages)]);
  const results = await Promise.allSettled(messages.map(([audience, message]) => ports.notifier.publish(audience, message)));
  const topics = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const errors = results.flatMap((one) => (one.status === 'rejected' ? [messageOf(one.reason)] : []));
  return { told: topics.length > 0, topics, at: isoNow(ports.clock), ...(errors.length === 0 ? {} : { error: errors.join('; ') }) };
}
