export type HeartbeatRow = { at: Date; lsn: string };

/**
 * `$1` = vantage. One row per vantage, replaced; `lsn` is behind the row's own WAL record, so a standby that is past it holds the row.
 *
 * A row that is replaced in place needs no room, and would go on being written on a disk that is full, while every client is refused
 * (53100). So the statement also asks for room: more numbers than the session's `work_mem` holds (session.ts), about 100 kB, which the server
 * puts into a temporary file on the disk of its data and takes away again.
 */
export const WRITE_HEARTBEAT = `
  with room as materialized (select count(*) as numbers from generate_series(1, 5000))
  insert into reprise.heartbeat as held (vantage, at, beats)
  select $1, clock_timestamp(), 1 from room
  on conflict (vantage) do update set at = excluded.at, beats = held.beats + 1
  returning at, pg_current_wal_insert_lsn()::text as lsn
`;
