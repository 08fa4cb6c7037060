import type { Plan } from '../../../lib/plan/schema.ts';
import { DependencyUnavailable } from '../../errors.ts';
import type { IncidentRecord } from '../../ports/incident-record.ts';

/** The timeline of incidents in DynamoDB. */
export function dynamoIncidentRecord(plan: Pick<Plan, 'name'>, region: string): IncidentRecord {
  const refuse = async (): Promise<never> => {
    throw new DependencyUnavailable(`timeline of ${plan.name} in ${region}: its adapter is not here yet`, { condition: 'NotImplemented' });
  };
  return { append: refuse, read: refuse, list: refuse };
}
