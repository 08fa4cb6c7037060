import { REAL_CLOCK } from '../clock/lab-clock.ts';
import { type Latency, NO_LATENCY } from '../latency/latency.ts';
import { addresses } from './addresses.ts';
import { readAssembly, type Stack } from './assembly/read-assembly.ts';
import { resolveStacks } from './assembly/resolve-stack.ts';
import { type BrokenService, breakService } from './break-service.ts';
import type { Cloud, CloudOptions, Execution, IamSummary, Instance } from './cloud.ts';
import { type Deployment, type DeployOptions, deploy } from './deploy.ts';
import { far } from './endpoint/far.ts';
import { HttpEndpoint } from './endpoint/http-endpoint.ts';
import { Router } from './endpoint/router.ts';
import { GLOBAL_REGION } from './global-region.ts';
import { applicationOf } from './iam/application.ts';
import { type Credentials, operatorOf } from './iam/operator.ts';
import type { Role } from './iam/roles.ts';
import { FunctionUrls } from './lambda/function-urls.ts';
import { Region } from './region.ts';
import { createRoute53 } from './route53/create-route53.ts';
import type { BusEvent } from './service.ts';
import type { Route53 } from './services.ts';
import type { ParameterType } from './ssm/parameters.ts';
import type { Definition } from './states/definition.ts';
import type { Machine } from './states/machine.ts';

type Parts = {
  router: Router;
  route53: Route53;
  global: HttpEndpoint;
  regions: Map<string, Region>;
  stacks: Stack[];
  functionUrls: FunctionUrls;
};

/**
 * Starts the local AWS for the regions of the assembly's stacks. Nothing of the templates exists until `deploy`:
 * the lab first puts there what the stacks expect to find.
 *
 * @throws when the assembly can't be read or an address is taken
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { assembly, plan, prefix, distance, onEvent, latency = NO_LATENCY, clock = REAL_CLOCK } = options;
  if (clock.name === 'fast' && latency.mode !== 'none')
    throw new Error(
      'a fast clock was given with the latency of AWS; its milliseconds pass on the real clock only, so leave one of the two out',
    );
  const stacks = readAssembly(assembly);
  const router = new Router(onEvent, latency);
  const route53 = createRoute53(
    { region: GLOBAL_REGION, account: plan.account, onEvent, putBusEvent: () => undefined },
    route53Delays(latency),
  );
  router.add(GLOBAL_REGION, route53);
  const global = await HttpEndpoint.listen(addresses.global(prefix), (request) =>
    clock.busy(() => far(distance, () => router.route(request))),
  );
  const functionUrls = await FunctionUrls.listen(stacks, prefix, clock);
  const names = [...new Set([...plan.regions.map((region) => region.name), ...stacks.map((stack) => stack.region)])];
  const regions = new Map<string, Region>();
  const cloud = new LocalAws(options, { router, route53, global, regions, stacks, functionUrls });
  try {
    for (const [index, name] of names.entries()) {
      const region = { name, index, account: plan.account, prefix, distance, router, route53, onEvent, latency, clock };
      regions.set(name, await Region.start(region));
    }
    return cloud;
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

/** Without latency: the service's own small delay, so that waiting for INSYNC is rehearsed all the same. */
const route53Delays = (latency: Latency) =>
  latency.mode === 'none'
    ? {}
    : { propagationMilliseconds: latency.of('route53/INSYNC'), resolverMilliseconds: latency.of('route53/resolver') };

class LocalAws implements Cloud {
  readonly globalEndpoint: string;
  readonly #options: CloudOptions;
  readonly #parts: Parts;
  readonly #parameters = new Map<string, string>();
  readonly #log: string[] = [];
  #deployment: Deployment | undefined;
  #operator: Role | undefined;
  #application: Role | undefined;

  constructor(options: CloudOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.globalEndpoint = parts.global.url;
  }

  endpoint(region: string): string {
    return this.#region(region).endpoint.url;
  }

  resolver(region: string): { address: string; port: number } {
    const { address, port } = this.#region(region).resolver;
    return { address, port };
  }

  putParameter(region: string, name: string, value: string, type?: ParameterType): void {
    this.#parameters.set(`${region} ${name}`, value);
    this.#region(region).services.ssm.putParameter(name, value, type);
  }

