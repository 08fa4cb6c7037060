import type { Plan } from '../../lib/plan/schema.ts';
import type { LabClock } from '../clock/lab-clock.ts';
import type { Distance } from '../distance.ts';
import type { Latency } from '../latency/latency.ts';
import type { BrokenService } from './break-service.ts';
import type { Credentials } from './iam/operator.ts';
import type { StoredObject } from './services.ts';
import type { Breakage } from './ssm/host-channel.ts';
import type { ParameterType } from './ssm/parameters.ts';
import type { Definition } from './states/definition.ts';

/** Something that happened in the rehearsed cloud, for the timeline and the report. `at` is ISO 8601. */
export type CloudEvent =
  | { at: string; kind: 'metric'; region: string; name: string; value: number; dimensions: Record<string, string> }
  | {
      at: string;
      kind: 'alarm';
      region: string;
      name: string;
      from: string;
      to: string;
      by: 'evaluation' | 'SetAlarmState';
      reason: string;
    }
  | { at: string; kind: 'execution-started'; region: string; machine: string; execution: string; input: unknown; by: string }
  | {
      at: string;
      kind: 'state-entered' | 'state-left' | 'state-failed' | 'state-retried';
      region: string;
      machine: string;
      execution: string;
      state: string;
      type: string;
      input?: unknown;
      output?: unknown;
      error?: string;
      cause?: string;
    }
  | {
      at: string;
      kind: 'execution-ended';
      region: string;
      machine: string;
      execution: string;
      status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      lastState: string;
      output?: unknown;
      error?: string;
      cause?: string;
    }
  | {
      at: string;
      kind: 'function';
      region: string;
      function: string;
      requestId: string;
      phase: 'started' | 'succeeded' | 'failed' | 'timed-out';
      error?: string;
      milliseconds?: number;
    }
  | {
      at: string;
      kind: 'host-command';
      region: string;
      commandId: string;
      document: string;
      parameters: Record<string, string>;
      instance: string;
      status: string;
      output?: string;
    }
  | { at: string; kind: 'log'; region: string; function: string; line: string }
  | { at: string; kind: 'instance'; region: string; instance: string; state: string }
  /** `by`: not by a call of the machine, but by somebody else, behind its back. */
  | { at: string; kind: 'record'; zone: string; name: string; from: string[]; to: string[]; by?: 'somebody' }
  /** `sms`: what phones get, when it is another text than the message. */
  | { at: string; kind: 'notification'; region: string; topic: string; subject: string; message: string; sms?: string }
  /** A role wrote a parameter. `from`: what it held before, null when it did not exist. */
  | { at: string; kind: 'parameter'; region: string; name: string; from: string | null; to: string; by: string }
  | { at: string; kind: 'denied'; caller: string; action: string; resource: string }
  /** `byFault`: not because the rehearsal lacks it, but because that is what was broken. */
  | { at: string; kind: 'refused'; service: string; operation: string; reason: string; byFault?: true };

export type Execution = {
  arn: string;
  name: string;
  machine: string;
  region: string;
  input: unknown;
  startedAt: string;
  endedAt?: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output?: unknown;
  error?: string;
  cause?: string;
  /** Names of the states in the order they were entered. */
  path: string[];
};

/** What stands behind an EC2 instance id: the estate registers one per host. */
export type Instance = {
  id: string;
  region: string;
  address: string;
  /** Power off: every process of the host ends, its network falls silent. Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
};

export type IamSummary = {
  callsChecked: number;
  denied: { caller: string; action: string; resource: string }[];
  unusedGrants: { role: string; action: string; resource: string }[];
};

export type CloudOptions = {
  /** Folder of the synthesized cloud assembly (manifest.json and templates). */
  assembly: string;
  plan: Plan;
  /** Rehearsal folder; every child process runs with its working directory inside it. */
  folder: string;
  /** Loopback prefix of this rehearsal, e.g. "127.77"; the cloud takes <prefix>.250.x and up, the estate the rest. */
  prefix: string;
  /** Between functions and the services of other regions, the global ones included; absent = none. */
  distance?: Distance;
  onEvent(event: CloudEvent): void;
  /** @default none */
  latency?: Latency;
  /** What everything of the cloud sleeps by; a fast one is for whoever says so in what he shows. @default the computer's */
  clock?: LabClock;
  /** A rehearsal that has no hosts leaves out what runs on them: the SSM associations. @default true */
  hosts?: boolean;
};

/**
 * The local AWS: one HTTP endpoint per region and one for the global services, everything built from the synthesized templates.
 * The lab may prepare it and look at it; it never calls a step.
 */
export interface Cloud {
  /** Endpoint of a region, e.g. http://127.77.250.1:PORT. */
  endpoint(region: string): string;
  readonly globalEndpoint: string;
  /** VPC resolver of a region: answers that region's private zone over UDP with TTLs. */
  resolver(region: string): { address: string; port: number };
  /** What exists before the stacks: parameters, zones with their records, instances. */
  putParameter(region: string, name: string, value: string, type?: ParameterType): void;
  putZone(region: string, zoneId: string, records: { name: string; type: 'A' | 'CNAME'; ttl: number; values: string[] }[]): void;
  registerInstance(instance: Instance): void;
  /** Creates everything of the templates, runs the SSM associations and starts the schedules. */
  deploy(): Promise<void>;
  /** @param only rules that fire; absent = all */
  startSchedules(only?: readonly string[]): void;
  /** "Start execution" by a person in the console. */
  startExecution(region: string, machine: string, input: unknown, name?: string): Promise<Execution>;
  /** A person's `aws lambda invoke`; answers what the command would print. */
  invokeFunction(region: string, name: string, payload: unknown): Promise<{ failed: boolean; printed: string }>;
  /** Where anybody calls a function that has a URL, with a slash at its end. */
  functionUrl(region: string, functionName: string): string;
  /** Credentials of a person who may invoke the functions of this plan, in every region, and nothing else; with `AWS_ENDPOINT_URL` = `endpoint(region)`. */
  operator(): Credentials;
  /** Credentials of the application, in every region: it may read the parameters by which it is switched, and nothing else. */
  application(): Credentials;
  executions(): Execution[];
  /** Publishes an event on the region's default bus, as a service would (used to deliver one twice). */
  putEvent(region: string, event: unknown): Promise<void>;
  /** Events the services put on the bus so far. */
  busEvents(region: string): unknown[];
  records(zoneId: string): { name: string; type: string; ttl: number; values: string[] }[];
  /** Somebody changes a record in the console while the machine works. @throws RangeError for a record that is not there */
  overwriteRecord(zoneId: string, name: string, values: string[]): void;
  /** From now on Run Command of a region fails commands of this document: it loses them on the way, or only their results. */
  breakHostCommands(region: string, document: string, how: Breakage): void;
  /** From now on a service of a region does not do its part; each refusal is an event, and none counts as denied by a policy. */
  breakService(region: string, what: BrokenService): void;
  /** From now on this instance, told to stop, stays `stopping`: its power switch is stuck. */
  sticksWhenStopping(region: string, instance: string): void;
  objects(region: string, bucket: string): Promise<StoredObject[]>;
  /** Source addresses of a region's functions, to cut them from a host. */
  functionAddresses(region: string): string[];
  iam(): IamSummary;
  /** The machine's definition as it is deployed. */
  definition(region: string, machine: string): Definition;
  /** SHA-256 of the machine's resolved definition. */
  definitionSha256(region: string, machine: string): string;
  /** Log lines the functions wrote, for --verbose and for the search for leaked secrets. */
  functionLogs(): string[];
  stop(): Promise<void>;
}
