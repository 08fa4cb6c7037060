import type { LabClock } from '../clock/lab-clock.ts';
import type { Latency } from '../latency/latency.ts';
import type { ResolvedResource } from './assembly/resolve-stack.ts';
import { EMULATED, requireKnownTypes } from './assembly/resource-types.ts';
import type { CloudEvent } from './cloud.ts';
import { type Delivery, type Permission, requireTargets } from './events/deliver.ts';
import { type Rule, ruleOf } from './events/rule.ts';
import { Access } from './iam/access.ts';
import { ResourcePolicies } from './iam/resource-policies.ts';
import { Roles } from './iam/roles.ts';
import type { FunctionUrls } from './lambda/function-urls.ts';
import { Functions } from './lambda/functions.ts';
import type { Region } from './region.ts';
import type { BusEvent } from './service.ts';
import { Machine } from './states/machine.ts';

export type DeployOptions = {
  resources: readonly ResolvedResource[];
  account: string;
  regions: readonly Region[];
  folder: string;
  globalEndpoint: string;
  onEvent(event: CloudEvent): void;
  onLog(line: string): void;
  latency: Latency;
  /** Are there hosts for the associations? */
  hosts: boolean;
  clock: LabClock;
  functionUrls: FunctionUrls;
};

/** What the stacks created, in all regions. */
export type Deployment = { roles: Roles; access: Access; machines: Machine[]; stop(): Promise<void> };

type Created = {
  roles: Roles;
  access: Access;
  functions: Functions;
  machines: Machine[];
  permissions: Permission[];
  retries: Map<string, number>;
  rules: Rule[];
};
type Create = (resource: ResolvedResource, region: Region, created: Created, options: DeployOptions) => void | Promise<void>;

const text = (value: unknown) => String(value);

/** How each type is created. Roles and policies are read beforehand, all at once; associations come after everything else. */
const CREATE: Readonly<Record<string, Create>> = {
  'AWS::KMS::Key': ({ arn, properties }, { services }) => services.kms.createKey(arn, properties),
  'AWS::KMS::Alias': ({ properties }, { services }) => services.kms.createAlias(properties),
  'AWS::DynamoDB::Table': ({ properties }, { services }) => services.dynamoDb.createTable(properties),
  'AWS::DynamoDB::GlobalTable': ({ name, properties }, { name: region, services }) => {
    const elsewhere = ((properties.Replicas ?? []) as { Region: string }[]).find((replica) => replica.Region !== region);
    if (elsewhere) throw new Error(`the lab cannot emulate the replica of table ${name} in ${elsewhere.Region}`);
    return services.dynamoDb.createTable(properties);
  },
  'AWS::S3::Bucket': ({ properties }, { services }) => services.s3.createBucket(properties),
  'AWS::SNS::Topic': ({ properties }, { services }) => services.sns.createTopic(properties),
  'AWS::SNS::Subscription': ({ properties }, { services }) => services.sns.createSubscription(properties),
  'AWS::SSM::Document': ({ properties }, { services }) => services.ssm.createDocument(properties),
  'AWS::SSM::Parameter': ({ name, properties }, { services }) => services.ssm.putParameter(name, text(properties.Value), 'String'),
  'AWS::SSM::Association': ({ properties }, { services }) => services.ssm.createAssociation(properties),
  'AWS::CloudWatch::Alarm': ({ properties }, { services }) => services.cloudWatch.createAlarm(properties),
  'AWS::Lambda::Function': (resource, _, { functions, roles }) =>
    functions.create(resource, roles.assumedBy('lambda.amazonaws.com', text(resource.properties.Role), `function ${resource.name}`)),
  'AWS::Lambda::Url': (resource, region, _, { functionUrls }) => functionUrls.create(resource, () => region.delivery),
  'AWS::Lambda::EventInvokeConfig': ({ properties }, _, { retries }) => {
    if (properties.MaximumRetryAttempts !== undefined) retries.set(text(properties.FunctionName), Number(properties.MaximumRetryAttempts));
  },
  'AWS::Lambda::Permission': ({ properties }, _, { permissions }) => {
    const { Action, FunctionName, Principal, SourceArn, FunctionUrlAuthType, InvokedViaFunctionUrl } = properties;
    permissions.push({
      action: text(Action),
      functionName: text(FunctionName),
      principal: text(Principal),
      ...(SourceArn !== undefined && { sourceArn: text(SourceArn) }),
      ...(FunctionUrlAuthType !== undefined && { functionUrlAuthType: text(FunctionUrlAuthType) }),
      ...(InvokedViaFunctionUrl !== undefined && { onlyByUrl: text(InvokedViaFunctionUrl) === 'true' }),
    });
  },
  'AWS::StepFunctions::StateMachine': (resource, { tokens, bus }, { machines, functions, roles, access }, { onEvent, latency, clock }) => {
    const role = roles.assumedBy('states.amazonaws.com', text(resource.properties.RoleArn), `machine ${resource.name}`);
    const findFunction = (arn: string) => functions.find(arn);
    const findMachine = (arn: string) => machines.find((one) => one.arn === arn);
    const putBusEvent = (event: BusEvent) => void bus.put(event);
    machines.push(new Machine({ resource, role, access, tokens, onEvent, putBusEvent, findFunction, findMachine, latency, clock }));
  },
  'AWS::Events::Rule': (resource, _, { rules }) => {
    const rule = ruleOf(resource);
    if (rule) rules.push(rule);
  },
};

