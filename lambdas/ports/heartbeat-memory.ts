import type { RememberedHeartbeat } from '../domain/observation.ts';
import type { Sight } from '../domain/sight.ts';

/** The last acknowledged heartbeat, and what a vantage saw that could not write, kept where the loss of the primary's region does not reach it. */
export interface HeartbeatMemory {
  /** Keeps it in the other region's table (own region's when the plan has one region). Older than the kept one: ignored. */
  remember(heartbeat: RememberedHeartbeat): Promise<void>;
  /** Newest of all vantages, other region first, own region as a fallback; `undefined` when nothing is known or nobody answers. Never rejects. */
  newest(deadlineSeconds: number): Promise<RememberedHeartbeat | undefined>;
  /** Keeps what this vantage sees, in the same place, in place of what it saw before. */
  see(sight: Sight): Promise<void>;
  /** Last sight of every vantage; those of a region that does not answer are left out. Never rejects. */
  sights(deadlineSeconds: number): Promise<Sight[]>;
}
