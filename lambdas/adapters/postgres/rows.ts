import type { Follower, NodeObservation, QuorumSeen, WalReceiver } from '../../domain/observation.ts';
import type { FollowerRow } from './sql/list-followers.ts';
import type { NodeRow } from './sql/look-at-node.ts';
import type { NewestHeartbeatRow } from './sql/read-newest-heartbeat.ts';
import type { NewestHistoryRow } from './sql/read-newest-history.ts';

type Known<T> = { [K in keyof T]: NonNullable<T[K]> };

/** Leaves out what the server did not say: unknown is never a default. */
function known<T extends Record<string, unknown>>(fields: T): Partial<Known<T>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as Partial<Known<T>>;
}

/** What the statements of one look answered, as far as they got. */
export type Looked = { seen: NodeRow | undefined; history: NewestHistoryRow | undefined; heartbeat: NewestHeartbeatRow | undefined };

/** An observation from what the statements of one look answered; what none of them said is left out. */
export function observationFrom(node: string, { seen: row, history, heartbeat }: Looked): NodeObservation {
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
      timeline: row.standby ? followedTimeline(row, history) : row.timeline,
      currentLsn: row.current_lsn,
      receivedLsn: row.received_lsn,
      replayedLsn: row.replayed_lsn,
      replayPaused: row.replay_paused,
      waitsForWal: row.waits_for_wal,
      receiver: receiverFrom(row),
      newestHeartbeat: heartbeat && { at: heartbeat.at.toISOString(), vantage: heartbeat.vantage },
    }),
  };
}

/** Without the history files a standby may follow a newer timeline than it says: then its timeline is unknown. */
function followedTimeline({ timeline }: NodeRow, history: NewestHistoryRow | undefined): number | undefined {
  return history === undefined || timeline === null ? undefined : Math.max(timeline, history.timeline ?? timeline);
}

function receiverFrom(row: NodeRow): WalReceiver | undefined {
  if (row.receiver_pid === null) return undefined;
  return {
    // Without pg_monitor only the pid is shown: a receiver that does not say what it does may be receiving.
    streaming: row.receiver_status === null || row.receiver_status === 'streaming',
    ...known({ lastMessageAgeSeconds: row.receiver_age_seconds, timeline: row.receiver_timeline, senderHost: row.receiver_sender }),
  };
}

/** A primary's quorum; `undefined` when its senders hide from our role: a count of nobody would be a false alarm. */
export function quorumFrom({ synchronous_setting: setting, synchronous_standbys: streaming }: NodeRow): QuorumSeen | undefined {
  return streaming === null ? undefined : { setting, streaming };
}

/** A standby as its primary's `pg_stat_replication` shows it. */
export function followerFrom(row: FollowerRow): Follower {
  return {
    applicationName: row.application_name,
    state: row.state,
    syncState: row.sync_state,
    ...known({
      slotName: row.slot_name,
      clientAddress: row.client_address,
      sentLsn: row.sent_lsn,
      flushedLsn: row.flushed_lsn,
      replayedLsn: row.replayed_lsn,
    }),
  };
}
