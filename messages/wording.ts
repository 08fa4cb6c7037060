import type { Verdict } from '../lambdas/domain/assessment.ts';
import type { Question } from '../lambdas/domain/decision.ts';
import type { NotificationFacts } from '../lambdas/domain/notification-facts.ts';

/** The words of one language for what the machine knows as codes and figures. */
export type Wording = {
  verdicts: Record<Verdict | 'unknown', string>;
  /** What a person can do about a verdict that held the failover, where the verdict alone tells it. */
  whatToDo: Partial<Record<Verdict | 'unknown', string>>;
  triggers: Record<NotificationFacts['trigger'], string>;
  unknown: string;
  /** `seconds` is the bound; `bytes` is absent when nobody knows. */
  lossBounded(seconds: string, bytes: string | undefined): string;
  /** What only the old primary's disk holds. `lastAt` is a time in words; absent when nobody read that far. */
  diverged(commits: string, known: { atLeast: boolean; lastAt: string | undefined; evidence: string | undefined }): string;
  lossProven: string;
  lossUnbounded: string;
  durabilityDegraded: string;
  objectiveMissed(objective: string): string;
  /** How a person accepts the risk, where that is a choice; the command is a line of its own. */
  acceptRisk(command: string): string;
  /** How the machine is started again once what stopped it is gone. */
  startAgain(command: string): string;
  fenceMayBeLeft(candidate: string): string;
  /** In place of the reason, and of the name, a person has to write. */
  reasonToWrite: string;
  nameToWrite: string;
  /** What a gate asks, what happens when a person approves, and when nobody does. */
  questions: Record<Question, { asks: string; approving: string; declining: string }>;
};
