import type { RememberedHeartbeat } from '../domain/observation.ts';

/** The last acknowledged heartbeat, kept where the loss of the primary's region does not reach it. */
export interface HeartbeatMemory {
  /** Keeps it in the other region's table (own region's when the plan has one region). Older than the kept one: ignored. */
  remember(heartbeat: RememberedHeartbeat): Promise<void>;
  /** Newest of all vantages, other region first, own region as a fallback; `undefined` when nothing is known or nobody answers. Never rejects. */
  newest(deadlineSeconds: number): Promise<RememberedHeartbeat | undefined>;
}
