export interface AlarmControl {
  /** Sets the alarm that starts database failover, without waiting for its last period. */
  raisePrimaryNotWritable(reason: string): Promise<void>;
}
