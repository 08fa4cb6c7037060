import type { LabClock } from '../../clock/lab-clock.ts';
import { addresses } from '../addresses.ts';
import type { Stack } from '../assembly/read-assembly.ts';
import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import { HttpEndpoint, type Request } from '../endpoint/http-endpoint.ts';
import type { Delivery, Permission } from '../events/deliver.ts';
import type { Answer } from '../service.ts';
import type { LambdaFunction } from './function.ts';
import { urlAnswer } from './url-answer.ts';
import { urlEvent } from './url-event.ts';

const TYPE = 'AWS::Lambda::Url';
const KNOWN = new Set(['AuthType', 'InvokeMode', 'TargetFunctionArn']);

type Behind = { functionArn: string; delivery(): Delivery | undefined };

/**
 * URLs of functions (AWS::Lambda::Url): each is an HTTP server on an address of its own. They listen before the templates are resolved,
 * because other functions are told them in their environment.
 */
export class FunctionUrls {
  readonly #servers = new Map<string, HttpEndpoint>();
  readonly #behind = new Map<string, Behind>();

  /** @throws when an address is taken */
  static async listen(stacks: readonly Stack[], prefix: string, clock: LabClock): Promise<FunctionUrls> {
    const urls = new FunctionUrls();
    const all = stacks.flatMap(({ name, template }) =>
      Object.entries(template.Resources ?? {}).flatMap(([id, { Type }]) => (Type === TYPE ? [keyOf(name, id)] : [])),
    );
    for (const [index, key] of all.entries()) {
      const handle = (request: Request) => clock.busy(() => urls.#answer(key, request));
      urls.#servers.set(key, await HttpEndpoint.listen(addresses.functionUrl(prefix, index), handle));
    }
    return urls;
  }

  /** `FunctionUrl` of a resource of a template; ends with a slash. */
  urlOf(stack: string, logicalId: string): string {
    return `${this.#servers.get(keyOf(stack, logicalId))?.url}/`;
  }

  /** @throws when it asks for what the lab does not do: signed calls, streamed answers, CORS */
  create({ stack, logicalId, properties }: ResolvedResource, delivery: Behind['delivery']): void {
    const { AuthType, InvokeMode = 'BUFFERED', TargetFunctionArn } = properties;
    const unknown = Object.keys(properties).find((property) => !KNOWN.has(property));
    if (unknown !== undefined) throw new Error(`the lab cannot emulate ${unknown} of a function URL`);
    if (AuthType !== 'NONE') throw new Error(`the lab cannot emulate AuthType ${String(AuthType)} of a function URL; it has NONE`);
    if (InvokeMode !== 'BUFFERED')
      throw new Error(`the lab cannot emulate InvokeMode ${String(InvokeMode)} of a function URL; it has BUFFERED`);
    this.#behind.set(keyOf(stack, logicalId), { functionArn: String(TargetFunctionArn), delivery });
  }

  /** URL of a deployed function, or nothing. */
  of(functionArn: string): string | undefined {
    const [key] = [...this.#behind].find(([, one]) => one.functionArn === functionArn) ?? [];
    return key === undefined ? undefined : `${this.#servers.get(key)?.url}/`;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
  }

  async #answer(key: string, request: Request): Promise<Answer> {
    const { functionArn = '', delivery } = this.#behind.get(key) ?? {};
    const deployed = delivery?.();
    const target = deployed?.functions.find(functionArn);
    if (!deployed || !target) return forbidden();
    if (!mayAnybody(deployed.permissions, target)) {
      deployed.access.noteDenied({ caller: 'anybody (function URL)', action: 'lambda:InvokeFunctionUrl', resource: target.arn });
      return forbidden();
    }
    return urlAnswer(await target.invoke(urlEvent(request)));
  }
}

/** Since October 2025 a URL needs both: anybody may call it, and anybody may invoke the function through it (lambda/latest/dg/urls-auth.html). */
function mayAnybody(permissions: readonly Permission[], { name, arn }: LambdaFunction): boolean {
  const own = permissions.filter(({ functionName, principal }) => principal === '*' && [name, arn].includes(functionName));
  const call = own.some(({ action, functionUrlAuthType }) => action === 'lambda:InvokeFunctionUrl' && functionUrlAuthType === 'NONE');
  return call && own.some(({ action, onlyByUrl }) => action === 'lambda:InvokeFunction' && onlyByUrl === true);
}

const forbidden = (): Answer => ({
  status: 403,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
  body: JSON.stringify({ Message: 'Forbidden' }),
});

const keyOf = (stack: string, logicalId: string) => `${stack}/${logicalId}`;
