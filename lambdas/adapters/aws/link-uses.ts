import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { DependencyUnavailable } from '../../errors.ts';
import type { LinkUse, LinkUses } from '../../ports/link-uses.ts';
import { repeatable } from './clients.ts';
import { orUnavailable, unavailable } from './failures.ts';

/**
 * In the incident table: `link#<nonce>` / `use`, written by one conditional put. A use that is given back leaves an empty item, because nothing
 * in this table is ever deleted. The SDK may repeat every write: a use that finds itself was the first.
 */
export function dynamoLinkUses(plan: Pick<Plan, 'name'>, region: string, client = new DynamoDBClient(repeatable(region))): LinkUses {
  const documents = DynamoDBDocumentClient.from(client);
  const TableName = names.incidentTable(plan);
  const keyOf = (nonce: string) => ({ pk: `link#${nonce}`, sk: 'use' });
  const find = async (nonce: string): Promise<LinkUse | undefined> => {
    const request = new GetCommand({ TableName, Key: keyOf(nonce), ConsistentRead: true });
    const { Item } = await documents.send(request).catch(orUnavailable('use of a link'));
    return Item?.attempt === undefined ? undefined : { by: String(Item.by), at: String(Item.at), attempt: String(Item.attempt) };
  };
  return {
    find,
    async claim(nonce, use) {
      const Item = { ...keyOf(nonce), ...use };
      const request = new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(attempt)' });
      return documents.send(request).then(
        () => 'first' as const,
        async (thrown: unknown) => {
          if (!(thrown instanceof ConditionalCheckFailedException)) throw unavailable('use of a link', thrown);
          return whoWasFirst(use, await find(nonce));
        },
      );
    },
    async release(nonce, { attempt }) {
      const request = new UpdateCommand({
        TableName,
        Key: keyOf(nonce),
        UpdateExpression: 'REMOVE attempt, #by, #at',
        ConditionExpression: 'attempt = :mine',
        ExpressionAttributeNames: { '#by': 'by', '#at': 'at' },
        ExpressionAttributeValues: { ':mine': attempt },
      });
      await documents.send(request).catch((thrown: unknown) => {
        if (!(thrown instanceof ConditionalCheckFailedException)) throw unavailable('use of a link', thrown);
      });
    },
  };
}

function whoWasFirst(use: LinkUse, found: LinkUse | undefined): 'first' | LinkUse {
  if (found === undefined)
    throw new DependencyUnavailable('use of a link: it was given back this very moment; try again', { condition: 'LinkGivenBack' });
  return found.attempt === use.attempt ? 'first' : found;
}
