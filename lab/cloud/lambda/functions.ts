import { createHash } from 'node:crypto';
import type { LabClock } from '../../clock/lab-clock.ts';
import type { Latency } from '../../latency/latency.ts';
import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import type { CloudEvent } from '../cloud.ts';
import type { FunctionNetwork } from '../function-network.ts';
import type { Role } from '../iam/roles.ts';
import { codeFolder } from './code.ts';
import { LambdaFunction } from './function.ts';

export type FunctionsOptions = {
  folder: string;
  endpoints: { region: string; global: string };
  network: Omit<FunctionNetwork, 'inVpc'>;
  onEvent(event: CloudEvent): void;
  onLog(line: string): void;
  /** @default none */
  latency?: Latency;
  /** @default the computer's */
  clock?: LabClock;
};

/** Lambda in one region. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #byArn = new Map<string, LambdaFunction>();

  constructor(options: FunctionsOptions) {
    this.#options = options;
  }

  /** @throws when the runtime is not the one the rehearsal has, or the bundle is missing */
  create(resource: ResolvedResource, role: Role): void {
    const runtime = String(resource.properties.Runtime);
    if (runtime !== 'nodejs24.x')
      throw new Error(`the lab cannot emulate function ${resource.name}: runtime ${runtime}; it runs nodejs24.x`);
    const { folder, onEvent, onLog, latency, clock } = this.#options;
    const prefixed = (line: string) => {
      const at = new Date().toISOString();
      onLog(`${at} ${resource.region} ${resource.name} ${line}`);
      onEvent({ at, kind: 'log', region: resource.region, function: resource.name, line });
    };
    const variables = this.#variables(resource, role);
    this.#byArn.set(
      resource.arn,
      new LambdaFunction({ resource, folder, variables, onEvent, onLog: prefixed, ...(latency && { latency }), ...(clock && { clock }) }),
    );
  }

  /** By ARN, also with `:$LATEST` or a version. */
  find(arn: string): LambdaFunction | undefined {
    return this.#byArn.get(arn) ?? this.#byArn.get(arn.replace(/:(\$LATEST|[0-9]+)$/, ''));
  }

  stop(): void {
    for (const one of this.#byArn.values()) one.stop();
  }

  /** What Lambda sets (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), then what leads calls to the local endpoints. */
  #variables(resource: ResolvedResource, role: Role): Record<string, string> {
    const { name, region, properties } = resource;
    const { endpoints, network } = this.#options;
    const given = ((properties.Environment ?? {}) as { Variables?: Record<string, string> }).Variables ?? {};
    return {
      ...given,
      TZ: 'UTC',
      LANG: 'en_US.UTF-8',
      PATH: '/usr/local/bin:/usr/bin:/bin',
      _HANDLER: String(properties.Handler),
      LAMBDA_TASK_ROOT: codeFolder(resource),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize ?? 128),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'rehearsal',
      AWS_ACCESS_KEY_ID: role.accessKeyId,
      AWS_SECRET_ACCESS_KEY: createHash('sha256').update(role.accessKeyId).digest('hex').slice(0, 40),
      AWS_SESSION_TOKEN: 'rehearsal',
      AWS_ENDPOINT_URL: endpoints.region,
      AWS_ENDPOINT_URL_ROUTE_53: endpoints.global,
      LAB_NETWORK: JSON.stringify({ ...network, inVpc: properties.VpcConfig !== undefined }),
    };
  }
}
