import { names } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { DECIDE } from '../../lib/plan/steps.ts';
import type { AskedQuestion } from './decision.ts';
import { REASON } from './facts.ts';
import type { NotificationFacts } from './notification-facts.ts';

/** Stands in a command for the name of whoever answers; each language has words for it. */
export const NAME = '<name>';

/** What a message says about a question: what is asked, until when, and the commands that answer it in the region where the machine waits. */
export function decisionFacts(
  asked: AskedQuestion,
  { plan, region }: { plan: Pick<Plan, 'name'>; region: string },
): Pick<NotificationFacts, 'question' | 'asked' | 'decideBy' | 'approveCommand' | 'declineCommand'> {
  const command = (decision: 'approve' | 'decline') => {
    const payload = JSON.stringify({ incident: asked.incidentId, question: asked.question, decision, by: NAME, reason: REASON });
    const call = `aws lambda invoke --region ${region} --function-name ${names.step(plan, DECIDE)}`;
    return `${call} --cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`;
  };
  return {
    question: asked.question,
    asked: asked.about,
    decideBy: asked.expiresAt,
    approveCommand: command('approve'),
    declineCommand: command('decline'),
  };
}
