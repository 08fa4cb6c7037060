import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { StateMachine } from 'aws-local-stepfunctions';
import { type LabClock, REAL_CLOCK } from '../../clock/lab-clock.ts';
import { type Latency, NO_LATENCY } from '../../latency/latency.ts';
import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import type { CloudEvent, Execution } from '../cloud.ts';
import type { Access } from '../iam/access.ts';
import type { Role } from '../iam/roles.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import { AwsError, type BusEvent } from '../service.ts';
import { exceedsDataLimit } from './data-limit.ts';
import { allStates, type Definition, definitionText, functionOf, requireSupported, startsExecution, waitsForToken } from './definition.ts';
import { ExecutionHistory } from './execution-history.ts';
import { type Running, runExecution } from './run-execution.ts';
import { startExecutionHandler } from './start-execution-task.ts';
import { statusChangeEvent } from './status-change.ts';
import { taskHandler, waitingTaskHandler } from './task.ts';
import type { TaskTokens } from './task-tokens.ts';

export type MachineOptions = {
  resource: ResolvedResource;
  role: Role;
  access: Access;
  findFunction(arn: string): Pick<LambdaFunction, 'invoke'> | undefined;
  /** Machines that this one may start; asked when it does. @default none is deployed */
  findMachine?(arn: string): Machine | undefined;
  tokens: TaskTokens;
  onEvent(event: CloudEvent): void;
  /** Puts what rules may react to on the region's bus. @default nobody listens */
  putBusEvent?(event: BusEvent): void;
  /** @default none */
  latency?: Latency;
  /** @default the computer's */
  clock?: LabClock;
};

/** Letters, digits, - and _ are what CloudWatch Logs takes as well; Step Functions takes up to 80 characters. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** SHA-256 of definitions that the engine found valid. It takes half a second for each, and the rehearsals of a series deploy the same ones. */
const VALID = new Set<string>();

/** @throws what the engine says of an invalid definition */
function requireValid(definition: Definition, sha256: string): void {
  if (VALID.has(sha256)) return;
  new StateMachine(definition);
  VALID.add(sha256);
}

/** A deployed state machine. The engine that runs it was not written by this project. */
export class Machine {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly definition: Definition;
  readonly definitionSha256: string;
  readonly executions: Execution[] = [];
  readonly #options: MachineOptions;
  readonly #running = new Set<Running>();
  readonly #histories = new Map<string, ExecutionHistory>();

  /** @throws when the definition is invalid, uses what the engine lacks, or calls a function that is not deployed in the region */
  constructor(options: MachineOptions) {
    const { resource } = options;
    this.#options = options;
    this.name = resource.name;
    this.arn = resource.arn;
    this.region = resource.region;
    const text = definitionText(resource);
    this.definitionSha256 = createHash('sha256').update(text).digest('hex');
    this.definition = JSON.parse(text) as Definition;
    requireSupported(this.name, this.definition);
    requireValid(this.definition, this.definitionSha256);
    for (const { name, state } of allStates(this.definition)) {
      const missing = state.Type === 'Task' && !startsExecution(state) && !options.findFunction(functionOf(state));
      if (missing)
        throw new Error(`machine ${this.name}, state "${name}" calls ${functionOf(state)}, which is not deployed in ${this.region}`);
    }
  }

  /**
   * StartExecution. Returns as soon as the execution runs. A name can be used once: by the same input while that execution runs, it answers
   * that execution, otherwise it is refused.
   *
   * @throws AwsError InvalidExecutionInput when the input is too large, InvalidName, ExecutionAlreadyExists
   */
  start(given: unknown, by: string, name: string = randomUUID()): Execution {
    const input = JSON.parse(JSON.stringify(given ?? {})) as unknown;
    if (exceedsDataLimit(input)) throw new AwsError(400, 'InvalidExecutionInput', `Input of ${this.name} exceeds the payload limit`);
    if (!NAME.test(name)) throw new AwsError(400, 'InvalidName', `Invalid Name: '${name}'`);
    const arn = `${this.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.executions.find((one) => one.arn === arn);
    if (known?.status === 'RUNNING' && isDeepStrictEqual(known.input, input)) return known;
    if (known) throw new AwsError(400, 'ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    const { name: machine, region } = this;
    const startedAt = new Date().toISOString();
    const execution: Execution = { arn, name, machine, region, input, startedAt, status: 'RUNNING', path: [] };
    this.executions.push(execution);
    this.#options.onEvent({ at: startedAt, kind: 'execution-started', region, machine, execution: arn, input, by });
    this.#tellBus(execution);
    this.#run(execution);
    return execution;
  }

  /** What Step Functions remembers of an execution; `undefined` for one that never was. */
  history(executionArn: string): ExecutionHistory | undefined {
    return this.#histories.get(executionArn);
  }

  #run(execution: Execution): void {
    const { role, onEvent, latency = NO_LATENCY, clock = REAL_CLOCK } = this.#options;
    const task = { Token: '' };
    const over = new AbortController();
    const history = new ExecutionHistory();
    history.started(execution, role.arn);
    this.#histories.set(execution.arn, history);
    const running = runExecution({
      task,
      definition: this.definition,
      execution,
      history,
      machine: { Id: this.arn, Name: this.name },
      roleArn: role.arn,
      handlers: this.#handlers(execution, task, over.signal),
      onEvent,
      transitionMilliseconds: latency.of('states/transition'),
      clock,
      over,
    });
    this.#running.add(running);
    void running.ended.then(() => {
      this.#running.delete(running);
      this.#tellBus(execution);
    });
  }

  #tellBus(execution: Execution): void {
    this.#options.putBusEvent?.(statusChangeEvent(execution, this.#options.resource.account, this.arn));
  }

  /** StopExecution of everything that still runs. */
  async stop(): Promise<void> {
    const running = [...this.#running];
    for (const one of running) one.abort();
    await Promise.all(running.map((one) => one.ended));
  }

  #handlers({ arn }: Execution, task: { Token: string }, signal: AbortSignal) {
    const { role, access, findFunction, findMachine = () => undefined, tokens, clock = REAL_CLOCK } = this.#options;
    const { region } = this;
    const tasks = allStates(this.definition).filter(({ state }) => state.Type === 'Task');
    return Object.fromEntries(
      tasks.map(({ name, state }) => {
        if (startsExecution(state)) {
          const start = startExecutionHandler({ role, access, region, findMachine, by: `execution ${arn}` });
          return [name, (input: unknown) => clock.busy(() => start(input))];
        }
        const options = { resource: functionOf(state), role, access, region, findFunction };
        const work = taskHandler(options);
        if (!waitsForToken(state)) return [name, (input: unknown) => clock.busy(() => work(input))];
        return [name, waitingTaskHandler(options, { task, tokens, clock, signal })];
      }),
    );
  }
}
