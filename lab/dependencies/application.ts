import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LabClock } from '../clock/lab-clock.ts';
import type { Cloud } from '../cloud/cloud.ts';

/** What the application of a region read, each change once. ISO 8601. */
export type Sighting = { at: string; region: string; value: string };

/** Seconds between two readings: an application reads such a parameter every few seconds, or less often. */
const READING_SECONDS = 10;

export type ApplicationOptions = { cloud: Cloud; clock: LabClock; region: string; parameter: string; onSight(sighting: Sighting): void };

/**
 * The application of a region, as far as a dependency is concerned: reads its parameter with the AWS SDK, over HTTP, signed by a role that may do
 * nothing else. It is told nothing by the lab.
 */
export class Application {
  readonly #options: ApplicationOptions;
  readonly #client: SSMClient;
  #value: string | undefined;
  #stop: (() => void) | undefined;

  constructor(options: ApplicationOptions) {
    const { cloud, region } = options;
    this.#options = options;
    this.#client = new SSMClient({ region, endpoint: cloud.endpoint(region), credentials: cloud.application(), maxAttempts: 1 });
  }

  start(): void {
    this.#stop = this.#options.clock.every(READING_SECONDS * 1_000, () => void this.#read());
  }

  stop(): void {
    this.#stop?.();
    this.#client.destroy();
  }

  /** What it reads when it cannot read is what it read before. */
  async #read(): Promise<void> {
    const { clock, region, parameter, onSight } = this.#options;
    const reading = () => this.#client.send(new GetParameterCommand({ Name: parameter })).catch(() => undefined);
    const value = (await clock.busy(reading))?.Parameter?.Value;
    if (value === undefined || value === this.#value) return;
    this.#value = value;
    onSight({ at: new Date(clock.now()).toISOString(), region, value });
  }
}
