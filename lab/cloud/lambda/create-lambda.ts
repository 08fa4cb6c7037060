import { errorAnswer } from '../endpoint/error-answer.ts';
import { type Answer, AwsError, type Call, type Service, type ServiceContext } from '../service.ts';
import type { Outcome } from './environment.ts';
import type { LambdaFunction } from './function.ts';

type Find = (arn: string) => LambdaFunction | undefined;

/** Errors of the service itself, by their name within the lab, and the status with which Invoke answers them. */
const SERVICE_ERRORS: Readonly<Record<string, number>> = { 'Lambda.TooManyRequestsException': 429, 'Lambda.RequestTooLargeException': 413 };

/** Lambda's API of a region, as far as a person calls it: a synchronous Invoke, whose answer is the function's. */
export function createLambda(context: ServiceContext, find: Find): Service {
  return {
    signingName: 'lambda',
    handle: async (call) => {
      try {
        return await invoke(context, find, call);
      } catch (error) {
        if (error instanceof AwsError) return restError(error);
        throw error;
      }
    },
  };
}

async function invoke(context: ServiceContext, find: Find, call: Call): Promise<Answer> {
  const [, given] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(\?|$)/.exec(call.url) ?? [];
  const type = call.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (call.method !== 'POST' || given === undefined || type !== 'RequestResponse') throw unknownOperation(context, call, type);
  const name = decodeURIComponent(given);
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${context.region}:${context.account}:function:${name}`;
  await call.authorize('lambda:InvokeFunction', arn);
  const target = find(arn);
  if (!target) throw new AwsError(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
  return answerOf(await target.invoke(payloadOf(call)));
}

function payloadOf(call: Call): unknown {
  try {
    return JSON.parse(call.body.toString('utf8') || '{}') as unknown;
  } catch (cause) {
    throw new AwsError(400, 'InvalidRequestContentException', `Could not parse request body into json: ${String(cause)}`);
  }
}

/** A function that failed is a successful call with a header that says so; its body is what the function reported. */
function answerOf(outcome: Outcome): Answer {
  const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
  if (outcome.kind === 'result') return { status: 200, headers, body: outcome.result };
  const { errorType, errorMessage } = outcome.error;
  const status = SERVICE_ERRORS[errorType];
  if (status !== undefined) throw new AwsError(status, errorType.replace('Lambda.', ''), errorMessage);
  return { status: 200, headers: { ...headers, 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify(outcome.error) };
}

function unknownOperation({ onEvent }: ServiceContext, call: Call, type: string): AwsError {
  const operation = `${call.method} ${call.url.split('?')[0]} ${type}`;
  onEvent({
    at: new Date().toISOString(),
    kind: 'refused',
    service: 'lambda',
    operation,
    reason: 'the rehearsed cloud does not implement it',
  });
  return new AwsError(400, 'UnknownOperationException', `The operation ${operation} is not known here`);
}

/** REST-JSON; a denied call is `AccessDeniedException` in it. */
function restError({ status, code, message }: AwsError): Answer {
  const named = new AwsError(status, code === 'AccessDenied' ? 'AccessDeniedException' : code, message);
  return errorAnswer({ headers: { 'content-type': 'application/json' }, body: Buffer.alloc(0) }, named);
}
