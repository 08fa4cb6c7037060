/** Lets a task of a machine that waits for its token go on. */
export interface TaskCallback {
  /** `gone`: nobody waits for this token any more. Rejects with `DependencyUnavailable`. */
  succeed(taskToken: string, output: unknown): Promise<'taken' | 'gone'>;
}
