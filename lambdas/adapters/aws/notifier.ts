import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { repeatable } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** SNS wants less than 100 characters. */
const LONGEST_SUBJECT = 99;

const LOOKALIKES: Record<string, string> = { '–': '-', '—': '-', '’': "'", '‘': "'", '“': '"', '”': '"', '«': '"', '»': '"', '…': '...' };

/** The subject as every channel takes it: plain ASCII on one line; accents are dropped, what has no plain form becomes `?`. */
export function asciiSubject(subject: string): string {
  const plain = [...subject.replace(/\s+/g, ' ').trim()]
    .map((character) => LOOKALIKES[character] ?? character)
    .join('')
    .replaceAll('œ', 'oe')
    .replaceAll('Œ', 'OE')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim();
  return plain.length <= LONGEST_SUBJECT ? plain || 'Reprise' : `${plain.slice(0, LONGEST_SUBJECT - 3).trimEnd()}...`;
}

/**
 * A message told twice beats one not told: publishing may be repeated. A telephone gets the subject alone: SNS takes at most 1,600 characters
 * for an SMS, and a text that is too long reaches nobody (SNS Developer Guide, "Publishing SMS messages").
 */
export function snsNotifier(plan: Pick<Plan, 'name' | 'account'>, region: string, client = new SNSClient(repeatable(region))): Notifier {
  return {
    async publish(audience, { subject, body }) {
      const TopicArn = names.topicArn(plan, region, audience);
      const Subject = asciiSubject(subject);
      const Message = JSON.stringify({ default: body, sms: Subject });
      await client
        .send(new PublishCommand({ TopicArn, Subject, Message, MessageStructure: 'json' }))
        .catch(orUnavailable(`topic ${names.topic(plan, audience)}`));
      return TopicArn;
    },
  };
}
