import type { Plan } from '../../lib/plan/schema.ts';
import type { Cloud, CloudEvent } from '../cloud/cloud.ts';
import type { DatabaseHost, Estate } from '../estate/estate.ts';

/** Everything a fault may use. It breaks hosts and networks; it never calls a step. */
export type Stage = {
  readonly plan: Plan;
  readonly cloud: Cloud;
  readonly estate: Estate;
  /** Region that holds the primary when the fault strikes. */
  readonly region: string;
  readonly machine: string;
  readonly primary: DatabaseHost;
  /** The next event after this call for which the question is answered with yes; fails after the deadline. */
  nextEvent(what: string, deadlineSeconds: number, matches: (event: CloudEvent) => boolean): Promise<CloudEvent>;
  say(text: string): void;
};

/** What must come out, looked up in the data afterwards, never taken from what the machine says of itself. */
export type Expectation = {
  endState: 'Recovered' | 'False alarm' | 'Held for a person' | 'Writing, less durable';
  /** Exactly one promotion, on a new timeline of exactly old + 1; or none at all. */
  promoted: boolean;
  /** Rung that must have proved the fencing. */
  fencedBy?: 'fence-postgres' | 'stop-instance';
  /** No fencing was tried at all. */
  notFenced?: boolean;
  /** No write failed or stayed unanswered from the fault to the end. */
  writesNeverStopped?: boolean;
  /** `synchronous_standby_names` that must be in force on the primary afterwards. */
  quorumAfter?: string;
  /** Executions that must have ended "Already running", beside the one that did the work. */
  alreadyRunning?: number;
};

export interface Fault {
  readonly name: string;
  /** One line for `--list`. */
  readonly line: string;
  readonly expected: Expectation;
  /** Longest time from the fault to the end of the last execution, in seconds. */
  readonly patienceSeconds: number;
  inject(stage: Stage): Promise<void>;
}
