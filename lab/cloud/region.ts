import type { LabClock } from '../clock/lab-clock.ts';
import type { Distance } from '../distance.ts';
import type { Latency } from '../latency/latency.ts';
import { addresses } from './addresses.ts';
import type { CloudEvent } from './cloud.ts';
import { createCloudWatch } from './cloudwatch/create-cloudwatch.ts';
import { createResolver } from './dns/create-resolver.ts';
import { createDynamoDb } from './dynamodb/create-dynamodb.ts';
import { createEc2 } from './ec2/create-ec2.ts';
import { credentialScope } from './endpoint/credential-scope.ts';
import { far } from './endpoint/far.ts';
import type { Request } from './endpoint/http-endpoint.ts';
import { HttpEndpoint } from './endpoint/http-endpoint.ts';
import type { Router } from './endpoint/router.ts';
import { type Delivery, deliver } from './events/deliver.ts';
import { EventBus } from './events/event-bus.ts';
import { createKms } from './kms/create-kms.ts';
import { createLambda } from './lambda/create-lambda.ts';
import { createS3 } from './s3/create-s3.ts';
import type { ServiceContext } from './service.ts';
import type { CloudWatch, DynamoDb, Ec2, Kms, Resolver, Route53, S3, Sns, Ssm } from './services.ts';
import { createSns } from './sns/create-sns.ts';
import { createSsm } from './ssm/create-ssm.ts';
import { createStates } from './states/create-states.ts';
import { TaskTokens } from './states/task-tokens.ts';

export type RegionOptions = {
  name: string;
  /** Position in the plan; gives the region its addresses. */
  index: number;
  account: string;
  prefix: string;
  /** To the services of other regions; `undefined` = none. */
  distance: Distance | undefined;
  router: Router;
  route53: Route53;
  onEvent(event: CloudEvent): void;
  latency: Latency;
  clock: LabClock;
};

export type RegionalServices = { ssm: Ssm; cloudWatch: CloudWatch; ec2: Ec2; s3: S3; sns: Sns; dynamoDb: DynamoDb; kms: Kms };

/** Everything of one region that exists before a stack is deployed: its services, bus, resolver and endpoint. */
export class Region {
  readonly name: string;
  readonly functionAddress: string;
  readonly services: RegionalServices;
  readonly tokens: TaskTokens;
  readonly bus: EventBus;
  readonly zones: Set<string>;
  readonly resolver: Resolver;
  readonly endpoint: HttpEndpoint;
  /** What the region's rules may start; filled by the deployment. */
  delivery: Delivery | undefined;

  private constructor(options: RegionOptions, parts: Pick<Region, 'services' | 'tokens' | 'bus' | 'zones' | 'resolver' | 'endpoint'>) {
    this.name = options.name;
    this.functionAddress = addresses.functions(options.prefix, options.index);
    this.services = parts.services;
    this.tokens = parts.tokens;
    this.bus = parts.bus;
    this.zones = parts.zones;
    this.resolver = parts.resolver;
    this.endpoint = parts.endpoint;
  }

  static async start(options: RegionOptions): Promise<Region> {
    const { name, index, account, prefix, distance, router, route53, onEvent, latency, clock } = options;
    const bus = new EventBus({
      region: name,
      account,
      onEvent,
      clock,
      deliveryMilliseconds: latency.of('monitoring/state change event') + latency.of('events/delivery'),
      deliver: (rule, target, input): Promise<void> => deliver(region.delivery, rule, target, input),
    });
    const context: ServiceContext = { region: name, account, onEvent, putBusEvent: (event) => void bus.put(event) };
    const services = await startServices(context, latency, clock);
    const tokens = new TaskTokens();
    const states = createStates(context, tokens, () => region.delivery?.machines ?? []);
    const lambda = createLambda(context, (arn) => region.delivery?.functions.find(arn));
    for (const service of [...Object.values(services), states, lambda]) router.add(name, service);
    const zones = new Set<string>();
    const records = () => [...zones].flatMap((zone) => route53.records(zone));
    const resolver = await createResolver({ address: addresses.resolver(prefix, index), records });
    const endpoint = await HttpEndpoint.listen(addresses.endpoint(prefix, index), async (request) => {
      if (!request.url.startsWith('/host-agent/')) {
        const answer = () => router.route(request, name);
        return clock.busy(() => (isFor(name, request) ? answer() : far(distance, answer)));
      }
      return router.reachable(name) ? services.ssm.handleHostAgent(request.url, request.body) : undefined;
    });
    const region = new Region(options, { services, tokens, bus, zones, resolver, endpoint });
    return region;
  }

  async stop(): Promise<void> {
    this.bus.stop();
    await this.endpoint.stop();
    await this.resolver.stop();
    for (const service of Object.values(this.services)) await service.stop?.();
  }
}

/** Calls come in by the caller's own endpoint; only what they sign says which region they are for. */
const isFor = (region: string, { headers }: Request) => (credentialScope(headers.authorization)?.region ?? region) === region;

async function startServices(context: ServiceContext, latency: Latency, clock: LabClock): Promise<RegionalServices> {
  const sns = await createSns(context);
  return {
    sns,
    ssm: createSsm(context, { deliveryMilliseconds: latency.of('ssm/delivery'), resultMilliseconds: latency.of('ssm/result') }),
    cloudWatch: createCloudWatch(context, {
      clock,
      onAction: (action, subject, message) => sns.publish(action, subject, message),
      // Without latency the service's own small delay stays: a period must not be looked at before its last metrics are there.
      ...(latency.mode !== 'none' && { evaluationDelayMilliseconds: latency.of('monitoring/evaluation') }),
    }),
    ec2: createEc2(context, { stoppingMilliseconds: latency.of('ec2/stopping') }),
    s3: await createS3(context),
    dynamoDb: await createDynamoDb(context),
    kms: createKms(context),
  };
}
