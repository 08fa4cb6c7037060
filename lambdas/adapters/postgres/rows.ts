import type { Follower, NodeObservation, WalReceiver } from '../../domain/observation.ts';
import type { FollowerRow } from './sql/list-followers.ts';
import type { NodeRow } from './sql/look-at-node.ts';
import type { NewestHeartbeatRow } from './sql/read-newest-heartbeat.ts';

type Known<T> = { [K in keyof T]: NonNullable<T[K]> };

/** Leaves out what the server did not say: unknown is never a default. */
function known<T extends Record<string, unknown>>(fields: T): Partial<Known<T>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as Partial<Known<T>>;
}

export function observationFrom(node: string, row: NodeRow | undefined, heartbeat: NewestHeartbeatRow | undefined): NodeObservation {
  const at = new Date().toISOString();
  if (row === undefined) return { node, at, reachable: false };
  const role = row.standby ? 'standby' : 'primary';
  return {
    node,
    at,
    reachable: true,
    role,
    ...(role === 'primary' ? { writable: row.writable } : {}),
    systemIdentifier: row.system_identifier,
    synchronousSetting: row.synchronous_setting,
    ...known({
      timeline: row.timeline,
      currentLsn: row.current_lsn,
      receivedLsn: row.received_lsn,
      replayedLsn: row.replayed_lsn,
      replayPaused: row.replay_paused,
      receiver: receiverFrom(row),
      newestHeartbeat: heartbeat && { at: heartbeat.at.toISOString(), vantage: heartbeat.vantage },
    }),
  };
}

function receiverFrom(row: NodeRow): WalReceiver | undefined {
  if (row.receiver_status === null) return undefined;
  return {
    streaming: row.receiver_status === 'streaming',
    ...known({ lastMessageAgeSeconds: row.receiver_age_seconds, timeline: row.receiver_timeline, senderHost: row.receiver_sender }),
  };
}

export function followerFrom(row: FollowerRow): Follower {
  return {
    applicationName: row.application_name,
    state: row.state,
    syncState: row.sync_state,
    ...known({ slotName: row.slot_name, clientAddress: row.client_address, sentLsn: row.sent_lsn, replayedLsn: row.replayed_lsn }),
  };
}
