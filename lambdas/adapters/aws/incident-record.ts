import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { RecordEntry } from '../../domain/incident-record.ts';
import { DependencyUnavailable } from '../../errors.ts';
import type { IncidentRecord } from '../../ports/incident-record.ts';
import { repeatable } from './clients.ts';
import { orUnavailable, unavailable } from './failures.ts';

/** Lost races before the table counts as unavailable. */
const TRIES = 20;

/** Timeline of an incident in DynamoDB: `incident#<id>` / `entry#<10 digits>`, one item an entry, never updated. */
export function dynamoIncidentRecord(
  plan: Pick<Plan, 'name'>,
  region: string,
  client = new DynamoDBClient(repeatable(region)),
): IncidentRecord {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const TableName = names.incidentTable(plan);
  const read = async (incidentId: string): Promise<RecordEntry[]> => {
    const request = new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :entry)',
      ExpressionAttributeValues: { ':pk': `incident#${incidentId}`, ':entry': 'entry#' },
      ConsistentRead: true,
    });
    const { Items = [] } = await documents.send(request).catch(orUnavailable('timeline of the incident'));
    return Items.map(
      (item) => ({ ...JSON.parse(String(item.entry)), sequence: Number(String(item.sk).slice('entry#'.length)) }) as RecordEntry,
    );
  };
  return {
    read,
    async append(incidentId, entry) {
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const sequence = ((await read(incidentId)).at(-1)?.sequence ?? 0) + 1;
        const Item = { pk: `incident#${incidentId}`, sk: `entry#${String(sequence).padStart(10, '0')}`, entry: JSON.stringify(entry) };
        const request = new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' });
        const written = await documents.send(request).then(
          () => true,
          (thrown: unknown) => {
            if (thrown instanceof ConditionalCheckFailedException) return false;
            throw unavailable('timeline of the incident', thrown);
          },
        );
        if (written) return sequence;
      }
      throw new DependencyUnavailable(`timeline changed ${TRIES} times while it was written`, { condition: 'TimelineContended' });
    },
    list: async () => [],
  };
}
