export type UpstreamRow = { standby: boolean; conninfo: string; slot: string };

/** Settings only members of pg_read_all_settings may see. The conninfo can hold a password: never log it. */
export const READ_UPSTREAM = `
  select
    pg_is_in_recovery() as standby,
    current_setting('primary_conninfo') as conninfo,
    current_setting('primary_slot_name') as slot
`;
