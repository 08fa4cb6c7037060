import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { RememberedHeartbeat } from '../../domain/observation.ts';
import type { HeartbeatMemory } from '../../ports/heartbeat-memory.ts';
import { quick } from './clients.ts';
import { unavailable } from './failures.ts';

const PARTITION = 'heartbeats';

/** Region the memory of this vantage is kept in: another one, when the plan has it. */
export function memoryRegion(plan: Pick<Plan, 'regions'>, region: string): string {
  return plan.regions.find((one) => one.name !== region)?.name ?? region;
}

/**
 * One item per vantage. A vantage writes to the other region's table, so this region's own table holds what the other
 * vantage remembered: both are asked at the same time, and one that does not answer in time is left out.
 */
export function dynamoHeartbeatMemory(
  plan: Pick<Plan, 'name' | 'regions'>,
  region: string,
  clientOf: (region: string) => DynamoDBClient = (where) => new DynamoDBClient(quick(where)),
): HeartbeatMemory {
  const table = names.heartbeatTable(plan);
  const away = memoryRegion(plan, region);
  const places = [...new Set([away, region])].map((where) => DynamoDBDocumentClient.from(clientOf(where)));
  return {
    remember: (heartbeat) => remember(heartbeat, table, places[0] as DynamoDBDocumentClient),
    async newest(deadlineSeconds) {
      const found = await Promise.all(places.map((documents) => held(documents, table, deadlineSeconds)));
      return found.flat().reduce<RememberedHeartbeat | undefined>((newest, one) => (isNewer(one, newest) ? one : newest), undefined);
    },
  };
}

/**
 * By the probes' clocks, never by the primaries': after a failover to a host whose clock is behind, what the old primary wrote would count as
 * newer for as many minutes, and the new one would not be remembered at all.
 */
const isNewer = (one: RememberedHeartbeat, other: RememberedHeartbeat | undefined) =>
  other === undefined || Date.parse(one.acknowledgedAt) > Date.parse(other.acknowledgedAt);

/** Times are all written by `toISOString`, so their text order is their order in time. */
async function remember(heartbeat: RememberedHeartbeat, table: string, documents: DynamoDBDocumentClient): Promise<void> {
  const request = new PutCommand({
    TableName: table,
    Item: { pk: PARTITION, sk: heartbeat.vantage, ...heartbeat },
    ConditionExpression: 'attribute_not_exists(#heard) OR #heard < :heard',
    ExpressionAttributeNames: { '#heard': 'acknowledgedAt' },
    ExpressionAttributeValues: { ':heard': heartbeat.acknowledgedAt },
  });
  await documents.send(request).catch((thrown: unknown) => {
    if (!(thrown instanceof ConditionalCheckFailedException)) throw unavailable('heartbeat memory', thrown);
  });
}

async function held(documents: DynamoDBDocumentClient, table: string, deadlineSeconds: number): Promise<RememberedHeartbeat[]> {
  const request = new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': PARTITION },
    ConsistentRead: true,
  });
  const answer = await documents.send(request, { abortSignal: AbortSignal.timeout(deadlineSeconds * 1000) }).catch(() => undefined);
  return (answer?.Items ?? []).map(({ pk: _, sk: __, ...heartbeat }) => heartbeat as RememberedHeartbeat);
}
