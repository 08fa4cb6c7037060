import { randomUUID } from 'node:crypto';
import { type LabClock, REAL_CLOCK } from '../../clock/lab-clock.ts';
import { type Latency, NO_LATENCY, pass } from '../../latency/latency.ts';
import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import type { CloudEvent } from '../cloud.ts';
import { Environment, type Outcome } from './environment.ts';

/** Limit of Lambda for a payload of a synchronous invocation, both ways. */
const PAYLOAD_BYTES = 6 * 1024 * 1024;
const DEFAULT_TIMEOUT_SECONDS = 3;

export type FunctionOptions = {
  resource: ResolvedResource;
  folder: string;
  /** Everything the environment is given beside the template's own variables. */
  variables: Record<string, string>;
  onEvent(event: CloudEvent): void;
  onLog(line: string): void;
  /** @default none */
  latency?: Latency;
  /** @default the computer's */
  clock?: LabClock;
};

/** A deployed function: warm environments that are reused, one more whenever all are busy. */
export class LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly #options: FunctionOptions;
  readonly #timeoutMilliseconds: number;
  readonly #reserved: number;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();

  constructor(options: FunctionOptions) {
    const { name, arn, properties } = options.resource;
    this.name = name;
    this.arn = arn;
    this.#options = options;
    this.#timeoutMilliseconds = Number(properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1_000;
    this.#reserved = Number(properties.ReservedConcurrentExecutions ?? Number.POSITIVE_INFINITY);
  }

  /** The caller waits for the answer. The event and the result are copied as JSON, as on the wire. */
  invoke(payload: unknown): Promise<Outcome> {
    return this.#clock.busy(() => this.#invoke(payload));
  }

  async #invoke(payload: unknown): Promise<Outcome> {
    const requestId = randomUUID();
    const event = JSON.stringify(payload) ?? 'null';
    if (Buffer.byteLength(event) > PAYLOAD_BYTES)
      return serviceError('Lambda.RequestTooLargeException', `${event.length} bytes; allowed ${PAYLOAD_BYTES}`);
    if (this.#busy.size >= this.#reserved) return serviceError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
    const startedAt = performance.now();
    this.#tell(requestId, 'started');
    const outcome = await this.#run({ requestId, functionArn: this.arn, event, timeoutMilliseconds: this.#timeoutMilliseconds });
    const milliseconds = Math.round(performance.now() - startedAt);
    if (outcome.kind === 'result') this.#tell(requestId, 'succeeded', { milliseconds });
    else {
      const { errorType, errorMessage } = outcome.error;
      this.#tell(requestId, outcome.kind === 'error' ? 'failed' : 'timed-out', { milliseconds, error: `${errorType}: ${errorMessage}` });
    }
    return outcome;
  }

  get #clock(): LabClock {
    return this.#options.clock ?? REAL_CLOCK;
  }

  stop(): void {
    for (const environment of [...this.#idle.splice(0), ...this.#busy]) environment.kill();
  }

  async #run(invocation: Parameters<Environment['invoke']>[0]): Promise<Outcome> {
    const { latency = NO_LATENCY } = this.#options;
    const { environment, fresh } = this.#take();
    this.#busy.add(environment);
    if (latency.mode !== 'none') await onTheWay(latency, fresh ? environment : undefined);
    const clock = this.#clock;
    const outcome = await environment.invoke({ ...invocation, ...(clock.name === 'fast' && { clockAheadMilliseconds: clock.ahead() }) });
    this.#busy.delete(environment);
    if (environment.alive) this.#idle.push(environment);
    if (outcome.kind === 'result' && Buffer.byteLength(outcome.result) > PAYLOAD_BYTES) {
      return serviceError('Function.ResponseSizeTooLarge', `${outcome.result.length} bytes; allowed ${PAYLOAD_BYTES}`);
    }
    return outcome;
  }

  #take(): { environment: Environment; fresh: boolean } {
    for (let warm = this.#idle.pop(); warm; warm = this.#idle.pop()) if (warm.alive) return { environment: warm, fresh: false };
    const { folder, onLog } = this.#options;
    const ahead = this.#clock.name === 'fast' ? { LAB_CLOCK_AHEAD: String(this.#clock.ahead()) } : {};
    const variables = { ...this.#options.variables, ...ahead };
    return { environment: new Environment({ folder, variables, onLog }), fresh: true };
  }

  #tell(
    requestId: string,
    phase: Extract<CloudEvent, { kind: 'function' }>['phase'],
    more: { error?: string; milliseconds?: number } = {},
  ): void {
    const { region } = this.#options.resource;
    this.#options.onEvent({ at: new Date().toISOString(), kind: 'function', region, function: this.name, requestId, phase, ...more });
  }
}

/** What Lambda does before the initialisation of a fresh environment comes on top of the real one: it must not pass beside it. */
async function onTheWay(latency: Latency, fresh: Environment | undefined): Promise<void> {
  await fresh?.initialised;
  await pass(latency.of('lambda/invoke') + (fresh === undefined ? 0 : latency.of('lambda/fresh environment')));
}

function serviceError(errorType: string, errorMessage: string): Outcome {
  return { kind: 'error', error: { errorType, errorMessage, trace: [] } };
}
