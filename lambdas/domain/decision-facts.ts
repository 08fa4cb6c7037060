import type { Plan } from '../../lib/plan/schema.ts';
import { actionCommand } from './action-command.ts';
import type { AskedQuestion } from './decision.ts';
import type { NotificationFacts } from './notification-facts.ts';

/** Where a person acts: the region whose machine waits, and whose record knows the incident. */
export type Place = { plan: Pick<Plan, 'name'>; region: string };

/** What a message says about a question: what is asked, until when, and the commands that answer it in the region where the machine waits. */
export function decisionFacts(
  asked: AskedQuestion,
  place: Place,
  links: { approve?: string; decline?: string } = {},
): Pick<NotificationFacts, 'question' | 'asked' | 'decideBy' | 'approveCommand' | 'declineCommand' | 'approveLink' | 'declineLink'> {
  const { incidentId: incident, question } = asked;
  return {
    question,
    asked: asked.about,
    decideBy: asked.expiresAt,
    approveCommand: actionCommand(place, { incident, action: 'approve', question }),
    declineCommand: actionCommand(place, { incident, action: 'decline', question }),
    ...(links.approve === undefined ? {} : { approveLink: links.approve }),
    ...(links.decline === undefined ? {} : { declineLink: links.decline }),
  };
}
