/** `moved`: the record did not hold `from` but `current`, nothing changed. */
export type SwapResult = { outcome: 'swapped'; changeId: string } | { outcome: 'moved'; current: string };

/** The writer record (CNAME to a host name) of the region the function runs in. Rejects with `DependencyUnavailable` or `OutcomeUnknown`. */
export interface WriterRecord {
  /** Host name it points at, without final dot; from the control plane, not from a cache. */
  read(): Promise<string>;
  /** One change batch: DELETE of exactly `from` + CREATE of `to`. */
  compareAndSwap(from: string, to: string): Promise<SwapResult>;
  /** `true` once the change is INSYNC; `false` when it is still pending after `patienceSeconds`. */
  waitInSync(changeId: string, patienceSeconds: number): Promise<boolean>;
}
