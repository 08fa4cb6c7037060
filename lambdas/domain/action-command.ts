import { names } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { ACT } from '../../lib/plan/steps.ts';
import { REASON } from './facts.ts';
import type { Action } from './incident-action.ts';

/** Stands in a command for the name of whoever acts; each language has words for it. */
export const NAME = '<name>';

/** Payload of an action as a message prints it; what is left out of `by` and `reason` is a placeholder that a person overwrites. */
export type ActionPayload = {
  incident: string;
  action: Action;
  question?: string;
  severity?: string;
  cause?: string;
  resolution?: string;
  by?: string;
  reason?: string;
};

/** The AWS CLI command that does it where the incident is kept; needs nothing but credentials of the account. */
export function actionCommand({ plan, region }: { plan: Pick<Plan, 'name'>; region: string }, payload: ActionPayload): string {
  const json = JSON.stringify({ ...payload, by: payload.by ?? NAME, reason: payload.reason ?? REASON });
  const call = `aws lambda invoke --region ${region} --function-name ${names.step(plan, ACT)}`;
  return `${call} --cli-binary-format raw-in-base64-out --payload '${inSingleQuotes(json)}' /dev/stdout`;
}

/** The same with the product's own program, for whoever has it at hand. */
export function actionByProgram({ action, incident, by = NAME, reason = REASON, ...about }: ActionPayload): string {
  const options = Object.entries({ ...about, by, reason }).map(([name, value]) => `--${name} '${inSingleQuotes(value)}'`);
  return `npx reprise incident ${action} ${incident} ${options.join(' ')}`;
}

/** A quote inside single quotes ends them, is quoted by itself, and begins them again. */
const inSingleQuotes = (text: string) => text.replaceAll("'", "'\\''");
