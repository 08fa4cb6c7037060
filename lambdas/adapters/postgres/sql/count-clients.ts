export type ClientsRow = { clients: number };

/** Sessions of clients that could write; our own, the server's background processes, and readers of a standby are none. */
export const COUNT_CLIENTS = `
  select count(*)::int as clients
  from pg_stat_activity
  where backend_type = 'client backend' and usename is distinct from current_user and not pg_is_in_recovery()
`;
