import { Duration, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { EscalationFunctions } from '../../statemachines/escalation.ts';
import type { StepFunctions } from '../../statemachines/parts/step-task.ts';
import { dependencyBudgets, timeBudgets } from '../../statemachines/time-budgets.ts';
import type { Bundles } from '../constructs/bundles.ts';
import { DependencyMachine } from '../constructs/dependency-machine.ts';
import { DependencyWatch } from '../constructs/dependency-watch.ts';
import { EscalationMachine } from '../constructs/escalation-machine.ts';
import { publishes } from '../constructs/grants.ts';
import { HOST_PROGRAMS, HostCommand, type HostProgram } from '../constructs/host-command.ts';
import { KeepActive } from '../constructs/keep-active.ts';
import { LadderWatch } from '../constructs/ladder-watch.ts';
import { LinkPage } from '../constructs/link-page.ts';
import { Memory } from '../constructs/memory.ts';
import { RecoveryMachine } from '../constructs/recovery-machine.ts';
import { StartGuard } from '../constructs/start-guard.ts';
import { StatusPage } from '../constructs/status-page.ts';
import { StepFunction } from '../constructs/step-function.ts';
import { StepNetwork } from '../constructs/step-network.ts';
import { Topics } from '../constructs/topics.ts';
import { Triggers } from '../constructs/triggers.ts';
import { primaryNotWritable, Watch } from '../constructs/watch.ts';
import { escalationFunctionSeconds } from '../plan/escalation-budget.ts';
import type { Plan, PlanRegion } from '../plan/schema.ts';
import { statusRegion } from '../plan/status-region.ts';
import {
  ACT,
  ANSWER_LINK,
  DEPENDENCY_STEPS,
  ESCALATION_STEPS,
  FAILOVER_STEPS,
  type FunctionName,
  LEDGER,
  PROBE,
  PROBE_DEPENDENCIES,
} from '../plan/steps.ts';

export type RecoveryStackProps = StackProps & { readonly plan: Plan; readonly region: PlanRegion; readonly bundles: Bundles };

/** Seconds what a person does may take: reads, record, timeline and the waiting task, each with its second attempt. */
const ACT_SECONDS = 60;
/** Seconds a page may take: signature and use of the link besides. */
const ANSWER_LINK_SECONDS = 75;
/** Pages that are served at once: the open internet can call the address, and must cost little. People of one incident need fewer. */
const PAGES_AT_ONCE = 5;
/** Seconds a probe may tick: its successor comes after a minute, the rest is the handover. */
const PROBE_SECONDS = 90;
/** Seconds in which a probe of the dependencies begins looks of its own, where the plan looks more than once a minute (lambdas/middleware/ticking.ts). */
const BEATS_SECONDS = 68;
/** Seconds a probe of the dependencies may take, where it looks once: start and metrics besides the look itself. */
const LOOK_SECONDS = 10;
/** Seconds a person may give the program that only reads, on a host whose server is stopped; the step gives it the host's patience. */
const KEEP_SECONDS = 900;
/** Seconds the ledger may take: the timelines of two years, some at a time. */
const LEDGER_SECONDS = 60;
/** Seconds the start guard's installation may take on a host. */
const INSTALL_SECONDS = 60;

const DEPENDENCY_FUNCTIONS = [...DEPENDENCY_STEPS, PROBE_DEPENDENCIES] as const;
type DependencyFunction = (typeof DEPENDENCY_FUNCTIONS)[number];
type DependencyFunctions = Record<DependencyFunction, lambda.Function>;

/** Whose messages carry links. */
const makesLinks = (step: FunctionName) => step === 'ask-person' || step === 'climb-ladder';

/**
 * Everything of one region. Both regions get the same, because the region decides its role on the day by what it observes, and failback is
 * the same machine the other way round.
 */
export class RecoveryStack extends Stack {
  constructor(scope: Construct, id: string, props: RecoveryStackProps) {
    super(scope, id, props);
    const { plan, region } = props;
    new Memory(this, 'Memory', { plan });
    if (region.name === statusRegion(plan)) new StatusPage(this, 'StatusPage', { plan });
    const topics = new Topics(this, 'People', { plan });
    const network = new StepNetwork(this, 'Network', { plan, region });
    const functions = this.#functions(props, network, topics);
    this.#hosts(plan, region);
    const ladder = new EscalationMachine(this, 'Escalation', { plan, functions });
    const { machine } = new RecoveryMachine(this, 'DatabaseFailover', { plan, functions, ladder: ladder.machine });
    const onFailure = ladder.whenItFails(machine, plan);
    const dependencies = this.#dependencyFunctions(props, network, topics);
    new KeepActive(this, 'KeepActive', { plan, functions: { ...functions, ...dependencies } });
    const alarm = primaryNotWritable(this, plan, topics.first);
    const { onAlarm } = new Triggers(this, 'Triggers', { plan, alarm, machine, probe: functions[PROBE] });
    new Watch(this, 'Watch', { plan, machine, onAlarm, tells: topics.first });
    new LadderWatch(this, 'LadderWatch', { plan, ladder: ladder.machine, onFailure, tells: topics.first });
    this.#dependencies(plan, dependencies, topics);
    // Not every region's CloudFormation takes tags on associations yet; the documents they run carry them.
    Tags.of(this).add('reprise:plan', plan.name, { excludeResourceTypes: ['AWS::SSM::Association'] });
  }

  #dependencyFunctions({ plan, bundles }: RecoveryStackProps, network: StepNetwork, topics: Topics): DependencyFunctions {
    const { every, lookPatience } = plan.dependencyWatch;
    const probing = Duration.seconds((every < 60 ? BEATS_SECONDS + every : 0) + LOOK_SECONDS + lookPatience);
    const limit = (name: DependencyFunction) => (name === PROBE_DEPENDENCIES ? probing : dependencyBudgets(plan).functionTimeout(name));
    const created = DEPENDENCY_FUNCTIONS.map((name) => {
      const one = new StepFunction(this, name, { plan, name, folder: bundles.folder(name), timeout: limit(name), ...network });
      if (publishes(name)) topics.grantKey(one.role);
      return [name, one.function] as const;
    });
    return Object.fromEntries(created) as DependencyFunctions;
  }

  /** A plan without external dependencies has nothing of it but functions that nobody calls. */
  #dependencies(plan: Plan, functions: DependencyFunctions, topics: Topics): void {
    if (plan.dependencies.length === 0) return;
    const { machine } = new DependencyMachine(this, 'DependencyOutage', { plan, functions });
    new DependencyWatch(this, 'DependencyWatch', { plan, machine, probe: functions[PROBE_DEPENDENCIES], tells: topics.first });
  }

  #functions(
    { plan, bundles }: RecoveryStackProps,
    network: StepNetwork,
    topics: Topics,
  ): StepFunctions & EscalationFunctions & Record<typeof ACT | typeof ANSWER_LINK | typeof PROBE, lambda.IFunction> {
    const budgets = timeBudgets(plan);
    const create = (name: FunctionName, timeout: Duration, atOnce?: number) =>
      new StepFunction(this, name, { plan, name, folder: bundles.folder(name), timeout, atOnce, ...network });
    const steps = FAILOVER_STEPS.map((step) => [step, create(step, budgets.functionTimeout(step))] as const);
    const ladder = ESCALATION_STEPS.map((step) => [step, create(step, Duration.seconds(escalationFunctionSeconds(step)))] as const);
    const act = create(ACT, Duration.seconds(ACT_SECONDS));
    const answerLink = create(ANSWER_LINK, Duration.seconds(ANSWER_LINK_SECONDS), PAGES_AT_ONCE);
    const links = new LinkPage(this, 'Links', { plan, answerLink });
    create(LEDGER, Duration.seconds(LEDGER_SECONDS));
    const probe = create(PROBE, Duration.seconds(PROBE_SECONDS));
    for (const [step, one] of [...steps, ...ladder]) {
      if (publishes(step)) topics.grantKey(one.role);
      if (makesLinks(step)) links.givesLinksTo(one);
    }
    return {
      ...(Object.fromEntries([...steps, ...ladder].map(([step, one]) => [step, one.function])) as unknown as StepFunctions &
        EscalationFunctions),
      [ACT]: act.function,
      [ANSWER_LINK]: answerLink.function,
      [PROBE]: probe.function,
    };
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
