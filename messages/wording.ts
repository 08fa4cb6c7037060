import type { Verdict } from '../lambdas/domain/assessment.ts';
import type { NotificationFacts } from '../lambdas/domain/notification-facts.ts';

/** The words of one language for what the machine knows as codes and figures. */
export type Wording = {
  verdicts: Record<Verdict | 'unknown', string>;
  triggers: Record<NotificationFacts['trigger'], string>;
  unknown: string;
  /** `seconds` is the bound; `bytes` is absent when nobody knows. */
  lossBounded(seconds: string, bytes: string | undefined): string;
  lossProven: string;
  lossUnbounded: string;
  durabilityDegraded: string;
  objectiveMissed(objective: string): string;
};
