/** What a human gate may ask; also the word a person types. */
export const QUESTIONS = ['give-up-primary', 'promote-unfenced', 'promote-candidate'] as const;
export type Question = (typeof QUESTIONS)[number];

/** A person's answer. `about`: what exactly was asked, so that an approval is never taken for more than that. */
export type Decision = {
  question: Question;
  decision: 'approve' | 'decline';
  /** Who answered, and why; never blank. */
  by: string;
  reason: string;
  at: string;
  about: string;
};

/** The answers an execution has got, one field a gate. Silence leaves none. */
export type Decisions = { giveUpPrimary?: Decision; promoteUnfenced?: Decision; promoteCandidate?: Decision };

/** A question that waits for its answer, as the incident record keeps it. Times ISO 8601. */
export type AskedQuestion = {
  incidentId: string;
  /** Of the execution that asks. */
  executionId: string;
  token: number;
  question: Question;
  about: string;
  /** What Step Functions takes the answer by. */
  taskToken: string;
  askedAt: string;
  /** After it silence has decided: nothing is promoted. */
  expiresAt: string;
};

/** Did a named person approve exactly this? An answer without a name or a reason is none: somebody has to stand for the risk. */
export function approves(answer: Decision | undefined, question: Question): answer is Decision {
  return answer?.decision === 'approve' && answer.question === question && answer.by?.trim() !== '' && answer.reason?.trim() !== '';
}

/** How an answer is told to people. */
export const inWords = ({ decision, by, reason }: Decision) => `${decision === 'approve' ? 'approved' : 'declined'} by ${by}: ${reason}`;
