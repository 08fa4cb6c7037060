import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { NewEntry, RecordEntry } from '../../domain/incident-record.ts';
import type { IncidentRecord } from '../../ports/incident-record.ts';
import { repeatable } from './clients.ts';
import { orUnavailable, unavailable } from './failures.ts';

/** Seconds after which an entry counts as not written: whoever writes it has other work (one call of the time budget, `CALL`). */
const APPEND_SECONDS = 3;

type Table = { documents: DynamoDBDocumentClient; name: string; appendSeconds: number };
/** Ends a call that would take longer than its caller has. */
type Bound = { abortSignal?: AbortSignal };

const partition = (incidentId: string) => `incident#${incidentId}`;
const sortKey = (sequence: number) => `entry#${String(sequence).padStart(10, '0')}`;
const INDEX = 'incidents';

/**
 * The timeline in DynamoDB: `incident#<id>` / `entry#<10 digits>`, one item an entry, written once under the condition that nobody has written
 * there before, and never changed. Whoever finds a place taken goes to the next one, so entries of many writers have one order without gaps.
 * Each carries an id of its own: after a lost answer it is recognised where it stands instead of being written twice.
 */
export function dynamoIncidentRecord(
  plan: Pick<Plan, 'name'>,
  region: string,
  client = new DynamoDBClient(repeatable(region)),
  appendSeconds = APPEND_SECONDS,
): IncidentRecord {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const table: Table = { documents, name: names.incidentTable(plan), appendSeconds };
  return {
    append: (incidentId, entry) => append(incidentId, entry, table),
    read: async (incidentId) => (await items(partition(incidentId), 'entry#', 'entry$', table)).map(asEntry),
    list: async (from, to) => (await items(INDEX, from, to, table)).map((item) => String(item.incident)),
  };
}

async function append(incidentId: string, entry: NewEntry, table: Table): Promise<number> {
  const bound = { abortSignal: AbortSignal.timeout(table.appendSeconds * 1000) };
  const entryId = randomUUID();
  let sequence = 1 + (await lastSequence(incidentId, table, bound));
  for (;;) {
    const taken = await writeAt(incidentId, { ...entry, sequence, entryId }, table, bound);
    if (taken === undefined || taken === entryId) break;
    sequence += 1;
  }
  if (entry.kind === 'opened') await index(incidentId, entry.at, table, bound);
  return sequence;
}

async function lastSequence(incidentId: string, { documents, name }: Table, bound: Bound): Promise<number> {
  const request = new QueryCommand({ ...between(name, partition(incidentId), 'entry#', 'entry$'), ScanIndexForward: false, Limit: 1 });
  const answer = await documents.send(request, bound).catch(orUnavailable('timeline of the incident'));
  return Number(answer.Items?.[0]?.sequence ?? 0);
}

type StoredEntry = NewEntry & { sequence: number; entryId: string };

/** `undefined`: written. Otherwise the id of the entry that stands there. */
async function writeAt(incidentId: string, entry: StoredEntry, { documents, name }: Table, bound: Bound): Promise<string | undefined> {
  const { data, ...rest } = entry;
  const request = new PutCommand({
    TableName: name,
    Item: { pk: partition(incidentId), sk: sortKey(entry.sequence), ...rest, data: JSON.stringify(data) },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  return documents.send(request, bound).then(
    () => undefined,
    (thrown: unknown) => {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw unavailable('timeline of the incident', thrown);
      return thrown.Item?.entryId?.S ?? '';
    },
  );
}

/** So that the ledger finds it; the same item again when it is opened again. */
async function index(incidentId: string, openedAt: string, { documents, name }: Table, bound: Bound): Promise<void> {
  const Item = { pk: INDEX, sk: `${openedAt}#${incidentId}`, incident: incidentId };
  await documents.send(new PutCommand({ TableName: name, Item }), bound).catch(orUnavailable('list of incidents'));
}

function between(TableName: string, pk: string, from: string, to: string): QueryCommandInput {
  return {
    TableName,
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
    ConsistentRead: true,
  };
}

async function items(pk: string, from: string, to: string, { documents, name }: Table): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const request = new QueryCommand({ ...between(name, pk, from, to), ...(start === undefined ? {} : { ExclusiveStartKey: start }) });
    const answer = await documents.send(request).catch(orUnavailable('timeline of the incident'));
    found.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}

function asEntry(item: Record<string, unknown>): RecordEntry {
  const { pk: _, sk: __, entryId: ___, data, ...rest } = item;
  return { ...rest, data: JSON.parse(String(data)) } as RecordEntry;
}
