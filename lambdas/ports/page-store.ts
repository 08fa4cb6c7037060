/** Objects of one bucket that people open in a browser. Rejects with `DependencyUnavailable`. */
export interface PageStore {
  /** Replaces what is there. */
  save(key: string, body: string, contentType: string): Promise<void>;
  /** `undefined` when there is none. */
  read(key: string): Promise<string | undefined>;
}
