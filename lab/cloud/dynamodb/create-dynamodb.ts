import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { type JsonObject, jsonError } from '../protocols/json.ts';
import { type Answer, AwsError, type Call, type ServiceContext } from '../service.ts';
import type { DynamoDb, Properties } from '../services.ts';
import { neededFor } from './authorization.ts';
import { partitionsOf } from './partitions.ts';
import { createTableInput } from './table-properties.ts';

const TARGET = 'DynamoDB_20120810';
const ERRORS = { version: '1.0', namespace: 'com.amazonaws.dynamodb.v20120810' } as const;

type Headers = Readonly<Record<string, string>>;

/** DynamoDB of a region: tables live in dynalite, in this process, on a loopback port of its own. */
export async function createDynamoDb(context: ServiceContext): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store = new Store(context, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    signingName: 'dynamodb',
    createTable: (properties) => store.createTable(properties),
    throttlePartitions: (table, beginnings) => store.throttle(table, beginnings),
    handle: (call) => store.handle(call),
    stop: async () => {
      await store.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Store {
  readonly #context: ServiceContext;
  readonly #endpoint: string;
  /** One request at a time, so that a failed condition and the item that failed it are one observation. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #hashKeys = new Map<string, string>();
  readonly #throttled = new Map<string, readonly string[]>();
  #closed = false;

  constructor(context: ServiceContext, endpoint: string) {
    this.#context = context;
    this.#endpoint = endpoint;
  }

  async createTable(properties: Properties): Promise<void> {
    const created = await this.#ask('CreateTable', createTableInput(properties, this.#context.region));
    if (created.status !== 200) throw new Error(`table ${properties.TableName} was not created: ${created.body}`);
    const schema = (properties.KeySchema ?? []) as { AttributeName: string; KeyType: string }[];
    this.#hashKeys.set(String(properties.TableName), schema.find((one) => one.KeyType === 'HASH')?.AttributeName ?? '');
    const TableName = properties.TableName;
    const deadline = Date.now() + 10_000;
    while (!String((await this.#ask('DescribeTable', { TableName })).body).includes('"TableStatus":"ACTIVE"'))
      if (Date.now() > deadline) throw new Error(`table ${TableName} did not become ACTIVE`);
  }

  async handle(call: Call): Promise<Answer> {
    try {
      const operation = (call.headers['x-amz-target'] ?? '').replace(`${TARGET}.`, '');
      const input = inputOf(call);
      await this.#authorize(call, operation, input);
      this.#refuseThrottled(operation, input);
      const answered = this.#turn.then(() => this.#executeWhileOpen(operation, input, call.headers));
      this.#turn = answered.catch(() => undefined);
      return await answered;
    } catch (error) {
      if (error instanceof AwsError) return jsonError(ERRORS, error);
      throw error;
    }
  }

  throttle(table: string, beginnings: readonly string[]): void {
    this.#throttled.set(table, beginnings);
  }

  /** As a table that is paid by request answers for a partition that gets too much; a call that goes over all of them meets it as well. */
  #refuseThrottled(operation: string, input: JsonObject): void {
    const table = String(input.TableName ?? '');
    const beginnings = this.#throttled.get(table);
    if (beginnings === undefined || operation === 'DescribeTable') return;
    const partitions = partitionsOf(input, this.#hashKeys.get(table) ?? '') ?? ['all partitions'];
    const hit = partitions.find((one) => one === 'all partitions' || beginnings.some((begin) => one.startsWith(begin)));
    if (hit === undefined) return;
    const refusal = {
      service: 'dynamodb',
      operation: `${operation} ${table} ${hit}`,
      reason: 'the partition is throttled in this rehearsal',
    };
    this.#context.onEvent({ at: new Date().toISOString(), kind: 'refused', ...refusal, byFault: true });
    throw new AwsError(400, 'ThrottlingException', 'Throughput exceeds the current capacity of your table or index.');
  }

  /** Resolves when nothing is worked on: dynalite ends its process over a request whose tables are closed underneath. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
  }

  #executeWhileOpen(operation: string, input: JsonObject, headers: Headers): Promise<Answer> {
    if (this.#closed) throw new AwsError(503, 'ServiceUnavailable', 'The rehearsed cloud is being stopped');
    return this.#execute(operation, input, headers);
  }

  async #authorize(call: Call, operation: string, input: JsonObject): Promise<void> {
    const needed = neededFor(operation, input);
    if (!needed) {
      const at = new Date().toISOString();
      this.#context.onEvent({ at, kind: 'refused', service: 'dynamodb', operation, reason: 'the rehearsed cloud does not implement it' });
      throw new AwsError(400, 'UnknownOperationException', `The operation ${operation} is not known here`);
    }
    const { region, account } = this.#context;
    for (const { action, table, index } of needed) {
      const arn = `arn:aws:dynamodb:${region}:${account}:table/${table}`;
      await call.authorize(action, index === undefined ? arn : `${arn}/index/${index}`);
    }
  }

  async #execute(operation: string, input: JsonObject, headers: Headers): Promise<Answer> {
    const { ReturnValuesOnConditionCheckFailure: wanted, ...asked } = input;
    const answer = await this.#ask(operation, asked, headers);
    if (wanted !== 'ALL_OLD' || answer.status !== 400) return answer;
    const error = JSON.parse(String(answer.body)) as JsonObject;
    if (!String(error.__type).endsWith('#ConditionalCheckFailedException')) return answer;
    return { ...answer, body: JSON.stringify({ ...error, ...(await this.#itemThatFailed(input, headers)) }) };
  }

  /** dynalite does not return the item that failed a condition, so it is read within the same turn. */
  async #itemThatFailed(input: JsonObject, headers: Headers): Promise<JsonObject> {
    const { TableName } = input;
    const described = JSON.parse(String((await this.#ask('DescribeTable', { TableName })).body)) as {
      Table: { KeySchema: { AttributeName: string }[] };
    };
    const source = (input.Key ?? input.Item ?? {}) as JsonObject;
    const Key = Object.fromEntries(described.Table.KeySchema.map(({ AttributeName }) => [AttributeName, source[AttributeName]]));
    const found = JSON.parse(String((await this.#ask('GetItem', { TableName, Key, ConsistentRead: true }, headers)).body)) as JsonObject;
    return found.Item === undefined ? {} : { Item: found.Item };
  }

  async #ask(operation: string, input: object, headers: Headers = {}): Promise<Answer> {
    const { region } = this.#context;
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `${TARGET}.${operation}`,
        'x-amz-date': headers['x-amz-date'] ?? '20260101T000000Z',
        authorization:
          headers.authorization ??
          `AWS4-HMAC-SHA256 Credential=lab/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=lab`,
      },
      body: JSON.stringify(input),
    });
    const given = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': response.headers.get('x-amzn-requestid') ?? '' };
    return { status: response.status, headers: given, body: await response.text() };
  }
}

function inputOf(call: Call): JsonObject {
  try {
    return JSON.parse(call.body.toString('utf8')) as JsonObject;
  } catch {
    throw new AwsError(400, 'SerializationException', 'The request body is not JSON');
  }
}
