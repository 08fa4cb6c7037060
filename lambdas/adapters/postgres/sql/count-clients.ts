export type ClientsRow = { clients: number };

/** Sessions of clients; our own and the server's background processes are none. */
export const COUNT_CLIENTS = `
  select count(*)::int as clients
  from pg_stat_activity
  where backend_type = 'client backend' and usename is distinct from current_user
`;
