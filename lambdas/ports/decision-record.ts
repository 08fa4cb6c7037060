import type { AskedQuestion, Decision, Question } from '../domain/decision.ts';

/** Questions to people and their answers, part of the incident record. Rejects with `DependencyUnavailable`. */
export interface DecisionRecord {
  /** Keeps a question until it is answered; a later one of the same kind in the same incident replaces it. */
  ask(asked: AskedQuestion): Promise<void>;
  /** The last question of this kind in an incident, with its answer if it has one. */
  find(incidentId: string, question: Question): Promise<{ asked: AskedQuestion; decision?: Decision } | undefined>;
  /** Records the answer unless the question has one already (one conditional write). Resolves with the one that stands. */
  decide(asked: AskedQuestion, decision: Decision): Promise<Decision>;
}
