import type { Question } from '../../lambdas/domain/decision.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import type { Built } from '../built.ts';
import type { CloudEvent } from '../cloud/cloud.ts';
import type { Conditions } from '../estate/conditions.ts';
import type { Answer } from '../person.ts';

/** Everything a fault may use. It breaks hosts and networks; it never calls a step. */
export type Stage = Readonly<Omit<Built, 'log'>> & {
  /** The next event after this call for which the question is answered with yes; fails after the deadline. */
  nextEvent(what: string, deadlineSeconds: number, matches: (event: CloudEvent) => boolean): Promise<CloudEvent>;
  say(text: string): void;
};

/**
 * What must come out, looked up in the data afterwards, never taken from what the machine says of itself. A field that takes a requirement
 * away puts its opposite in its place, and holds the sentence that says why.
 */
export type Expectation = {
  endState: 'Recovered' | 'False alarm' | 'Held for a person' | 'Writing, less durable' | 'Stopped: two primaries' | 'Recovery failed';
  /** Exactly one promotion, on a new timeline of exactly old + 1; or none at all. */
  promoted: boolean;
  /** How the promotion came about. @default 'host' */
  promotedBy?: 'host' | 'sql';
  /** The plan's first choice is seen to be behind, and another node is promoted. */
  firstChoiceBehind?: boolean;
  /** Rung that must have proved the fencing. */
  fencedBy?: 'fence-postgres' | 'stop-instance';
  /** No fencing was tried at all. */
  notFenced?: boolean;
  /** No command for a database host, no instance ordered to stop, no change of the record. */
  untouched?: boolean;
  /** No write failed or stayed unanswered from the fault to the end. */
  writesNeverStopped?: boolean;
  /** `synchronous_standby_names` that must be in force on the primary afterwards. */
  quorumAfter?: string;
  /** Executions that must have ended "Already running", beside the one that did the work. */
  alreadyRunning?: number;
  /** Why clients are refused at the end by a primary that answers: then none of their last writes may have been acknowledged. */
  clientsRefused?: string;
  /** Why no node accepts writes at the end: then none may. */
  nobodyWrites?: string;
  /** Why two nodes accept writes from the fault to the end: then the same two must, and no third. */
  twoWriters?: string;
  /** Questions that people were asked, in their order; none when it is not said. */
  asked?: readonly Question[];
  /** What people answered. @default 'decline' */
  answer?: Answer;
  /** Why the promotion came without a proven fence: then a person accepted it before, and neither host nor power switch reported a fence. */
  fenceAccepted?: string;
  /** What the machine can say about loss after a promotion. @default 'proven' */
  loss?: 'proven' | 'bounded' | 'unbounded';
  /** So many standbys, beside the old primary, are gone for good: exactly so many do not stream at the end. @default 0 */
  standbysMissing?: number;
  /** Why nobody can be told: then no message arrived after the fault, and topics are seen to refuse. */
  untold?: string;
  /** Why no report can be written: then there is none, and the bucket is seen to refuse. */
  unreported?: string;
  /** Why no timeline can be written or read: then page and post-mortem know nothing of the incident, and the table is seen to throttle. */
  unwritten?: string;
  /** Why clients do not write at the end, and nothing was verified: somebody else changed the record, and it is left as they left it. */
  recordLeftAsFound?: string;
};

/** How the old primary comes back after the machine has ended. */
export type Return = {
  /** How often somebody starts it; its host is switched off and on in between. */
  times: number;
  /** How long it is looked at, and written to at its own address, after each. */
  seconds: number;
};

export interface Fault {
  readonly name: string;
  /** One line for `--list`. */
  readonly line: string;
  readonly expected: Expectation;
  /** What must come out instead when the person who is asked approves. */
  readonly approved?: Expectation;
  /** Longest time from the fault to the end of the last execution, in seconds. */
  readonly patienceSeconds: number;
  /** Seconds of steady writes and ticks before it strikes, beside those that every rehearsal has. */
  readonly steadySeconds?: number;
  /** Why it cannot be rehearsed on this computer, and what it would need. */
  obstacle?(): string | undefined;
  /** What the estate must be like from its start. */
  conditions?(plan: Plan): Conditions;
  /** After a promotion; once and briefly when it is not said. */
  readonly comesBack?: Return;
  inject(stage: Stage): Promise<void>;
  /** After the last execution has ended, before somebody starts the old primary again. */
  afterwards?(stage: Stage): Promise<void>;
}

/** The fault with what must come out when people answer like this. */
export function answered(fault: Fault, answer: Answer): Fault {
  const expected = (answer === 'approve' ? fault.approved : undefined) ?? fault.expected;
  return { ...fault, expected: { ...expected, answer } };
}
