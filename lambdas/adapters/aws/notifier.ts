import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { boundedSms, plainAscii } from '../../domain/sms.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { repeatable } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** SNS wants less than 100 characters. */
const LONGEST_SUBJECT = 99;

/** The subject as every channel takes it: plain ASCII on one line; accents are dropped, what has no plain form becomes `?`. */
export function asciiSubject(subject: string): string {
  const plain = plainAscii(subject);
  return plain.length <= LONGEST_SUBJECT ? plain || 'Reprise' : `${plain.slice(0, LONGEST_SUBJECT - 3).trimEnd()}...`;
}

/**
 * A message told twice beats one not told: publishing may be repeated. A telephone gets the text that was written for it, one SMS, or else
 * the subject: SNS takes at most 1,600 characters for an SMS, and a text that is too long reaches nobody (SNS Developer Guide, "Publishing
 * SMS messages").
 */
export function snsNotifier(plan: Pick<Plan, 'name' | 'account'>, region: string, client = new SNSClient(repeatable(region))): Notifier {
  return {
    async publish(audience, { subject, body, sms }) {
      const TopicArn = names.topicArn(plan, region, audience);
      const Subject = asciiSubject(subject);
      const Message = JSON.stringify({ default: body, sms: boundedSms(sms ?? '') || boundedSms(Subject) });
      await client
        .send(new PublishCommand({ TopicArn, Subject, Message, MessageStructure: 'json' }))
        .catch(orUnavailable(`topic ${names.topic(plan, audience)}`));
      return TopicArn;
    },
  };
}
