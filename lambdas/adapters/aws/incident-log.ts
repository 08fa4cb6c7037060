import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DATABASE_FAILOVER, names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { IncidentClaim, IncidentHold, Owner, PromotionIntent, ReliefIntent } from '../../domain/incident.ts';
import { lateness, unfinishedOf } from '../../domain/incident-token.ts';
import { DependencyUnavailable, IncidentTakenOver } from '../../errors.ts';
import type { IncidentLog } from '../../ports/incident-log.ts';
import { repeatable } from './clients.ts';
import { unavailable } from './failures.ts';
import { closeByHand } from './incident-closing.ts';
import { decideLock, type StoredLock } from './incident-lock.ts';
import { dynamoIncidentRecord } from './incident-record.ts';
import { asText, readLock, type LockTable as Table } from './lock-table.ts';

/** Lost races before the table counts as unavailable. */
const TRIES = 5;

/**
 * The incident record in DynamoDB. Keys: `scenario#<name>` / `lock` for the lock; the timeline is adapters/aws/incident-record.ts.
 * Every write is conditional or replaces itself, so the SDK may repeat it.
 */
export function dynamoIncidentLog(
  plan: Pick<Plan, 'name'>,
  region: string,
  client = new DynamoDBClient(repeatable(region)),
  scenario = DATABASE_FAILOVER,
): IncidentLog {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const table: Table = { documents, name: names.incidentTable(plan), lock: { pk: `scenario#${scenario}`, sk: 'lock' } };
  const timeline = dynamoIncidentRecord(plan, region, client);
  return {
    open: (claim) => open(claim, table),
    assertOwner: async (incident) => {
      const lock = await readLock(table);
      requireOwner(incident, lock);
      return unfinishedOf(lock ?? {});
    },
    current: async () => currentOf(await readLock(table)),
    promoting: (incident, intent) => note(incident, 'promoting', intent, table),
    relieving: (incident, intent) => note(incident, 'relieving', intent, table),
    extend: (incident, until) => extend(incident, until, table),
    append: async (incident, entry) => void (await timeline.append(incident.id, entry)),
    release: (incident) => release(incident, table),
    resolve: (incident, at, outcome) => resolve(incident, { at, outcome }, table),
    closeByHand: (incidentId, at) => closeByHand(incidentId, at, table),
  };
}

function currentOf(lock: StoredLock | undefined): Awaited<ReturnType<IncidentLog['current']>> {
  if (lock === undefined) return undefined;
  const { incidentId: id, openedAt, resolvedAt, outcome } = lock;
  return { id, openedAt, ...(resolvedAt === undefined ? {} : { resolvedAt }), ...(outcome === undefined ? {} : { outcome }) };
}

/** Reads, decides, and writes only if the lock is still as it was read. After a lost race, or a lost answer, it reads again. */
async function open(claim: IncidentClaim, table: Table): Promise<IncidentHold> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const lock = await readLock(table);
    const { write, hold } = decideLock(claim, lock);
    if (write === undefined || (await writeLock({ ...write, ...described(claim) }, lock, table))) return hold;
  }
  throw new DependencyUnavailable(`incident record changed ${TRIES} times while it was being taken`, { condition: 'LockContended' });
}

const described = ({ scenario, severity, reason }: IncidentClaim) => ({ scenario, severity, reason });

/**
 * `false` when somebody else was faster. All that a lock can change by tells two states of it apart; without `promoting` and `relieving`, a
 * takeover would erase what the late owner noted after we had read.
 */
