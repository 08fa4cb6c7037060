import { names } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { ACT } from '../../lib/plan/steps.ts';
import type { AskedQuestion } from './decision.ts';
import { REASON } from './facts.ts';
import type { Action, Approvable } from './incident-action.ts';
import type { NotificationFacts } from './notification-facts.ts';

/** Stands in a command for the name of whoever answers; each language has words for it. */
export const NAME = '<name>';

/** Where a person acts: the region whose machine waits, and whose record knows the incident. */
export type Place = { plan: Pick<Plan, 'name'>; region: string };
type Acting = { incident: string; action: Action; question?: Approvable };

/** The command that does what a link does, with AWS credentials alone; name and reason are to be written. */
export function invokeCommand({ incident, action, question }: Acting, { plan, region }: Place): string {
  const payload = JSON.stringify({ incident, action, ...(question === undefined ? {} : { question }), by: NAME, reason: REASON });
  const call = `aws lambda invoke --region ${region} --function-name ${names.step(plan, ACT)}`;
  return `${call} --cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`;
}

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
    approveCommand: invokeCommand({ incident, action: 'approve', question }, place),
    declineCommand: invokeCommand({ incident, action: 'decline', question }, place),
    ...(links.approve === undefined ? {} : { approveLink: links.approve }),
    ...(links.decline === undefined ? {} : { declineLink: links.decline }),
  };
}
