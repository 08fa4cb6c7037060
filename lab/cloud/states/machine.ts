import { createHash, randomUUID } from 'node:crypto';
import { StateMachine } from 'aws-local-stepfunctions';
import { type Latency, NO_LATENCY } from '../../latency/latency.ts';
import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import type { CloudEvent, Execution } from '../cloud.ts';
import type { Access } from '../iam/access.ts';
import type { Role } from '../iam/roles.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import { AwsError } from '../service.ts';
import { exceedsDataLimit } from './data-limit.ts';
import { allStates, type Definition, definitionText, requireSupported } from './definition.ts';
import { type Running, runExecution } from './run-execution.ts';
import { taskHandler } from './task.ts';

export type MachineOptions = {
  resource: ResolvedResource;
  role: Role;
  access: Access;
  findFunction(arn: string): Pick<LambdaFunction, 'invoke'> | undefined;
  onEvent(event: CloudEvent): void;
  /** @default none */
  latency?: Latency;
};

/** A deployed state machine. The engine that runs it was not written by this project. */
export class Machine {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly definitionSha256: string;
  readonly executions: Execution[] = [];
  readonly #options: MachineOptions;
  readonly #definition: Definition;
  readonly #running = new Set<Running>();

  /** @throws when the definition is invalid, uses what the engine lacks, or calls a function that is not deployed in the region */
  constructor(options: MachineOptions) {
    const { resource } = options;
    this.#options = options;
    this.name = resource.name;
    this.arn = resource.arn;
    this.region = resource.region;
    const text = definitionText(resource);
    this.definitionSha256 = createHash('sha256').update(text).digest('hex');
    this.#definition = JSON.parse(text) as Definition;
    requireSupported(this.name, this.#definition);
    new StateMachine(this.#definition);
    for (const { name, state } of allStates(this.#definition)) {
      const missing = state.Type === 'Task' && !options.findFunction(String(state.Resource));
      if (missing)
        throw new Error(`machine ${this.name}, state "${name}" calls ${String(state.Resource)}, which is not deployed in ${this.region}`);
    }
  }

  /**
   * StartExecution. Returns as soon as the execution runs.
   *
   * @throws AwsError InvalidExecutionInput when the input is too large
   */
  start(given: unknown, by: string): Execution {
    const input = JSON.parse(JSON.stringify(given ?? {})) as unknown;
    if (exceedsDataLimit(input)) throw new AwsError(400, 'InvalidExecutionInput', `Input of ${this.name} exceeds the payload limit`);
    const name = randomUUID();
    const execution: Execution = {
      arn: `${this.arn.replace(':stateMachine:', ':execution:')}:${name}`,
      name,
      machine: this.name,
      region: this.region,
      input,
      startedAt: new Date().toISOString(),
      status: 'RUNNING',
      path: [],
    };
    this.executions.push(execution);
    const { startedAt: at, region, arn, machine } = execution;
    this.#options.onEvent({ at, kind: 'execution-started', region, machine, execution: arn, input, by });
    const running = runExecution({
      definition: this.#definition,
      execution,
      machine: { Id: this.arn, Name: this.name },
      roleArn: this.#options.role.arn,
      handlers: this.#handlers(),
      onEvent: this.#options.onEvent,
      transitionMilliseconds: (this.#options.latency ?? NO_LATENCY).of('states/transition'),
    });
    this.#running.add(running);
    void running.ended.then(() => this.#running.delete(running));
    return execution;
  }

  /** StopExecution of everything that still runs. */
  async stop(): Promise<void> {
    const running = [...this.#running];
    for (const one of running) one.abort();
    await Promise.all(running.map((one) => one.ended));
  }

  #handlers() {
    const { role, access, findFunction } = this.#options;
    const tasks = allStates(this.#definition).filter(({ state }) => state.Type === 'Task');
    return Object.fromEntries(
      tasks.map(({ name, state }) => [
        name,
        taskHandler({ resource: String(state.Resource), role, access, region: this.region, findFunction }),
      ]),
    );
  }
}
