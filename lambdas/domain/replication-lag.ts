import type { Heartbeat, NodeObservation } from './observation.ts';

/**
 * Seconds by which a standby's data is older than a heartbeat of the primary; both times are of the primary's clock. A standby is looked at
 * while that heartbeat is written, so one that keeps up shows about one heartbeat. `undefined` for one that shows none.
 */
export function lagSeconds(heartbeat: Heartbeat, { newestHeartbeat }: NodeObservation): number | undefined {
  if (newestHeartbeat === undefined) return undefined;
  return Math.max(0, (Date.parse(heartbeat.at) - Date.parse(newestHeartbeat.at)) / 1000);
}
