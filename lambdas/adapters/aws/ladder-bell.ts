import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { LadderBell } from '../../ports/ladder-bell.ts';
import type { TaskCallback } from '../../ports/task-callback.ts';
import { quick } from './clients.ts';
import { orUnavailable, unavailable } from './failures.ts';
import { stepFunctionsCallback } from './task-callback.ts';

/**
 * In the incident table, a partition of its own (`ladder#<id>` / `bell`): a busy timeline must not keep the ladder from being woken. Calls
 * are quick, because a recovery rings it too: a ladder that is not woken looks again by itself.
 */
export function dynamoLadderBell(
  plan: Pick<Plan, 'name'>,
  region: string,
  client = new DynamoDBClient(quick(region)),
  callback: TaskCallback = stepFunctionsCallback(region, new SFNClient(quick(region))),
): LadderBell {
  const documents = DynamoDBDocumentClient.from(client);
  const TableName = names.incidentTable(plan);
  const keyOf = (incidentId: string) => ({ pk: partition(incidentId), sk: 'bell' });
  return {
    async park(incidentId, taskToken) {
      await documents
        .send(new PutCommand({ TableName, Item: { ...keyOf(incidentId), taskToken } }))
        .catch(orUnavailable('bell of the ladder'));
    },
    async takeOver(incidentId, execution, until) {
      const Item = { pk: partition(incidentId), sk: 'owner', execution, until };
      await documents.send(new PutCommand({ TableName, Item })).catch(orUnavailable('owner of the ladder'));
    },
    claim: (incidentId, execution, now, until) => claim({ incidentId, execution, now, until }, documents, TableName),
    async ring(incidentId) {
      const request = new GetCommand({ TableName, Key: keyOf(incidentId), ConsistentRead: true });
      const found = await documents.send(request).catch(orUnavailable('bell of the ladder'));
      const taskToken = found.Item?.taskToken as string | undefined;
      if (taskToken === undefined) return 'nobody';
      return (await callback.succeed(taskToken, { news: true })) === 'taken' ? 'rung' : 'nobody';
    },
  };
}

const partition = (incidentId: string) => `ladder#${incidentId}`;

type Claim = { incidentId: string; execution: string; now: string; until: string };

/** `ladder#<id>` / `owner`. A claim whose answer was lost is the same claim again. */
async function claim({ incidentId, execution, now, until }: Claim, documents: DynamoDBDocumentClient, TableName: string): Promise<string> {
  const key = { pk: partition(incidentId), sk: 'owner' };
  const request = new PutCommand({
    TableName,
    Item: { ...key, execution, until },
    ConditionExpression: 'attribute_not_exists(pk) OR #execution = :execution OR #until < :now',
    ExpressionAttributeNames: { '#execution': 'execution', '#until': 'until' },
    ExpressionAttributeValues: { ':execution': execution, ':now': now },
  });
  try {
    await documents.send(request);
    return execution;
  } catch (thrown) {
    if (!(thrown instanceof ConditionalCheckFailedException)) throw unavailable('owner of the ladder', thrown);
  }
  const found = await documents
    .send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))
    .catch(orUnavailable('owner of the ladder'));
  return String(found.Item?.execution ?? 'somebody');
}
