import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudEvent } from '../../../lab/cloud/cloud.ts';
import { type Answer, AwsError, type BusEvent, type Call, type Service, type ServiceContext } from '../../../lab/cloud/service.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-3';
export const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'not-a-secret' };

export type Authorization = { action: string; resource: string; context?: Record<string, string | string[]> };

/** A context that remembers events, and the calls that were authorized; actions in `denied` are refused. */
export class Surroundings {
  readonly events: CloudEvent[] = [];
  readonly busEvents: BusEvent[] = [];
  readonly authorized: Authorization[] = [];
  readonly denied = new Set<string>();
  readonly context: ServiceContext = {
    region: REGION,
    account: ACCOUNT,
    onEvent: (event) => this.events.push(event),
    putBusEvent: (event) => this.busEvents.push(event),
  };

  readonly authorize: Call['authorize'] = async (action, resource, context) => {
    this.authorized.push({ action, resource, ...(context && { context }) });
    if (this.denied.has(action)) throw new AwsError(403, 'AccessDenied', `not authorized to perform: ${action} on resource: ${resource}`);
  };

  eventsOf<Kind extends CloudEvent['kind']>(kind: Kind): Extract<CloudEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<CloudEvent, { kind: Kind }> => event.kind === kind);
  }
}

export type Served = { endpoint: string; stop(): Promise<void> };

/** Serves one service over HTTP as the core does: the credential scope says which service and region are meant. */
export async function serve(service: Service, surroundings: Surroundings): Promise<Served> {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request, service, surroundings).catch(
      (error): Answer => ({ status: 500, body: `the service threw: ${String(error?.stack ?? error)}` }),
    );
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await service.stop?.();
    },
  };
}

async function answerTo(request: IncomingMessage, service: Service, surroundings: Surroundings): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '');
  if (scope?.[3] !== service.signingName) return { status: 403, body: `signed for ${scope?.[3]}, served is ${service.signingName}` };
  return service.handle({
    region: scope[2] ?? '',
    caller: { roleArn: `arn:aws:iam::${ACCOUNT}:role/test`, accessKeyId: scope[1] ?? '' },
    method: request.method ?? '',
    url: request.url ?? '',
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks),
    authorize: surroundings.authorize,
  });
}

/** The error a call rejects with; fails when it succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<Error & { $metadata?: { httpStatusCode?: number } }> {
  const answer = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in answer) return answer.error as Error;
  throw new Error(`expected an error, got ${JSON.stringify(answer.value)}`);
}
