import { answersAsPrimary, type Evidence } from '../evidence.ts';
import type { Expectation } from '../faults/fault.ts';

/** A requirement of scenario and fault: the reason why it does not hold, or nothing when it does. */
export type Requirement = (evidence: Evidence, expected: Expectation) => string | undefined;

/** The one node that answers as primary at the end, if there is one. */
export const primaryAfter = (evidence: Evidence) => evidence.nodesAfter.find(answersAsPrimary);

export const lastState = (path: readonly string[]) => path.at(-1) ?? 'none';
