import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { StoredLock } from '../../../lambdas/adapters/aws/incident-lock.ts';

type Values = Record<string, unknown>;
type Request = {
  Item?: Values;
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Values;
};
/** A write that was carried out. `values` are those of the request: who says it is his. */
export type LockWrite = { before: StoredLock | undefined; after: StoredLock; values: Values };

/**
 * The one item of the lock behind the real adapter, in memory. Every request waits for its `turn` and is then carried out whole, as DynamoDB
 * does; the conditions are those of the adapter, read as text. What it does not know it refuses.
 */
export function lockTable(turn: () => Promise<void>, written: (write: LockWrite) => void) {
  let item: Values | undefined;
  const write = (next: Values, { ExpressionAttributeValues: values = {} }: Request) => {
    const before = item;
    item = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined));
    written({ before: before as StoredLock | undefined, after: item as StoredLock, values });
  };
  const mock = mockClient(DynamoDBDocumentClient);
  mock.on(GetCommand).callsFake(async () => {
    await turn();
    return item === undefined ? {} : { Item: { ...item } };
  });
  mock.on(PutCommand).callsFake(async (request: Request) => {
    await turn();
    requireCondition(request, item);
    write({ ...request.Item }, request);
    return {};
  });
  mock.on(UpdateCommand).callsFake(async (request: Request) => {
    await turn();
    requireCondition(request, item);
    write(updated(request, item ?? {}), request);
    return {};
  });
  return { restore: () => mock.restore() };
}

const nameOf = (text: string, { ExpressionAttributeNames: names = {} }: Request) => names[text] ?? text;

function requireCondition(request: Request, item: Values | undefined): void {
  const holds = (request.ConditionExpression ?? '')
    .split(' AND ')
    .filter(Boolean)
    .every((condition) => {
      const [, absent] = /^attribute_not_exists\((.+)\)$/.exec(condition) ?? [];
      if (absent !== undefined) return item?.[nameOf(absent, request)] === undefined;
      const [, name, value] = /^(\S+) = (:\w+)$/.exec(condition) ?? [];
      if (name === undefined || value === undefined) throw new Error(`condition not understood: ${condition}`);
      return item?.[nameOf(name, request)] === request.ExpressionAttributeValues?.[value];
    });
  if (!holds) throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
}

function updated(request: Request, item: Values): Values {
  const { UpdateExpression: expression = '', ExpressionAttributeValues: values = {} } = request;
  const [, set, remove] = /^SET (.+?)(?: REMOVE (.+))?$/.exec(expression) ?? [];
  const assignments = (set ?? '').split(/, (?=#)(?![^(]*\))/).map((one) => {
    const [, name = '', kept, value = ''] = /^(\S+) = (?:if_not_exists\((\S+), )?(:\w+)\)?$/.exec(one) ?? [];
    if (name === '') throw new Error(`update not understood: ${expression}`);
    const old = kept === undefined ? undefined : item[nameOf(kept, request)];
    return [nameOf(name, request), old ?? values[value]];
  });
  const removed = Object.fromEntries((remove ?? '').split(', ').map((one) => [nameOf(one, request), undefined]));
  return { ...item, ...Object.fromEntries(assignments), ...removed };
}
