import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { PromotionIntent, ReliefIntent } from '../../domain/incident.ts';
import { orUnavailable } from './failures.ts';
import type { StoredLock } from './incident-lock.ts';

/** Where the lock of a scenario is stored. */
export type LockTable = { documents: DynamoDBDocumentClient; name: string; lock: { pk: string; sk: 'lock' } };

type StoredItem = Omit<StoredLock, 'promoting' | 'relieving'> & { promoting?: string; relieving?: string };

/** The lock as it is now (consistent read). */
export async function readLock({ documents, name, lock }: LockTable): Promise<StoredLock | undefined> {
  const request = new GetCommand({ TableName: name, Key: lock, ConsistentRead: true });
  const answer = await documents.send(request).catch(orUnavailable('incident record'));
  if (answer.Item === undefined) return undefined;
  const { promoting, relieving, ...rest } = answer.Item as StoredItem;
  return {
    ...rest,
    ...(promoting === undefined ? {} : { promoting: JSON.parse(promoting) as PromotionIntent }),
    ...(relieving === undefined ? {} : { relieving: JSON.parse(relieving) as ReliefIntent }),
  };
}

/** As text, because conditions compare text for certain; the same intent always gives the same text. */
export const asText = (intent: PromotionIntent | ReliefIntent | undefined) => (intent === undefined ? undefined : JSON.stringify(intent));
