import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { RememberedHeartbeat } from '../../domain/observation.ts';
import type { Sight } from '../../domain/sight.ts';
import type { HeartbeatMemory } from '../../ports/heartbeat-memory.ts';
import { quick } from './clients.ts';
import { orUnavailable, unavailable } from './failures.ts';

const HEARTBEATS = 'heartbeats';
const SIGHTS = 'sights';

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
      const found = await Promise.all(
        places.map((documents) => held<RememberedHeartbeat>(HEARTBEATS, { documents, table, deadlineSeconds })),
      );
      return found.flat().reduce<RememberedHeartbeat | undefined>((newest, one) => (isNewer(one, newest) ? one : newest), undefined);
    },
    async see(sight) {
      const Item = { pk: SIGHTS, sk: sight.vantage, ...sight };
      await (places[0] as DynamoDBDocumentClient)
        .send(new PutCommand({ TableName: table, Item }))
        .catch(orUnavailable('memory of what is seen'));
    },
    async sights(deadlineSeconds) {
      const found = await Promise.all(places.map((documents) => held<Sight>(SIGHTS, { documents, table, deadlineSeconds })));
      return found.flat();
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
    Item: { pk: HEARTBEATS, sk: heartbeat.vantage, ...heartbeat },
    ConditionExpression: 'attribute_not_exists(#heard) OR #heard < :heard',
    ExpressionAttributeNames: { '#heard': 'acknowledgedAt' },
    ExpressionAttributeValues: { ':heard': heartbeat.acknowledgedAt },
  });
  await documents.send(request).catch((thrown: unknown) => {
    if (!(thrown instanceof ConditionalCheckFailedException)) throw unavailable('heartbeat memory', thrown);
  });
}

type Place = { documents: DynamoDBDocumentClient; table: string; deadlineSeconds: number };

async function held<Item>(partition: string, { documents, table, deadlineSeconds }: Place): Promise<Item[]> {
  const request = new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partition },
    ConsistentRead: true,
  });
  const answer = await documents.send(request, { abortSignal: AbortSignal.timeout(deadlineSeconds * 1000) }).catch(() => undefined);
  return (answer?.Items ?? []).map(({ pk: _, sk: __, ...item }) => item as Item);
}
