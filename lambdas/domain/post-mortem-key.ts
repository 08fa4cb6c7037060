import { names } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';

/** Where the post-mortem of an incident lies; each language and format adds its ending. */
export function postMortemKey(plan: Pick<Plan, 'name' | 'account'>, region: string, incidentId: string): string {
  return `s3://${names.reportBucket(plan, region)}/post-mortems/${incidentId}`;
}
