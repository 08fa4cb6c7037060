/**
 * Runs inside a rehearsed function's process, as Lambda's Node runtime does: loads the handler once, then answers one invocation after the other.
 * It gives the handler an event and a context; nothing of the bundle is replaced.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionError, Invocation, RuntimeMessage } from './lambda/messages.ts';

type Handler = (event: unknown, context: object) => unknown;

const say = (message: RuntimeMessage) => process.send?.(message);

function describe(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

async function load(): Promise<Handler> {
  const root = process.env.LAMBDA_TASK_ROOT ?? '';
  const [module = '', name = ''] = (process.env._HANDLER ?? '').split(/\.(?=[^.]*$)/);
  const file = ['.mjs', '.js', '.cjs'].map((extension) => join(root, module + extension)).find((path) => existsSync(path));
  if (!file) throw Object.assign(new Error(`Cannot find module '${module}' in ${root}`), { name: 'Runtime.ImportModuleError' });
  const handler = ((await import(pathToFileURL(file).href)) as Record<string, unknown>)[name];
  if (typeof handler === 'function') return handler as Handler;
  throw Object.assign(new Error(`${process.env._HANDLER} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
}

function contextOf({ requestId, functionArn, timeoutMilliseconds }: Invocation) {
  const deadline = Date.now() + timeoutMilliseconds;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function answer(handler: Handler, invocation: Invocation): Promise<void> {
  const { requestId } = invocation;
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation));
    say({ kind: 'result', requestId, result: JSON.stringify(result) ?? 'null' });
  } catch (thrown) {
    say({ kind: 'error', requestId, error: describe(thrown) });
  }
}

/** On a fast clock the lab says how far it is ahead, first for loading the handler, then with every invocation. Otherwise `Date` is left alone. */
let ahead = 0;
if (process.env.LAB_CLOCK_AHEAD !== undefined) {
  ahead = Number(process.env.LAB_CLOCK_AHEAD);
  delete process.env.LAB_CLOCK_AHEAD;
  const computers = globalThis.Date;
  const now = () => computers.now() + ahead;
  const clock: DateConstructor = new Proxy(computers, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget === clock ? target : newTarget) as Date,
    apply: () => new computers(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  globalThis.Date = clock;
}

let current = '';
/** Lambda reports a promise nobody waits for as an error of the running invocation and throws the environment away. */
process.on('unhandledRejection', (reason) => {
  const { errorType, errorMessage, trace } = describe(reason);
  const error = { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: `${errorType}: ${errorMessage}`, trace };
  process.send?.({ kind: 'error', requestId: current, error } satisfies RuntimeMessage, () => process.exit(128));
});
process.on('disconnect', () => process.exit(0));

try {
  const handler = await load();
  process.on('message', (invocation: Invocation) => {
    current = invocation.requestId;
    ahead = invocation.clockAheadMilliseconds ?? ahead;
    void answer(handler, invocation);
  });
  say({ kind: 'ready' });
} catch (thrown) {
  say({ kind: 'init-error', error: describe(thrown) });
}
