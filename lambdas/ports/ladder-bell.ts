/** Between whoever changes an incident and its ladder, which sleeps until the next rung or update. Rejects with `DependencyUnavailable`. */
export interface LadderBell {
  /** Keeps the task token by which the sleeping ladder of an incident is woken; replaces the one before. */
  park(incidentId: string, taskToken: string): Promise<void>;
  /**
   * Makes an execution the one that climbs, until then (ISO 8601), by one conditional write: it is already, nobody is, or the last one's time is
   * over. Resolves with the execution that climbs.
   */
  claim(incidentId: string, execution: string, now: string, until: string): Promise<string>;
  /** The same by a person's word, whoever climbed before; that one stands back at its next climb. */
  takeOver(incidentId: string, execution: string, until: string): Promise<void>;
  /** Wakes the ladder, so that it reads the record again at once. `nobody`: no ladder sleeps there. */
  ring(incidentId: string): Promise<'rung' | 'nobody'>;
}
