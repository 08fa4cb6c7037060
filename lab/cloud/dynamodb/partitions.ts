import type { JsonObject } from '../protocols/json.ts';

/**
 * Values of the partition key that a call is about; `undefined` for one that goes over all of them. An expression of a Query is read as far
 * as DynamoDB demands it of the partition key: `name = :value`.
 */
export function partitionsOf(input: JsonObject, hashKey: string): string[] | undefined {
  const {
    Key,
    Item,
    KeyConditionExpression: expression,
  } = input as { Key?: JsonObject; Item?: JsonObject; KeyConditionExpression?: string };
  const source = Key ?? Item;
  if (source !== undefined) return [textOf(source[hashKey])];
  if (expression === undefined) return undefined;
  const names = (input.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const values = (input.ExpressionAttributeValues ?? {}) as JsonObject;
  const equals = [...expression.matchAll(/([#\w]+)\s*=\s*(:\w+)/g)];
  return equals.flatMap(([, name = '', value = '']) => ((names[name] ?? name) === hashKey ? [textOf(values[value])] : []));
}

const textOf = (value: unknown): string => (value as { S?: string } | undefined)?.S ?? '';
