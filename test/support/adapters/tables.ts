import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** DynamoDB with real conditional writes, in this process; tables as the stacks create them. */
export async function startTables(...names: string[]): Promise<{ client(): DynamoDBClient; stop(): Promise<void> }> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const clients: DynamoDBClient[] = [];
  const client = () => {
    const one = new DynamoDBClient({ endpoint, region: 'eu-west-3', credentials, maxAttempts: 1 });
    clients.push(one);
    return one;
  };
  for (const TableName of names)
    await client().send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  const stop = async () => {
    for (const one of clients) one.destroy();
    server.close();
    await once(server, 'close');
  };
  return { client, stop };
}
