/** The parameters by which the application is switched, in the region the function runs in. */
export interface SwitchBoard {
  /** What it holds, and how often it was written; `undefined` when there is no such parameter. Rejects with `DependencyUnavailable`. */
  read(parameter: string): Promise<{ value: string; version: number } | undefined>;
  /**
   * Writes the value of a parameter that exists, once; resolves with the new version. Rejects with `EffectRefused` (not written),
   * `DependencyUnavailable` (not written, later it may be) or `OutcomeUnknown`.
   */
  set(parameter: string, value: string): Promise<number>;
}