async function writeLock(write: StoredLock, lock: StoredLock | undefined, { documents, name, lock: key }: Table): Promise<boolean> {
  const expected = {
    ':token': lock?.token,
    ':owner': lock?.owner,
    ':resolvedAt': lock?.resolvedAt,
    ':promoting': asText(lock?.promoting),
    ':relieving': asText(lock?.relieving),
  };
  const same = (attribute: string, value: unknown) =>
    value === undefined ? `attribute_not_exists(#${attribute})` : `#${attribute} = :${attribute}`;
  const request = new PutCommand({
    TableName: name,
    Item: { ...key, ...write, promoting: asText(write.promoting), relieving: asText(write.relieving) },
    ConditionExpression: [
      same('token', expected[':token']),
      same('owner', expected[':owner']),
      same('resolvedAt', expected[':resolvedAt']),
      same('promoting', expected[':promoting']),
      same('relieving', expected[':relieving']),
    ].join(' AND '),
    ExpressionAttributeNames: {
      '#token': 'token',
      '#owner': 'owner',
      '#resolvedAt': 'resolvedAt',
      '#promoting': 'promoting',
      '#relieving': 'relieving',
    },
    ...(lock === undefined ? {} : { ExpressionAttributeValues: expected }),
  });
  return documents.send(request).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof ConditionalCheckFailedException) return false;
      throw unavailable('incident record', thrown);
    },
  );
}

function requireOwner(incident: Owner, lock: StoredLock | undefined): void {
  const late = lateness(incident, {
    ...(lock?.owner === undefined ? {} : { owner: lock.owner }),
    ...(lock === undefined ? {} : { token: lock.token }),
  });
  if (late !== undefined) throw new IncidentTakenOver(late, { incident: incident.id });
}

async function extend(incident: Owner, until: string, table: Table): Promise<void> {
  if (await changeOwn(incident, { expression: 'SET ownerExpiresAt = :until', values: { ':until': until } }, table)) return;
  requireOwner(incident, await readLock(table));
  throw new IncidentTakenOver('the incident was taken over while its owner asked for more time', { incident: incident.id });
}

type Change = { expression: string; values?: Record<string, string | undefined>; names?: Record<string, string> };

/** Changes the lock only while it is this execution's. `false` when it is not. */
async function changeOwn(incident: Owner, change: Change, { documents, name, lock }: Table): Promise<boolean> {
  const request = new UpdateCommand({
    TableName: name,
    Key: lock,
    UpdateExpression: change.expression,
    ConditionExpression: '#owner = :me AND #token = :mine',
    ExpressionAttributeNames: { '#owner': 'owner', '#token': 'token', ...change.names },
    ExpressionAttributeValues: { ':me': incident.executionId, ':mine': incident.token, ...change.values },
  });
  return documents.send(request).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof ConditionalCheckFailedException) return false;
      throw unavailable('incident record', thrown);
    },
  );
}

/** Writing the same again is no error; another intent is left to the steps, which know why it was decided. */
async function note(incident: Owner, what: 'promoting' | 'relieving', intent: PromotionIntent | ReliefIntent, table: Table): Promise<void> {
  if (await changeOwn(incident, { expression: `SET ${what} = :intent`, values: { ':intent': asText(intent) } }, table)) return;
  requireOwner(incident, await readLock(table));
  throw new IncidentTakenOver(`the incident was taken over while ${what} was being noted`, { incident: incident.id });
}

/** Giving back what this execution has already given back is no error: the first answer may have been lost. */
async function release(incident: Owner, table: Table): Promise<void> {
  const expression = 'SET releasedBy = :me REMOVE #owner, ownerExpiresAt';
  if (await changeOwn(incident, { expression }, table)) return;
  const lock = await readLock(table);
  if (lock?.token === incident.token && lock.owner === undefined && lock.releasedBy === incident.executionId) return;
  requireOwner(incident, lock);
}

async function resolve(
  incident: Owner,
  { at, outcome }: Required<Pick<StoredLock, 'outcome'>> & { at: string },
  table: Table,
): Promise<void> {
  const expression = 'SET #resolvedAt = if_not_exists(#resolvedAt, :at), #outcome = if_not_exists(#outcome, :outcome)';
  const names = { '#resolvedAt': 'resolvedAt', '#outcome': 'outcome' };
  if (await changeOwn(incident, { expression, values: { ':at': at, ':outcome': outcome }, names }, table)) return;
  requireOwner(incident, await readLock(table));
}
