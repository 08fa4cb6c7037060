import { Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { type Acknowledgement, acknowledgementFor } from './acknowledgements.ts';
import { type Caller, callersIn, type Unreadable } from './callers.ts';
import { type Dependency, dependenciesOf, ruleBrokenBy } from './dependencies.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

/** One call that one caller may make, judged. */
export type Use = Dependency & {
  readonly caller: Caller;
  /** Region of the stack. */
  readonly own: string;
  readonly scenarios: readonly Scenario[];
  /** Rule that it breaks, acknowledged or not. */
  readonly rule: string | undefined;
  readonly acknowledgement: Acknowledgement | undefined;
};

/** Every use below a construct, with what could not be read. */
export function usesIn(
  root: IConstruct,
  plan: Pick<Plan, 'name'>,
  given: readonly Acknowledgement[],
): { callers: Caller[]; uses: Use[]; unreadable: Unreadable[] } {
  const stacks = root.node.findAll().filter((one) => Stack.isStack(one)) as Stack[];
  const buckets = bucketsOf(stacks);
  const seen = stacks.map((stack) => ({ own: stack.region, ...callersIn(stack) }));
  return {
    callers: seen.flatMap(({ callers }) => callers),
    uses: seen.flatMap(({ own, callers }) => callers.flatMap((caller) => usesOf(caller, { own, buckets }, plan, given))),
    unreadable: seen.flatMap(({ unreadable }) => unreadable),
  };
}

function usesOf(
  caller: Caller,
  where: { own: string; buckets: Map<string, string> },
  plan: Pick<Plan, 'name'>,
  given: readonly Acknowledgement[],
): Use[] {
  const { own } = where;
  const scenarios = caller.machines.flatMap((machine) => scenarioOf(machine, plan) ?? []);
  // What starts a machine (a probe, a rule) has its own region only, in any scenario.
  const reachable =
    scenarios.length === 0
      ? [own]
      : scenarios.map((one) => one.reachable(own)).reduce((all, one) => all.filter((region) => one.includes(region)));
  return dependenciesOf(caller.allowed, where).map((dependency) => {
    const rule = ruleBrokenBy(dependency, reachable);
    const acknowledgement = rule === undefined ? undefined : acknowledgementFor(rule, caller.role.node.path, given);
    return { ...dependency, caller, own, scenarios, rule, acknowledgement };
  });
}

/** The scenario of a machine, by its physical name. */
export function scenarioOf(machine: string, plan: Pick<Plan, 'name'>): Scenario | undefined {
  return Object.entries(SCENARIOS).find(([scenario]) => names.machine(plan, scenario) === machine)?.[1];
}

function bucketsOf(stacks: readonly Stack[]): Map<string, string> {
  const found = stacks.flatMap((stack) =>
    stack.node
      .findAll()
      .filter((one) => one instanceof CfnBucket)
      .map((bucket) => [stack.resolve(bucket.bucketName) as unknown, stack.region] as const),
  );
  return new Map(found.filter((one): one is [string, string] => typeof one[0] === 'string'));
}

/** Callers by the names of who works under the role, without the prefix of the plan; by the role's place when nobody is seen to. */
export function nameOf({ workers, role }: Caller, plan: Pick<Plan, 'name'>): string {
  const all = workers.map(({ name }) => name.replace(names.step(plan, ''), ''));
  return all.length === 0 ? role.node.path : [...new Set(all)].join(', ');
}
