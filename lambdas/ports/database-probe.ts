import type { DatabaseNode } from '../../lib/plan/schema.ts';
import type { DirectTry, Follower, NodeObservation } from '../domain/observation.ts';

/**
 * Looks at PostgreSQL nodes. Every method ends by its deadline, enforced outside the driver: a hung server or a silent
 * host must not hang the detector. Nodes are reached by `address` (TLS server name = `host`).
 */
export interface DatabaseProbe {
  /** One look. Never rejects: what failed is in the observation. */
  observe(node: DatabaseNode, deadlineSeconds: number): Promise<NodeObservation>;

  /** One direct try with a heartbeat commit (upsert of the row of this vantage). Never rejects. */
  tryWrite(node: DatabaseNode, deadlineSeconds: number): Promise<DirectTry>;

  /** Standbys connected to a primary. Rejects with `DependencyUnavailable`. */
  followers(primary: DatabaseNode, deadlineSeconds: number): Promise<Follower[]>;

  /**
   * Client sessions on a node (backends of other users than our own; no replication, no background processes).
   * `undefined` when the node does not answer.
   */
  clientsOf(node: DatabaseNode, deadlineSeconds: number): Promise<number | undefined>;

  /** LSN where a primary left a timeline for the next one, from its own history file. Rejects with `DependencyUnavailable`. */
  leftTimelineAt(primary: DatabaseNode, timeline: number, deadlineSeconds: number): Promise<string>;

  /**
   * Names `schema.name` of relations of the plan's database, by `tablespace/database/filenode`; those nobody knows are left out.
   * Rejects with `DependencyUnavailable`.
   */
  relationNames(node: DatabaseNode, relations: readonly string[], deadlineSeconds: number): Promise<Record<string, string>>;
}
