import type { Plan } from '../../lib/plan/schema.ts';

/** Name in the plan of the people behind a topic. */
export function audienceOf(topic: string, plan: Pick<Plan, 'name'>): string {
  return topic.split(':').at(-1)?.replace(`reprise-${plan.name}-`, '') ?? topic;
}
