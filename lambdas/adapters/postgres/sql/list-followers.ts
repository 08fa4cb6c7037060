export type FollowerRow = {
  application_name: string;
  slot_name: string | null;
  client_address: string | null;
  state: string;
  sync_state: string;
  sent_lsn: string | null;
  flushed_lsn: string | null;
  replayed_lsn: string | null;
};

export const LIST_FOLLOWERS = `
  select
    sender.application_name,
    slot.slot_name,
    host(sender.client_addr) as client_address,
    sender.state,
    sender.sync_state,
    sender.sent_lsn::text as sent_lsn,
    sender.flush_lsn::text as flushed_lsn,
    sender.replay_lsn::text as replayed_lsn
  from pg_stat_replication as sender
  left join pg_replication_slots as slot on slot.active_pid = sender.pid
  order by sender.application_name, sender.pid
`;
