import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { CloudEvent } from '../cloud.ts';
import { type Answer, AwsError, type Call } from '../service.ts';

export type JsonObject = Record<string, unknown>;
export type JsonOperation = (input: never, call: Call) => object | Promise<object>;

export type JsonProtocol = {
  service: string;
  /** `application/x-amz-json-<version>`. */
  version: '1.0' | '1.1';
  /** Prefix of the `X-Amz-Target` header, e.g. AmazonSSM. */
  target: string;
  /** Shape namespace of the errors, e.g. com.amazonaws.ssm. */
  namespace: string;
  /** Services that left the Query protocol for JSON (CloudWatch) also say the old error code in a header. */
  queryCompatible?: boolean;
  operations: Readonly<Record<string, JsonOperation>>;
  onEvent(event: CloudEvent): void;
};

/** AWS JSON RPC: one POST per operation, named in a header; errors carry their type in `__type`. */
export async function answerJson(protocol: JsonProtocol, call: Call): Promise<Answer> {
  try {
    const output = await operationOf(protocol, call)(inputOf(call) as never, call);
    return answer(protocol, 200, output);
  } catch (error) {
    if (error instanceof AwsError) return jsonError(protocol, error);
    throw error;
  }
}

/** An error as AWS JSON services write it; a denied call is always `AccessDeniedException` in this protocol. */
export function jsonError(protocol: Pick<JsonProtocol, 'version' | 'namespace' | 'queryCompatible'>, error: AwsError): Answer {
  const code = error.code === 'AccessDenied' ? 'AccessDeniedException' : error.code;
  const rendered = answer(protocol, error.status, { __type: `${protocol.namespace}#${code}`, message: error.message });
  if (!protocol.queryCompatible || code === 'UnknownOperationException') return rendered;
  const queryError = `${code.replace(/(Exception|Fault)$/, '')};${error.status >= 500 ? 'Receiver' : 'Sender'}`;
  return { ...rendered, headers: { ...rendered.headers, 'x-amzn-query-error': queryError } };
}

function operationOf(protocol: JsonProtocol, call: Call): JsonOperation {
  const [target, name = ''] = (call.headers['x-amz-target'] ?? '').split('.');
  const operation = target === protocol.target && Object.hasOwn(protocol.operations, name) ? protocol.operations[name] : undefined;
  if (operation) return operation;
  const operationName = name || `${call.method} ${call.url}`;
  protocol.onEvent({
    at: new Date().toISOString(),
    kind: 'refused',
    service: protocol.service,
    operation: operationName,
    reason: 'the rehearsed cloud does not implement it',
  });
  throw new AwsError(400, 'UnknownOperationException', `The operation ${operationName} is not known here`);
}

/** Body of the request; large ones (PutMetricData) arrive gzip-compressed. */
function inputOf(call: Call): JsonObject {
  try {
    const body = call.headers['content-encoding']?.includes('gzip') ? gunzipSync(call.body) : call.body;
    const input: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as JsonObject;
  } catch {
    // Falls through: an unreadable body is the caller's fault, whatever made it unreadable.
  }
  throw new AwsError(400, 'SerializationException', 'The request body is not a JSON object');
}

function answer(protocol: Pick<JsonProtocol, 'version'>, status: number, body: object): Answer {
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${protocol.version}`, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}
