import { Duration, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { databaseFailover } from '../../statemachines/database-failover.ts';
import { dependencyOutage } from '../../statemachines/dependency-outage.ts';
import { dependencyBudgets, timeBudgets } from '../../statemachines/time-budgets.ts';
import type { Bundles } from '../constructs/bundles.ts';
import { DependencyWatch } from '../constructs/dependency-watch.ts';
import { publishes } from '../constructs/grants.ts';
import { HOST_PROGRAMS, HostCommand, type HostProgram } from '../constructs/host-command.ts';
import { KeepActive } from '../constructs/keep-active.ts';
import { Memory } from '../constructs/memory.ts';
import { RecoveryMachine } from '../constructs/recovery-machine.ts';
import { StartGuard } from '../constructs/start-guard.ts';
import { StepFunction } from '../constructs/step-function.ts';
import { StepNetwork } from '../constructs/step-network.ts';
import { Topics } from '../constructs/topics.ts';
import { Triggers } from '../constructs/triggers.ts';
import { primaryNotWritable, Watch } from '../constructs/watch.ts';
import { DATABASE_FAILOVER, DEPENDENCY_OUTAGE } from '../plan/names.ts';
import type { Plan, PlanRegion } from '../plan/schema.ts';
import {
  DECIDE,
  DEPENDENCY_STEPS,
  type DependencyStep,
  FAILOVER_STEPS,
  type FailoverStep,
  FUNCTIONS,
  type FunctionName,
  PROBE,
  PROBE_DEPENDENCIES,
} from '../plan/steps.ts';

export type RecoveryStackProps = StackProps & { readonly plan: Plan; readonly region: PlanRegion; readonly bundles: Bundles };

/** Seconds the answer of a person may take: read, record, story and the waiting task, each with its second attempt. */
const DECIDE_SECONDS = 30;
/** Seconds a probe may tick: its successor comes after a minute, the rest is the handover. */
const PROBE_SECONDS = 90;
/** Seconds in which a probe of the dependencies begins looks of its own, where the plan looks more than once a minute (lambdas/middleware/ticking.ts). */
const BEATS_SECONDS = 68;
/** Seconds a probe of the dependencies may take, where it looks once: start and metrics besides the look itself. */
const LOOK_SECONDS = 10;
/** Seconds a person may give the program that only reads, on a host whose server is stopped; the step gives it the host's patience. */
const KEEP_SECONDS = 900;
/** Seconds the start guard's installation may take on a host. */
const INSTALL_SECONDS = 60;

type Functions = Record<FunctionName, lambda.Function>;

function functionTimeout(plan: Plan, name: FunctionName): Duration {
  if (name === DECIDE) return Duration.seconds(DECIDE_SECONDS);
  if (name === PROBE) return Duration.seconds(PROBE_SECONDS);
  const { every, lookPatience } = plan.dependencyWatch;
  if (name === PROBE_DEPENDENCIES) return Duration.seconds((every < 60 ? BEATS_SECONDS + every : 0) + LOOK_SECONDS + lookPatience);
  if (DEPENDENCY_STEPS.includes(name as DependencyStep)) return dependencyBudgets(plan).functionTimeout(name as DependencyStep);
  return timeBudgets(plan).functionTimeout(name as FailoverStep);
}

/**
 * Everything of one region. Both regions get the same, because the region decides its role on the day by what it observes, and failback is
 * the same machine the other way round.
 */
export class RecoveryStack extends Stack {
  constructor(scope: Construct, id: string, props: RecoveryStackProps) {
    super(scope, id, props);
    const { plan, region } = props;
    new Memory(this, 'Memory', { plan });
    const topics = new Topics(this, 'People', { plan });
    const network = new StepNetwork(this, 'Network', { plan, region });
    const functions = this.#functions(props, network, topics);
    this.#hosts(plan, region);
    const { machine } = new RecoveryMachine(this, 'DatabaseFailover', {
      plan,
      scenario: DATABASE_FAILOVER,
      definition: (inside) => databaseFailover(inside, functions, plan),
      functions: FAILOVER_STEPS.map((step) => functions[step]),
      timeout: timeBudgets(plan).machineTimeout,
    });
    new KeepActive(this, 'KeepActive', { plan, functions });
    const alarm = primaryNotWritable(this, plan, topics.first);
    const { onAlarm } = new Triggers(this, 'Triggers', { plan, alarm, machine, probe: functions[PROBE] });
    new Watch(this, 'Watch', { plan, machine, onAlarm, tells: topics.first });
    this.#dependencies(plan, functions, topics);
    // Not every region's CloudFormation takes tags on associations yet; the documents they run carry them.
    Tags.of(this).add('reprise:plan', plan.name, { excludeResourceTypes: ['AWS::SSM::Association'] });
  }

  /** A plan without external dependencies has nothing of it but functions that nobody calls. */
  #dependencies(plan: Plan, functions: Functions, topics: Topics): void {
    if (plan.dependencies.length === 0) return;
    const { machine } = new RecoveryMachine(this, 'DependencyOutage', {
      plan,
      scenario: DEPENDENCY_OUTAGE,
      definition: (inside) => dependencyOutage(inside, functions, plan),
      functions: DEPENDENCY_STEPS.map((step) => functions[step]),
      timeout: dependencyBudgets(plan).machineTimeout,
    });
    new DependencyWatch(this, 'DependencyWatch', { plan, machine, probe: functions[PROBE_DEPENDENCIES], tells: topics.first });
  }

  #functions({ plan, bundles }: RecoveryStackProps, network: StepNetwork, topics: Topics): Functions {
    const created = FUNCTIONS.map((name) => {
      const timeout = functionTimeout(plan, name);
      const one = new StepFunction(this, name, { plan, name, folder: bundles.folder(name), timeout, ...network });
      if (publishes(name)) topics.grantKey(one.role);
      return [name, one.function] as const;
    });
    return Object.fromEntries(created) as Functions;
  }

  #hosts(plan: Plan, region: PlanRegion): void {
    const { hostCommandPatience, promotionPatience } = plan.failover;
    const timeouts: Record<HostProgram, number> = {
      'fence-postgres': hostCommandPatience,
      'promote-standby': promotionPatience,
      'keep-divergence': KEEP_SECONDS,
      'restart-service': hostCommandPatience,
      'install-start-guard': INSTALL_SECONDS,
    };
    const programs = Object.keys(HOST_PROGRAMS) as HostProgram[];
    const commands = new Map(
      programs.map((program) => [program, new HostCommand(this, `host ${program}`, { plan, program, timeoutSeconds: timeouts[program] })]),
    );
    const installer = commands.get('install-start-guard') as HostCommand;
    for (const node of plan.database.nodes.filter((one) => one.region === region.name))
      new StartGuard(this, `start guard ${node.id}`, { plan, node, installer });
  }
}
