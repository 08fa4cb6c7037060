/** Row of `LOOK_AT_NODE`; positions as text `X/Y`. */
export type NodeRow = {
  standby: boolean;
  writable: boolean;
  system_identifier: string;
  synchronous_setting: string;
  /** Primary only: two synchronous standbys call themselves the same, so nobody knows which of them acknowledged. */
  shared_names: boolean | null;
  /** Primary only: standbys that stream and that a commit waits for, or may; null also when the senders hide from our role. */
  synchronous_standbys: number | null;
  timeline: number | null;
  current_lsn: string | null;
  received_lsn: string | null;
  replayed_lsn: string | null;
  replay_paused: boolean | null;
  waits_for_wal: boolean | null;
  receiver_pid: number | null;
  receiver_status: string | null;
  receiver_age_seconds: number | null;
  receiver_timeline: number | null;
  receiver_sender: string | null;
};

/**
 * Everything about role and position in one statement, so that the values belong together.
 * A standby's `timeline` is what its control file and its receiver say; READ_NEWEST_HISTORY may know a newer one.
 * Functions that fail in the other role are guarded by `case`; `offset 0` keeps the planner from asking for the role twice.
 */
export const LOOK_AT_NODE = `
  select
    role.standby,
    current_setting('transaction_read_only') = 'off' as writable,
    (select system_identifier::text from pg_control_system()) as system_identifier,
    current_setting('synchronous_standby_names') as synchronous_setting,
    case when not role.standby then exists (
      select from pg_stat_replication where sync_state <> 'async' group by application_name having count(*) > 1
    ) end as shared_names,
    case when not role.standby then (
      select case when count(*) = count(state) then count(*) filter (where state = 'streaming' and sync_state in ('sync', 'quorum')) end
      from pg_stat_replication
    ) end::int as synchronous_standbys,
    case
      when role.standby then greatest(
        (select timeline_id from pg_control_checkpoint()),
        (select min_recovery_end_timeline from pg_control_recovery()),
        receiver.received_tli
      )
      else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int
    end as timeline,
    case when not role.standby then pg_current_wal_flush_lsn()::text end as current_lsn,
    case when role.standby then pg_last_wal_receive_lsn()::text end as received_lsn,
    case when role.standby then pg_last_wal_replay_lsn()::text end as replayed_lsn,
    case when role.standby then pg_is_wal_replay_paused() end as replay_paused,
    case when role.standby then (
      select bool_or(coalesce(wait_event in ('RecoveryWalStream', 'RecoveryRetrieveRetryInterval'), false))
      from pg_stat_activity
      where backend_type = 'startup'
    ) end as waits_for_wal,
    receiver.pid as receiver_pid,
    receiver.status as receiver_status,
    extract(epoch from clock_timestamp() - receiver.last_msg_receipt_time)::float8 as receiver_age_seconds,
    receiver.received_tli as receiver_timeline,
    receiver.sender_host as receiver_sender
  from (select pg_is_in_recovery() as standby offset 0) as role
  left join pg_stat_wal_receiver as receiver on true
`;
