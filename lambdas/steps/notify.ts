import type { Language, Plan } from '../../lib/plan/schema.ts';
import type { Told } from '../domain/aftermath.ts';
import { factsOf } from '../domain/facts.ts';
import type { Incident } from '../domain/incident.ts';
import type { MachineState } from '../domain/machine-state.ts';
import type { NotificationEvent, NotificationFacts } from '../domain/notification-facts.ts';
import { messageOf } from '../errors.ts';
import type { Notification } from '../ports/notifier.ts';
import type { Ports } from '../ports/ports.ts';
import { inAllLanguages } from './in-all-languages.ts';
import { isoNow } from './looking.ts';

export type NotifyInput = { incident?: Incident; event: NotificationEvent; facts: MachineState };
export type NotifyPorts = Pick<Ports, 'notifier' | 'clock' | 'region'>;

/** Words for an event, from messages/. */
export type Render = (event: NotificationEvent, facts: NotificationFacts, language: Language) => Notification;

/**
 * Tells the first audience of the severity, in every language of the plan. Never rejects because of a topic: who was reached and
 * what failed is the result, and the recovery goes on.
 */
export async function notify({ incident, event, facts }: NotifyInput, ports: NotifyPorts, plan: Plan, render: Render): Promise<Told> {
  const state = incident === undefined ? facts : { ...facts, incident };
  return tellFirstAudience(event, factsOf(state, { plan, region: ports.region, now: ports.clock.now(), event }), ports, plan, render);
}

/** Who was reached, and what failed: never rejects. */
export async function tellFirstAudience(
  event: NotificationEvent,
  known: NotificationFacts,
  ports: Pick<Ports, 'notifier' | 'clock'>,
  plan: Plan,
  render: Render,
): Promise<Told> {
  const message = inAllLanguages(plan, (language) => render(event, known, language));
  const notification = { ...message, subject: message.subject || event };
  const audiences = plan.escalation[known.severity].filter((rung) => rung.after === 0).map((rung) => rung.audience);
  const results = await Promise.allSettled(audiences.map((audience) => ports.notifier.publish(audience, notification)));
  const topics = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const errors = results.flatMap((one) => (one.status === 'rejected' ? [messageOf(one.reason)] : []));
  const silence = audiences.length === 0 ? ['the plan tells nobody at once'] : errors;
  return { told: topics.length > 0, topics, at: isoNow(ports.clock), ...(silence.length === 0 ? {} : { error: silence.join('; ') }) };
}
