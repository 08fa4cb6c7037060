/** A stay in a state of an execution; ISO 8601. */
export type StateStay = { state: string; enteredAt: string; exitedAt: string };

/** What Step Functions itself remembers of an execution. Rejects with `DependencyUnavailable`. */
export interface ExecutionHistory {
  /** In the order in which the states were entered; a state that was not left is not among them. */
  stays(executionArn: string): Promise<StateStay[]>;
}
