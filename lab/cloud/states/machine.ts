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
import { allStates, type Definition, definitionText, functionOf, requireSupported, waitsForToken } from './definition.ts';
import { type Running, runExecution } from './run-execution.ts';
import { taskHandler, waitingTaskHandler } from './task.ts';
import type { TaskTokens } from './task-tokens.ts';

export type MachineOptions = {
  resource: ResolvedResource;
  role: Role;
  access: Access;
  findFunction(arn: string): Pick<LambdaFunction, 'invoke'> | undefined;
  tokens: TaskTokens;
  onEvent(event: CloudEvent): void;
  /** @default none */
  latency?: Latency;
};

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
      const missing = state.Type === 'Task' && !options.findFunction(functionOf(state));
      if (missing)
        throw new Error(`machine ${this.name}, state "${name}" calls ${functionOf(state)}, which is not deployed in ${this.region}`);
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
    const task = { Token: '' };
    const running = runExecution({
      task,
      definition: this.definition,
      execution,
      machine: { Id: this.arn, Name: this.name },
      roleArn: this.#options.role.arn,
      handlers: this.#handlers(task),
      onEvent: this.#options.onEvent,
      transitionMilliseconds: (this.#options.latency ?? NO_LATENCY).of('states/transition'),
    });
    this.#running.add(running);
    void running.ended.then(() => {
      this.#running.delete(running);
      this.#options.tokens.forget(task.Token);
    });
    return execution;
  }

  /** StopExecution of everything that still runs. */
  async stop(): Promise<void> {
    const running = [...this.#running];
    for (const one of running) one.abort();
    await Promise.all(running.map((one) => one.ended));
  }

  #handlers(task: { Token: string }) {
    const { role, access, findFunction, tokens } = this.#options;
    const tasks = allStates(this.definition).filter(({ state }) => state.Type === 'Task');
    return Object.fromEntries(
      tasks.map(({ name, state }) => {
        const options = { resource: functionOf(state), role, access, region: this.region, findFunction };
        if (!waitsForToken(state)) return [name, taskHandler(options)];
        const answered = (token: string) => tokens.wait(token, Number(state.TimeoutSeconds ?? Number.POSITIVE_INFINITY));
        return [name, waitingTaskHandler(options, { token: () => task.Token, answered })];
      }),
    );
  }
}
