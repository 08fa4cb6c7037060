import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { pass } from '../../latency/latency.ts';
import type { Instance } from '../cloud.ts';
import { listParameter, renamed, xmlAnswer } from '../protocols/query.ts';
import { element } from '../protocols/xml.ts';
import { type Answer, AwsError, type Call, type ServiceContext } from '../service.ts';
import type { Ec2 } from '../services.ts';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const CODES = { running: 16, stopping: 64, stopped: 80 } as const;
type State = keyof typeof CODES;
type Registered = { instance: Instance; state: State; sticks: boolean };

/** How long an operating system takes to shut down in good order, with its server accepting writes meanwhile. */
const SHUTDOWN_MILLISECONDS = 5_000;
const IMPLEMENTED: Readonly<Record<string, RegExp>> = {
  StopInstances: /^(Action|Version|InstanceId\.\d+|Force|SkipOsShutdown|DryRun)$/,
  DescribeInstances: /^(Action|Version|InstanceId\.\d+)$/,
};

export type Ec2Options = {
  /** @default 5000 */
  shutdownMilliseconds?: number;
  /** From the end of the last process to `stopped`. @default 0 */
  stoppingMilliseconds?: number;
};

/** EC2: the power switch of the rehearsal's hosts. An instance is `stopped` only when nothing of it runs any more. */
export function createEc2(context: ServiceContext, options: Ec2Options = {}): Ec2 {
  const service = new PowerSwitch(context, options);
  return {
    signingName: 'ec2',
    registerInstance: (instance) => service.register(instance),
    sticksWhenStopping: (instance) => service.sticksWhenStopping(instance),
    handle: (call) => service.handle(call),
  };
}

class PowerSwitch {
  readonly #context: ServiceContext;
  readonly #instances = new Map<string, Registered>();

  readonly #shutdown: number;
  readonly #stopping: number;

  constructor(context: ServiceContext, { shutdownMilliseconds = SHUTDOWN_MILLISECONDS, stoppingMilliseconds = 0 }: Ec2Options) {
    this.#context = context;
    this.#shutdown = shutdownMilliseconds;
    this.#stopping = stoppingMilliseconds;
  }

  register(instance: Instance): void {
    this.#instances.set(instance.id, { instance, state: 'running', sticks: false });
  }

  sticksWhenStopping(id: string): void {
    this.#find(id).sticks = true;
  }

  async handle(call: Call): Promise<Answer> {
    try {
      const form = new URLSearchParams(call.body.toString('utf8'));
      const action = form.get('Action') ?? '';
      const known = IMPLEMENTED[action];
      const unknown = [...form.keys()].find((name) => known !== undefined && !known.test(name));
      if (unknown !== undefined) throw this.#refused(action, `${unknown} is not implemented`, 'UnsupportedOperation');
      if (action === 'StopInstances') return await this.#stop(call, form);
      if (action === 'DescribeInstances') return await this.#describe(call, form);
      throw this.#refused(action, 'the rehearsed cloud does not implement it');
    } catch (error) {
      if (error instanceof AwsError) return ec2Error(error);
      throw error;
    }
  }

  #refused(operation: string, reason: string, code = 'InvalidAction'): AwsError {
    this.#context.onEvent({ at: new Date().toISOString(), kind: 'refused', service: 'ec2', operation, reason });
    return new AwsError(400, code, `The action ${operation} is not valid for this web service: ${reason}`);
  }

  async #stop(call: Call, form: URLSearchParams): Promise<Answer> {
    const ids = listParameter(form, 'InstanceId');
    if (ids.length === 0) throw new AwsError(400, 'MissingParameter', 'The request must contain the parameter InstanceId');
    for (const id of ids) await call.authorize('ec2:StopInstances', this.#arn(id));
    const registered = ids.map((id) => this.#find(id));
    if (form.get('DryRun') === 'true') throw new AwsError(412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
    const items = registered.map((one) => {
      const previous = one.state;
      this.#powerOff(one, form.get('SkipOsShutdown') === 'true' ? 0 : this.#shutdown);
      return element('item', [
        element('instanceId', one.instance.id),
        stateElement('currentState', one.state),
        stateElement('previousState', previous),
      ]);
    });
    return ec2Answer('StopInstancesResponse', [element('instancesSet', items)]);
  }

  /** Asked twice, it stops once. When the power-off fails the instance stays `stopping`: nobody may believe that it is off. */
  #powerOff(one: Registered, shutdownMilliseconds: number): void {
    if (one.state !== 'running') return;
    this.#become(one, 'stopping');
    if (one.sticks) return;
    const off = pause(shutdownMilliseconds, undefined, { ref: false })
      .then(() => one.instance.stop())
      .then(() => pass(this.#stopping));
    off.then(
      () => this.#become(one, 'stopped'),
      (error) =>
        this.#context.onEvent({
          at: new Date().toISOString(),
          kind: 'refused',
          service: 'ec2',
          operation: 'StopInstances',
          reason: `${one.instance.id} does not stop: ${String(error)}`,
        }),
    );
  }

  #become(one: Registered, state: State): void {
    one.state = state;
    const { region } = this.#context;
    this.#context.onEvent({ at: new Date().toISOString(), kind: 'instance', region, instance: one.instance.id, state });
  }

  async #describe(call: Call, form: URLSearchParams): Promise<Answer> {
    await call.authorize('ec2:DescribeInstances', '*');
    const ids = listParameter(form, 'InstanceId');
    const found = ids.length > 0 ? ids.map((id) => this.#find(id)) : [...this.#instances.values()];
    const reservations = found.map(({ instance, state }) =>
      element('item', [
        element('reservationId', instance.id.replace(/^i-/, 'r-')),
        element('ownerId', this.#context.account),
        element('instancesSet', [
          element('item', [
            element('instanceId', instance.id),
            stateElement('instanceState', state),
            element('privateIpAddress', instance.address),
          ]),
        ]),
      ]),
    );
    return ec2Answer('DescribeInstancesResponse', [element('reservationSet', reservations)]);
  }

  #find(id: string): Registered {
    if (!/^i-[0-9a-f]{8,17}$/.test(id)) throw new AwsError(400, 'InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
    const registered = this.#instances.get(id);
    if (!registered) throw new AwsError(400, 'InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    return registered;
  }

  #arn(id: string): string {
    return `arn:aws:ec2:${this.#context.region}:${this.#context.account}:instance/${id}`;
  }
}

const stateElement = (name: string, state: State) => element(name, [element('code', CODES[state]), element('name', state)]);

function ec2Answer(root: string, content: readonly string[]): Answer {
  return xmlAnswer(200, `<${root} xmlns="${NAMESPACE}">${element('requestId', randomUUID())}${content.join('')}</${root}>`);
}

function ec2Error(error: AwsError): Answer {
  const fault = element('Error', [element('Code', renamed(error, 'UnauthorizedOperation')), element('Message', error.message)]);
  return xmlAnswer(error.status, element('Response', [element('Errors', [fault]), element('RequestID', randomUUID())]));
}
