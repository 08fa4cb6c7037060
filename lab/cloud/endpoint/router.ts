import { type Latency, NO_LATENCY, pass } from '../../latency/latency.ts';
import type { CloudEvent } from '../cloud.ts';
import type { Access } from '../iam/access.ts';
import type { Role, Roles } from '../iam/roles.ts';
import { type Answer, AwsError, type Call, type Service } from '../service.ts';
import { actionOf, calledOperation } from './called-operation.ts';
import { type CredentialScope, credentialScope } from './credential-scope.ts';
import { errorAnswer } from './error-answer.ts';
import type { Request } from './http-endpoint.ts';

type Known = { roles: Roles; access: Access };

/**
 * Leads a call to the service of the region that its credential scope names, whichever endpoint it came in by: a client for another region
 * still uses its own AWS_ENDPOINT_URL.
 */
export class Router {
  readonly #onEvent: (event: CloudEvent) => void;
  readonly #latency: Latency;
  readonly #services = new Map<string, Service>();
  readonly #unreachable = new Set<string>();
  #known: Known | undefined;

  constructor(onEvent: (event: CloudEvent) => void, latency: Latency = NO_LATENCY) {
    this.#onEvent = onEvent;
    this.#latency = latency;
  }

  add(region: string, service: Service): void {
    this.#services.set(`${region}/${service.signingName}`, service);
  }

  /** From now on callers are recognised: the stacks' roles exist. */
  recognise(roles: Roles, access: Access): void {
    this.#known = { roles, access };
  }

  /** Takes a region's services away, or the global ones (`us-east-1`): connections to them break. */
  takeAway(region: string): void {
    this.#unreachable.add(region);
  }

  bringBack(region: string): void {
    this.#unreachable.delete(region);
  }

  reachable(region: string): boolean {
    return !this.#unreachable.has(region);
  }

  /** `from`: region of the endpoint it came in by; none for the global one. */
  async route(request: Request, from?: string): Promise<Answer | undefined> {
    const scope = credentialScope(request.headers.authorization);
    if (!scope) return this.#refuse(request, undefined, new AwsError(403, 'MissingAuthenticationToken', 'Missing Authentication Token'));
    if (!this.reachable(scope.region)) return undefined;
    const role = this.#known?.roles.byAccessKey(scope.accessKeyId);
    if (!role || !this.#known) {
      return this.#refuse(
        request,
        scope,
        new AwsError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
      );
    }
    const service = this.#services.get(`${scope.region}/${scope.service}`);
    if (!service) return this.#refuse(request, scope, unknownService(scope));
    const { newConnection = false } = request;
    const about = { service: scope.service, operation: calledOperation(request), from, to: scope.region, newConnection };
    const way = this.#latency.ofCall(about) / 2;
    await pass(way);
    const answer = await this.#handled(service, this.#call(request, scope, role, this.#known.access));
    await pass(way);
    return answer;
  }

  async #handled(service: Service, call: Call): Promise<Answer> {
    try {
      return await service.handle(call);
    } catch (error) {
      if (error instanceof AwsError) return errorAnswer(call, error);
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return this.#refuse(
        call,
        { ...call.caller, region: call.region, service: service.signingName },
        new AwsError(500, 'InternalFailure', reason),
      );
    }
  }

  #call(request: Request, scope: CredentialScope, role: Role, access: Access): Call {
    return {
      ...request,
      region: scope.region,
      caller: { roleArn: role.arn, accessKeyId: scope.accessKeyId },
      authorize: (action, resource, context = {}) => access.authorize({ role, action, resource, region: scope.region, context }),
    };
  }

  #refuse(request: Request, scope: CredentialScope | undefined, error: AwsError): Answer {
    const operation = request.headers['x-amz-target'] ?? actionOf(request) ?? `${request.method} ${request.url}`;
    const service = scope ? `${scope.service} (${scope.region})` : 'unsigned';
    this.#onEvent({ at: new Date().toISOString(), kind: 'refused', service, operation, reason: `${error.code}: ${error.message}` });
    return errorAnswer(request, error);
  }
}

function unknownService({ service, region }: CredentialScope): AwsError {
  return new AwsError(400, 'UnknownOperationException', `The rehearsed cloud has no service ${service} in ${region}`);
}
