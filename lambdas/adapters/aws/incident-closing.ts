import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { HandClosing } from '../../domain/incident.ts';
import { BY_HAND } from '../../domain/incident-record.ts';
import { unfinishedOf } from '../../domain/incident-token.ts';
import { DependencyUnavailable } from '../../errors.ts';
import { unavailable } from './failures.ts';
import type { StoredLock } from './incident-lock.ts';
import { type LockTable, readLock } from './lock-table.ts';

/** Lost races before the table counts as unavailable. */
const TRIES = 5;

/** Closes an incident for a person (docstring of `IncidentLog.closeByHand`). Reads, judges, and writes only if the lock is still as it was read. */
export async function closeByHand(incidentId: string, at: string, table: LockTable): Promise<HandClosing> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const lock = await readLock(table);
    if (lock === undefined || lock.incidentId !== incidentId) return { outcome: 'not-mine' };
    if (lock.resolvedAt !== undefined) return { outcome: 'closed' };
    const obstacle = obstacleTo(lock, at);
    if (obstacle !== undefined) return obstacle;
    if (await close(lock, at, table)) return { outcome: 'closed' };
  }
  throw new DependencyUnavailable(`incident record changed ${TRIES} times while it was being closed`, { condition: 'LockContended' });
}

/** An owner counts as gone exactly when another execution could take over from it (`decideLock`). */
function obstacleTo(lock: StoredLock, at: string): HandClosing | undefined {
  const { owner, ownerExpiresAt: until } = lock;
  if (owner !== undefined && until !== undefined && until > at) return { outcome: 'owned', owner, until };
  const unfinished = unfinishedOf(lock);
  return Object.keys(unfinished).length === 0 ? undefined : { outcome: 'unfinished', unfinished };
}

/**
 * `false` when somebody was faster. Everything that the judgement rested on is in the condition, the owner's time too: an owner thought gone may
 * just have asked for more. Removing the owner is what makes it late from now on.
 */
async function close(
  { incidentId, token, owner, ownerExpiresAt }: StoredLock,
  at: string,
  { documents, name, lock }: LockTable,
): Promise<boolean> {
  const same = (attribute: string, value: unknown) =>
    value === undefined ? `attribute_not_exists(#${attribute})` : `#${attribute} = :${attribute}`;
  const given = Object.entries({ owner, ownerExpiresAt }).filter(([, value]) => value !== undefined);
  const request = new UpdateCommand({
    TableName: name,
    Key: lock,
    UpdateExpression: 'SET #resolvedAt = :closedAt, #outcome = :byHand REMOVE #owner, #ownerExpiresAt',
    ConditionExpression: [
      same('incidentId', incidentId),
      same('token', token),
      same('owner', owner),
      same('ownerExpiresAt', ownerExpiresAt),
      ...['resolvedAt', 'promoting', 'relieving'].map((attribute) => same(attribute, undefined)),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(NAMED.map((attribute) => [`#${attribute}`, attribute])),
    ExpressionAttributeValues: {
      ':closedAt': at,
      ':byHand': BY_HAND,
      ':incidentId': incidentId,
      ':token': token,
      ...Object.fromEntries(given.map(([attribute, value]) => [`:${attribute}`, value])),
    },
  });
  return documents.send(request).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof ConditionalCheckFailedException) return false;
      throw unavailable('incident record', thrown);
    },
  );
}

const NAMED = ['incidentId', 'token', 'owner', 'ownerExpiresAt', 'resolvedAt', 'promoting', 'relieving', 'outcome'];
