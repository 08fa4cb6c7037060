/** `status` is what the health endpoint says, or why it could not be asked. */
export type HealthAnswer = { healthy: boolean; status: string };

export interface ApplicationHealth {
  /** `GET` on the region's health URL; healthy = 200 and `{"status":"healthy"}`. Never rejects. */
  ask(deadlineSeconds: number): Promise<HealthAnswer>;
}
