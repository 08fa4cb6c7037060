import { CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Allowed } from './dependencies.ts';
import { policiesOf } from './policies.ts';

/** What works under a role. */
export type Worker = { readonly construct: CfnResource; readonly name: string; readonly kind: 'function' | 'machine' | 'rule' };

/** A role of a stack, who works under it and what they may call. */
export type Caller = {
  readonly role: CfnResource;
  readonly workers: readonly Worker[];
  readonly allowed: readonly Allowed[];
  /** Machines that can reach the caller, directly or through others; none for what starts a machine. */
  readonly machines: readonly string[];
};

/** Something whose calls cannot be listed, and why. */
export type Unreadable = { readonly at: CfnResource; readonly why: string };

/** Everybody in a stack who may call AWS. A role that nobody is seen to use is a caller too: somebody may take it. */
export function callersIn(stack: Stack): { callers: Caller[]; unreadable: Unreadable[] } {
  const resources = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one) && one.stack === stack) as CfnResource[];
  const roles = resources.filter((one) => one instanceof CfnRole);
  const { allowedTo, unreadable } = policiesOf(stack);
  const posts = resources.flatMap((one) => postsOf(one, stack));
  const alone = roles.map((role) => {
    const workers = posts.filter(({ roleId }) => roleId === stack.getLogicalId(role)).map(({ worker }) => worker);
    return { role, workers, allowed: allowedTo(role) };
  });
  const known = new Set(roles.map((role) => stack.getLogicalId(role)));
  const foreign = posts.filter(({ roleId }) => !known.has(roleId)).map(({ worker }) => worker.construct);
  const reach = reachOfMachines(alone, stack);
  return {
    callers: alone.map((caller) => ({ ...caller, machines: reach.get(caller) ?? [] })),
    unreadable: [...unreadable, ...foreign.map((at) => ({ at, why: 'its role is not of this stack' }))],
  };
}

type Post = { readonly worker: Worker; readonly roleId: string };

/** Who takes which role: a function, a machine, a rule that starts a target. */
function postsOf(construct: CfnResource, stack: Stack): Post[] {
  const post = (kind: Worker['kind'], name: string | undefined, role: unknown): Post => ({
    worker: { construct, kind, name: spelled(stack.resolve(name)) ?? construct.node.path },
    roleId: idOf(stack.resolve(role)),
  });
  if (construct instanceof CfnFunction) return [post('function', construct.functionName, construct.role)];
  if (construct instanceof CfnStateMachine) return [post('machine', construct.stateMachineName, construct.roleArn)];
  if (!(construct instanceof CfnRule)) return [];
  const targets = (stack.resolve(construct.targets) ?? []) as { roleArn?: unknown }[];
  return targets.filter(({ roleArn }) => roleArn !== undefined).map(({ roleArn }) => post('rule', construct.name, roleArn));
}

const spelled = (name: unknown) => (typeof name === 'string' ? name : undefined);
const idOf = (role: unknown) => (role as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt']?.[0] ?? '';

type Alone = Omit<Caller, 'machines'>;

/** Names of the machines that can reach each caller. */
function reachOfMachines(all: readonly Alone[], stack: Stack): Map<Alone, string[]> {
  const startedBy = new Map(all.map((one) => [one, whomMayStart(one, all, stack)]));
  const reached = new Map<Alone, string[]>(all.map((one) => [one, []]));
  for (const machine of all)
    for (const { kind, name } of machine.workers)
      if (kind === 'machine') for (const one of closure(machine, startedBy)) reached.get(one)?.push(name);
  return reached;
}

/** A caller, whom it may start, and whom those may start in turn. */
function closure(from: Alone, startedBy: ReadonlyMap<Alone, readonly Alone[]>): Set<Alone> {
  const reached = new Set([from]);
  for (const one of reached) for (const next of startedBy.get(one) ?? []) reached.add(next);
  return reached;
}

/** A role that names somebody as the resource of a statement may start that one. */
function whomMayStart({ allowed }: Alone, all: readonly Alone[], stack: Stack): Alone[] {
  const text = JSON.stringify(allowed.map(({ resources }) => resources));
  const names = ({ construct, name }: Worker) =>
    text.includes(`"${stack.getLogicalId(construct)}"`) || text.includes(`:${name}"`) || text.includes(`:${name}:`);
  return all.filter(({ workers }) => workers.some(names));
}