  putZone(region: string, zoneId: string, records: Parameters<Cloud['putZone']>[2]): void {
    this.#region(region).zones.add(zoneId);
    this.#parts.route53.putZone(
      zoneId,
      records.map((record) => ({ ...record, name: record.name.replace(/\.$/, '') })),
    );
  }

  registerInstance(instance: Instance): void {
    this.#region(instance.region).services.ec2.registerInstance(instance);
  }

  async deploy(): Promise<void> {
    const { plan, folder, onEvent, latency = NO_LATENCY, clock = REAL_CLOCK, hosts = true } = this.#options;
    const { functionUrls } = this.#parts;
    const parameter = (region: string, name: string) => this.#parameters.get(`${region} ${name}`);
    const resources = resolveStacks(this.#parts.stacks, { parameter, functionUrl: (stack, id) => functionUrls.urlOf(stack, id) });
    const everything: DeployOptions = {
      resources,
      account: plan.account,
      regions: [...this.#parts.regions.values()],
      folder,
      globalEndpoint: this.globalEndpoint,
      onEvent,
      onLog: (line) => this.#log.push(line),
      latency,
      clock,
      functionUrls,
      hosts,
    };
    const deployment = await clock.busy(() => deploy(everything));
    this.#operator = operatorOf(plan.account, resources);
    deployment.roles.admit(this.#operator);
    this.#application = applicationOf(plan);
    deployment.roles.admit(this.#application);
    this.#deployment = deployment;
    this.#parts.router.recognise(deployment.roles, deployment.access);
  }

  startSchedules(only?: readonly string[]): void {
    this.#deployed();
    for (const region of this.#parts.regions.values()) region.bus.startSchedules(only);
  }

  async startExecution(region: string, machine: string, input: unknown, name?: string): Promise<Execution> {
    return this.#machine(region, machine).start(input, 'a person in the console', name);
  }

  async invokeFunction(region: string, name: string, payload: unknown): Promise<{ failed: boolean; printed: string }> {
    const target = this.#region(region).delivery?.functions.find(this.#functionArn(region, name));
    if (!target) return { failed: true, printed: `An error occurred (ResourceNotFoundException): Function not found: ${name}` };
    const outcome = await target.invoke(payload);
    return outcome.kind === 'result'
      ? { failed: false, printed: outcome.result }
      : { failed: true, printed: JSON.stringify(outcome.error) };
  }

  functionUrl(region: string, functionName: string): string {
    const url = this.#parts.functionUrls.of(this.#functionArn(region, functionName));
    if (url === undefined) throw new Error(`function ${functionName} of ${region} has no URL; required an AWS::Lambda::Url in its stack`);
    return url;
  }

  operator(): Credentials {
    this.#deployed();
    return { accessKeyId: this.#operator?.accessKeyId ?? '', secretAccessKey: 'rehearsal', sessionToken: 'rehearsal' };
  }

  application(): Credentials {
    this.#deployed();
    return { accessKeyId: this.#application?.accessKeyId ?? '', secretAccessKey: 'rehearsal', sessionToken: 'rehearsal' };
  }

  executions(): Execution[] {
    return (this.#deployment?.machines ?? []).flatMap((machine) => machine.executions);
  }

  async putEvent(region: string, event: unknown): Promise<void> {
    await this.#region(region).bus.put(event as BusEvent);
  }

  busEvents(region: string): unknown[] {
    return [...this.#region(region).bus.events()];
  }

  records(zoneId: string): ReturnType<Cloud['records']> {
    return this.#parts.route53.records(zoneId);
  }

  overwriteRecord(zoneId: string, name: string, values: string[]): void {
    this.#parts.route53.overwrite(zoneId, name, values);
  }

  breakHostCommands(region: string, document: string, how: Parameters<Cloud['breakHostCommands']>[2]): void {
    this.#region(region).services.ssm.breakCommands(document, how);
  }

  sticksWhenStopping(region: string, instance: string): void {
    this.#region(region).services.ec2.sticksWhenStopping(instance);
  }

  objects(region: string, bucket: string): ReturnType<Cloud['objects']> {
    return this.#region(region).services.s3.objects(bucket);
  }

  breakService(region: string, what: BrokenService): void {
    breakService(this.#region(region).services, what, { plan: this.#options.plan, region });
  }

  functionAddresses(region: string): string[] {
    return [this.#region(region).functionAddress];
  }

  iam(): IamSummary {
    return this.#deployed().access.summary();
  }

  definition(region: string, machine: string): Definition {
    return this.#machine(region, machine).definition;
  }

  definitionSha256(region: string, machine: string): string {
    return this.#machine(region, machine).definitionSha256;
  }

  functionLogs(): string[] {
    return [...this.#log];
  }

  async stop(): Promise<void> {
    for (const region of this.#parts.regions.values()) region.bus.stop();
    await this.#deployment?.stop();
    for (const region of this.#parts.regions.values()) await region.stop();
    await this.#parts.functionUrls.stop();
    await this.#parts.global.stop();
    await this.#parts.route53.stop?.();
  }

  #functionArn(region: string, name: string): string {
    return `arn:aws:lambda:${region}:${this.#options.plan.account}:function:${name}`;
  }

  #region(name: string): Region {
    const region = this.#parts.regions.get(name);
    if (!region) throw new Error(`the rehearsed cloud has no region ${name}; it has ${[...this.#parts.regions.keys()].join(', ')}`);
    return region;
  }

  #deployed(): Deployment {
    if (!this.#deployment) throw new Error('nothing is deployed yet: call deploy() first');
    return this.#deployment;
  }

  #machine(region: string, name: string): Machine {
    const machines = this.#deployed().machines;
    const found = machines.find((machine) => machine.region === region && machine.name === name);
    if (!found)
      throw new Error(`no machine ${name} in ${region}; deployed: ${machines.map((one) => `${one.region} ${one.name}`).join(', ')}`);
    return found;
  }
}
