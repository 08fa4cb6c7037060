import type { JsonObject } from '../protocols/json.ts';

export type Needed = { action: string; table: string; index?: string };

const ONE_TABLE = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'DescribeTable']);
const SEVERAL_TABLES = new Set(['BatchGetItem', 'BatchWriteItem']);

/** What an operation needs, as the service authorization reference names it; `undefined` for an operation that is not implemented. */
export function neededFor(operation: string, input: JsonObject): Needed[] | undefined {
  const action = `dynamodb:${operation}`;
  if (SEVERAL_TABLES.has(operation)) return Object.keys((input.RequestItems ?? {}) as object).map((table) => ({ action, table }));
  if (!ONE_TABLE.has(operation)) return undefined;
  const index = input.IndexName;
  return [{ action, table: String(input.TableName ?? ''), ...(typeof index === 'string' && { index }) }];
}
