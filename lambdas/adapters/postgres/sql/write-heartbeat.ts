export type HeartbeatRow = { at: Date; lsn: string };

/** `$1` = vantage. One row per vantage, replaced; `lsn` is behind the row's own WAL record, so a standby that is past it holds the row. */
export const WRITE_HEARTBEAT = `
  insert into reprise.heartbeat as held (vantage, at, beats)
  values ($1, clock_timestamp(), 1)
  on conflict (vantage) do update set at = excluded.at, beats = held.beats + 1
  returning at, pg_current_wal_insert_lsn()::text as lsn
`;
