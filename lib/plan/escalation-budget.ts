import type { EscalationStep } from './steps.ts';

/** Seconds between a function's time-out and its task's, as in time-budget.ts. */
const START_AND_WAY = 4;

/**
 * Seconds each function of the ladder may run: every call of AWS with its second attempt used up, all audiences at once. Nobody's recovery waits
 * for them.
 */
const SECONDS: Record<EscalationStep, number> = {
  // lock, record, up to three entries
  'join-incident': 30,
  // record, lock, owner, draft, then signing, telling and writing down of all at once, status page with its own reads
  'climb-ladder': 60,
  // bell, record, callback
  'await-news': 20,
  // record, history of each execution, documents in each language
  'write-post-mortem': 60,
};

/** Seconds before the next try when a function of the ladder did not answer. */
export const LOOK_AGAIN_SECONDS = 60;

/** Tries of the step that begins a ladder: the first after so many seconds, then each after twice the time, at most `LOOK_AGAIN_SECONDS`. */
export const JOIN_AGAIN = { afterSeconds: 2, attempts: 18 } as const;

/** Longest life of a ladder, in seconds: an incident that is open for longer is nobody's any more, and the alarm on the machine says so. */
export const LADDER_SECONDS = 21 * 24 * 3600;

export const escalationFunctionSeconds = (step: EscalationStep): number => SECONDS[step];
export const escalationTaskSeconds = (step: EscalationStep): number => SECONDS[step] + START_AND_WAY;