/**
 * Creates everything of the templates in every region, type by type, as CloudFormation would after sorting by what depends on what.
 *
 * @throws when a template holds what the lab cannot emulate, names the resource; a half-deployed cloud is then of no use
 */
export async function deploy(options: DeployOptions): Promise<Deployment> {
  const { resources, account, regions, onEvent } = options;
  requireKnownTypes(resources);
  const roles = new Roles(resources);
  const access = new Access(account, roles.all(), new ResourcePolicies(resources), onEvent);
  const abort = new AbortController();
  const deployed: { functions: Functions; machines: Machine[] }[] = [];
  for (const region of regions) deployed.push(await deployRegion(region, { roles, access }, options, abort.signal));
  // Hosts are prepared last: what the associations install may need everything above. Each host by itself, so all at once, as State Manager does.
  await Promise.all(
    (options.hosts ? regions : []).flatMap((region) =>
      ofType('AWS::SSM::Association', region, options).map((one) => create(one, region, options)),
    ),
  );
  const machines = deployed.flatMap((one) => one.machines);
  const stop = async () => {
    abort.abort();
    await Promise.all(machines.map((machine) => machine.stop()));
    for (const { functions } of deployed) functions.stop();
  };
  return { roles, access, machines, stop };
}

async function deployRegion(
  region: Region,
  { roles, access }: { roles: Roles; access: Access },
  options: DeployOptions,
  signal: AbortSignal,
): Promise<{ functions: Functions; machines: Machine[] }> {
  const functions = new Functions(functionsOptions(region, options));
  const created: Created = { roles, access, functions, machines: [], permissions: [], retries: new Map(), rules: [] };
  const types = EMULATED.filter((type) => type !== 'AWS::SSM::Association');
  await createAll(types, region, options, created);
  const delivery: Delivery = { region: region.name, ...created, signal, latency: options.latency, clock: options.clock };
  for (const rule of created.rules) {
    requireTargets(delivery, rule);
    region.bus.add(rule);
  }
  region.delivery = delivery;
  for (const { rule, expression } of region.bus.calendars())
    options.onLog(`${region.name} rule ${rule}: ${expression} does not fire in a rehearsal`);
  return { functions, machines: created.machines };
}

const ofType = (type: string, region: Region, { resources }: DeployOptions) =>
  resources.filter((one) => one.type === type && one.region === region.name);

async function createAll(types: readonly string[], region: Region, options: DeployOptions, created: Created): Promise<void> {
  for (const type of types) for (const resource of ofType(type, region, options)) await create(resource, region, options, created);
}

async function create(resource: ResolvedResource, region: Region, options: DeployOptions, created = {} as Created): Promise<void> {
  const { type, stack, logicalId } = resource;
  try {
    await CREATE[type]?.(resource, region, created, options);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`stack ${stack}, ${logicalId} (${type}): ${reason}`, { cause });
  }
}

function functionsOptions(
  region: Region,
  { folder, globalEndpoint, onEvent, onLog, latency, clock }: DeployOptions,
): ConstructorParameters<typeof Functions>[0] {
  const host = (url: string) => new URL(url).hostname;
  return {
    folder,
    endpoints: { region: region.endpoint.url, global: globalEndpoint },
    network: {
      localAddress: region.functionAddress,
      resolver: `${region.resolver.address}:${region.resolver.port}`,
      publicAddresses: [host(region.endpoint.url), host(globalEndpoint)],
    },
    onEvent,
    onLog,
    latency,
    clock,
  };
}
