import type { DatabaseNode } from '../../lib/plan/schema.ts';
import type { CrudVerification } from '../domain/aftermath.ts';
import type { RememberedHeartbeat } from '../domain/observation.ts';

/**
 * Changes PostgreSQL through SQL, with the role of the plan (no superuser). All methods reject with `DependencyUnavailable`
 * when the node does not answer in time, with `OutcomeUnknown` when the statement was sent and no answer came, and with
 * `EffectRefused` when the server said no.
 */
export interface DatabaseControl {
  /** `SELECT pg_promote(true, t)`. Resolves with its answer: `true` = promoted within `patienceSeconds`. */
  promote(node: DatabaseNode, patienceSeconds: number): Promise<boolean>;

  /** Creates the physical slots that are missing. Existing ones are left alone. */
  createSlots(node: DatabaseNode, slots: string[], deadlineSeconds: number): Promise<void>;

  /** Replaces host, hostaddr and port in the standby's own `primary_conninfo`, keeps the rest, reloads. */
  repoint(standby: DatabaseNode, upstream: DatabaseNode, deadlineSeconds: number): Promise<void>;

  /** `ALTER SYSTEM SET synchronous_standby_names`, reloads, and looks that the setting is in force. */
  setSynchronousStandbys(node: DatabaseNode, setting: string, deadlineSeconds: number): Promise<void>;

  /** Commits the heartbeat row of this vantage: resolves only when the commit was acknowledged, with all that is worth remembering of it. */
  commitHeartbeat(node: DatabaseNode, deadlineSeconds: number): Promise<RememberedHeartbeat>;

  /** Commits a row on this node alone, without waiting for any standby: the node takes writes, whatever its quorum waits for. */
  commitLocally(node: DatabaseNode, deadlineSeconds: number): Promise<void>;

  /** Connects through the writer name (DNS, no address) and creates, reads, updates and deletes a row keyed by `incidentId`. */
  verifyThroughName(incidentId: string, deadlineSeconds: number): Promise<CrudVerification>;
}
