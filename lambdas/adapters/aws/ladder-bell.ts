import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { LadderBell } from '../../ports/ladder-bell.ts';
import { repeatable } from './clients.ts';
import { awsFailure, orUnavailable, unavailable } from './failures.ts';

const NOBODY_WAITS = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** The sleeping ladder of an incident: `ladder#<id>` / `bell` holds the task token by which Step Functions wakes it. */
export function dynamoLadderBell(plan: Pick<Plan, 'name'>, region: string): LadderBell {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(repeatable(region)));
  const states = new SFNClient(repeatable(region));
  const TableName = names.incidentTable(plan);
  const keyOf = (incidentId: string) => ({ pk: `ladder#${incidentId}`, sk: 'bell' });
  return {
    async park(incidentId, taskToken) {
      await documents
        .send(new PutCommand({ TableName, Item: { ...keyOf(incidentId), taskToken } }))
        .catch(orUnavailable('bell of the ladder'));
    },
    async ring(incidentId) {
      const request = new GetCommand({ TableName, Key: keyOf(incidentId), ConsistentRead: true });
      const { Item } = await documents.send(request).catch(orUnavailable('bell of the ladder'));
      if (Item === undefined) return 'nobody';
      return states.send(new SendTaskSuccessCommand({ taskToken: String(Item.taskToken), output: '{}' })).then(
        () => 'rung' as const,
        (thrown: unknown) => {
          if (NOBODY_WAITS.includes(awsFailure(thrown).name)) return 'nobody' as const;
          throw unavailable('bell of the ladder', thrown);
        },
      );
    },
  };
}
