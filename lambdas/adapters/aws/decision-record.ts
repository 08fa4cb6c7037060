import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { AskedQuestion, Decision, Question } from '../../domain/decision.ts';
import type { DecisionRecord } from '../../ports/decision-record.ts';
import { repeatable } from './clients.ts';
import { orUnavailable, unavailable } from './failures.ts';

type StoredQuestion = AskedQuestion & { decision?: string };

/** In the incident table: `incident#<id>` / `question#<question>`, the answer in the same item, so that one conditional write decides who was first. */
export function dynamoDecisionRecord(
  plan: Pick<Plan, 'name'>,
  region: string,
  client = new DynamoDBClient(repeatable(region)),
): DecisionRecord {
  const documents = DynamoDBDocumentClient.from(client);
  const TableName = names.incidentTable(plan);
  const keyOf = (incidentId: string, question: Question) => ({ pk: `incident#${incidentId}`, sk: `question#${question}` });
  const find = async (incidentId: string, question: Question) => {
    const request = new GetCommand({ TableName, Key: keyOf(incidentId, question), ConsistentRead: true });
    const answer = await documents.send(request).catch(orUnavailable('questions of the incident'));
    if (answer.Item === undefined) return undefined;
    const { pk: _, sk: __, decision, ...asked } = answer.Item as StoredQuestion & { pk: string; sk: string };
    return { asked, ...(decision === undefined ? {} : { decision: JSON.parse(decision) as Decision }) };
  };
  return {
    find,
    async ask(asked) {
      const Item = { ...keyOf(asked.incidentId, asked.question), ...asked };
      await documents.send(new PutCommand({ TableName, Item })).catch(orUnavailable('question to a person'));
    },
    async decide(asked, decision) {
      const request = new UpdateCommand({
        TableName,
        Key: keyOf(asked.incidentId, asked.question),
        UpdateExpression: 'SET #decision = :decision',
        // The task token is the question's own: an answer must not land on a later question of the same kind.
        ConditionExpression: 'attribute_not_exists(#decision) AND #taskToken = :taskToken',
        ExpressionAttributeNames: { '#decision': 'decision', '#taskToken': 'taskToken' },
        ExpressionAttributeValues: { ':decision': JSON.stringify(decision), ':taskToken': asked.taskToken },
      });
      return documents.send(request).then(
        () => decision,
        (thrown: unknown) => firstAnswer(thrown, asked, find),
      );
    },
  };
}

/** When somebody else was first, their answer. */
async function firstAnswer(
  thrown: unknown,
  { incidentId, question, taskToken }: AskedQuestion,
  find: DecisionRecord['find'],
): Promise<Decision> {
  if (!(thrown instanceof ConditionalCheckFailedException)) throw unavailable('answer of a person', thrown);
  const now = await find(incidentId, question);
  if (now?.decision !== undefined && now.asked.taskToken === taskToken) return now.decision;
  throw unavailable('answer of a person', new Error('the question was asked anew meanwhile; read it and answer again'));
}
