import type { LabClock } from '../../clock/lab-clock.ts';
import { type Latency, pass } from '../../latency/latency.ts';
import type { Access } from '../iam/access.ts';
import { matchesPattern as matchesWildcards } from '../iam/grants.ts';
import type { Roles } from '../iam/roles.ts';
import { invokeAsynchronously } from '../lambda/asynchronous.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Machine } from '../states/machine.ts';
import type { Rule, Target } from './rule.ts';

/** AWS::Lambda::Permission: who may invoke a function, and for what. */
export type Permission = {
  action: string;
  functionName: string;
  principal: string;
  sourceArn?: string;
  functionUrlAuthType?: string;
  /** Only of a call that comes in by the function's URL. */
  onlyByUrl?: boolean;
};

export type Delivery = {
  region: string;
  roles: Roles;
  access: Access;
  functions: Functions;
  machines: readonly Machine[];
  permissions: readonly Permission[];
  /** Retries of failed asynchronous invocations by function name; Lambda's default is 2. */
  retries: ReadonlyMap<string, number>;
  /** Ends waiting retries when the rehearsal stops. */
  signal: AbortSignal;
  latency: Latency;
  clock: LabClock;
};

const EVENTS = 'events.amazonaws.com';
const DEFAULT_RETRIES = 2;

/** @throws when a target is of a kind the lab does not know, is not deployed, or its role can't be assumed: found at deployment, not on the day */
export function requireTargets({ roles, functions, machines }: Delivery, rule: Rule): void {
  for (const target of rule.targets) {
    const isMachine = target.Arn.includes(':stateMachine:');
    if (!isMachine && !target.Arn.includes(':function:'))
      throw new Error(`the lab cannot emulate target ${target.Arn} of rule ${rule.name}`);
    const exists = isMachine ? machines.some((machine) => machine.arn === target.Arn) : functions.find(target.Arn) !== undefined;
    if (!exists) throw new Error(`rule ${rule.name} has target ${target.Arn}, which is not deployed in its region`);
    if (isMachine) roles.assumedBy(EVENTS, target.RoleArn ?? 'no role', `rule ${rule.name}`);
  }
}

/** Starts the machine with the target's role, or invokes the function when its resource policy lets the rule do so. */
export async function deliver(delivery: Delivery | undefined, rule: Rule, target: Target, input: unknown): Promise<void> {
  if (!delivery) throw new Error('no stack is deployed yet');
  const machine = delivery.machines.find((one) => one.arn === target.Arn);
  if (machine) await delivery.clock.busy(() => startMachine(delivery, machine, rule, target, input));
  else invokeFunction(delivery, rule, target, input);
}

async function startMachine(
  { roles, access, region, latency }: Delivery,
  machine: Machine,
  rule: Rule,
  target: Target,
  input: unknown,
): Promise<void> {
  const role = roles.assumedBy(EVENTS, target.RoleArn ?? '', `rule ${rule.name}`);
  await access.authorize({ role, action: 'states:StartExecution', resource: machine.arn, region });
  if (latency.mode !== 'none') await pass(latency.of('states/StartExecution'));
  machine.start(input, `rule ${rule.name}`);
}

function invokeFunction(delivery: Delivery, rule: Rule, target: Target, input: unknown): void {
  const { functions, permissions, access, retries, signal, clock } = delivery;
  const found = functions.find(target.Arn);
  if (!found) throw new Error(`function ${target.Arn} is not deployed`);
  const allowed = permissions.some(
    ({ functionName, principal, sourceArn, onlyByUrl = false }) =>
      principal === EVENTS && !onlyByUrl && [found.name, found.arn].includes(functionName) && matchesWildcards(sourceArn ?? '*', rule.arn),
  );
  if (!allowed) {
    access.noteDenied({ caller: `${EVENTS} (rule ${rule.name})`, action: 'lambda:InvokeFunction', resource: found.arn });
    throw new Error(`the resource policy of ${found.name} does not let rule ${rule.name} invoke it`);
  }
  void invokeAsynchronously(found, input, retries.get(found.name) ?? DEFAULT_RETRIES, signal, clock);
}
