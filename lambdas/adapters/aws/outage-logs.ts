import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Plan } from '../../../lib/plan/schema.ts';
import { outageScenario } from '../../domain/outage.ts';
import type { Ports } from '../../ports/ports.ts';
import { repeatable } from './clients.ts';
import { dynamoIncidentLog } from './incident-log.ts';

/** The incident record of each dependency, over one client. */
export function dynamoOutageLogs(
  plan: Pick<Plan, 'name'>,
  region: string,
  client = new DynamoDBClient(repeatable(region)),
): Ports['outagesOf'] {
  return (dependency) => dynamoIncidentLog(plan, region, client, outageScenario(dependency));
}
