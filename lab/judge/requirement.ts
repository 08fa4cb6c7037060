import { type Evidence, primaryIn } from '../evidence.ts';
import type { Expectation } from '../faults/fault.ts';

/** A requirement of scenario and fault: the reason why it does not hold, or nothing when it does. */
export type Requirement = (evidence: Evidence, expected: Expectation) => string | undefined;

/** The one node that answers as primary at the end, if there is one. */
export const primaryAfter = (evidence: Evidence) => primaryIn(evidence.nodesAfter, evidence.before.primary);

export const lastState = (path: readonly string[]) => path.at(-1) ?? 'none';

/** End states that may be green; every other one is a failed execution, so that a console and an alarm show red. */
export const GREEN: readonly string[] = ['Recovered', 'False alarm'];
