import { randomUUID } from 'node:crypto';
import type { Program } from './document-parameters.ts';

export type Status = 'Pending' | 'InProgress' | 'Success' | 'Cancelled' | 'TimedOut' | 'Failed' | 'Cancelling';
export type FinalStatus = 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';
export type HostReport = { status: 'InProgress' | 'Success' | 'Failed' | 'TimedOut'; exitCode?: number; stdout?: string; stderr?: string };

/** What GetCommandInvocation returns at most, in characters. */
const OUTPUT_LIMIT = 24_000;
const ERROR_LIMIT = 8_000;
const FINAL: readonly Status[] = ['Success', 'Failed', 'TimedOut', 'Cancelled'];

/**
 * One command on one instance.
 *
 * Pending -> InProgress (the agent took it) -> Success, Failed or TimedOut; Pending -> Cancelled or TimedOut (never delivered: certainly not run);
 * InProgress -> Cancelling -> whatever the agent reports. A final status never changes again.
 */
export class Invocation {
  readonly commandId: string;
  readonly instance: string;
  readonly program: Program;
  readonly requestedAt = new Date();
  /** Resolves with the final status. */
  readonly ended: Promise<FinalStatus>;
  status: Status = 'Pending';
  statusDetails: string = 'Pending';
  /** -1 until the script ended by itself. */
  responseCode = -1;
  stdout = '';
  stderr = '';
  startedAt?: Date;
  endedAt?: Date;
  /** What the agent itself reported; SSM may know less of it. */
  reported = '';
  readonly #onChange: (invocation: Invocation) => void;
  readonly #end: (status: FinalStatus) => void;
  readonly #timers: NodeJS.Timeout[];

  constructor(
    target: { instance: string; commandId?: string },
    program: Program,
    deliveryTimeoutSeconds: number,
    onChange: (invocation: Invocation) => void,
  ) {
    this.commandId = target.commandId ?? randomUUID();
    this.instance = target.instance;
    this.program = program;
    this.#onChange = onChange;
    const { promise, resolve } = Promise.withResolvers<FinalStatus>();
    this.ended = promise;
    this.#end = resolve;
    const total = deliveryTimeoutSeconds + program.timeoutSeconds;
    this.#timers = [
      setTimeout(() => this.status === 'Pending' && this.#become('TimedOut', 'DeliveryTimedOut'), milliseconds(deliveryTimeoutSeconds)),
      // An agent that died after it took the command never reports: nobody knows how far the script came.
      setTimeout(() => this.#become('TimedOut', 'ExecutionTimedOut'), milliseconds(total)),
    ];
    onChange(this);
  }

  get final(): boolean {
    return FINAL.includes(this.status);
  }

  /** The agent took it: from here on it may have run. */
  deliver(): Program & { commandId: string } {
    this.startedAt = new Date();
    this.#become('InProgress');
    return { commandId: this.commandId, ...this.program };
  }

  report({ status, exitCode, stdout = '', stderr = '' }: HostReport): void {
    if (this.final || this.status === 'Pending' || status === 'InProgress') return;
    this.reported = [stdout, stderr].filter((text) => text !== '').join('\n');
    this.stdout = stdout.slice(0, OUTPUT_LIMIT);
    this.stderr = stderr.slice(0, ERROR_LIMIT);
    this.responseCode = exitCode ?? (status === 'Success' ? 0 : -1);
    this.#become(status, status === 'TimedOut' ? 'ExecutionTimedOut' : status);
  }

  /** It ran to its end, and SSM never learns that: what comes back is that its time ran out. */
  loseResult({ status, stdout = '', stderr = '' }: HostReport): void {
    if (this.final || this.status === 'Pending' || status === 'InProgress') return;
    this.reported = [stdout, stderr].filter((text) => text !== '').join('\n');
    this.#become('TimedOut', 'ExecutionTimedOut');
  }

  /** No agent ever sees it. */
  refuseDelivery(): void {
    this.#become('Failed', 'Undeliverable');
  }

  /** Before delivery it is cancelled for certain; afterwards the program may run to its end. */
  cancel(): void {
    if (this.status === 'Pending') this.#become('Cancelled');
    else if (this.status === 'InProgress') this.#become('Cancelling');
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #become(status: Status, statusDetails: string = status): void {
    if (this.final) return;
    this.status = status;
    this.statusDetails = statusDetails;
    if (FINAL.includes(status)) {
      this.endedAt = new Date();
      this.stop();
      this.#end(status as FinalStatus);
    }
    this.#onChange(this);
  }
}

/** Timers hold 24 days at most; longer is never within a rehearsal. */
const milliseconds = (seconds: number) => Math.min(seconds * 1_000, 2 ** 31 - 1);
