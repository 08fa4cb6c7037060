/** Reports and evidence (S3). */
export interface ReportStore {
  /** Writes JSON under `key`, replacing an earlier version. Rejects with `DependencyUnavailable`. */
  save(key: string, content: unknown): Promise<void>;
}
