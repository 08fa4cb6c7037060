import type { Language, Plan } from '../../lib/plan/schema.ts';
import type { Notification } from '../ports/notifier.ts';

/** Between the languages of one message. */
const RULE = `\n\n${'-'.repeat(60)}\n\n`;

/**
 * One message in every language of the plan: bodies one below the other; subject and SMS, which are short, in the first one.
 *
 * @param render words of one language, from messages/
 */
export function inAllLanguages(plan: Pick<Plan, 'languages'>, render: (language: Language) => Notification): Notification {
  const texts = plan.languages.map(render);
  const { subject = '', sms } = texts[0] ?? {};
  return { subject, body: texts.map((text) => text.body).join(RULE), ...(sms === undefined ? {} : { sms }) };
}
