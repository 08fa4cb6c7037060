/**
 * `$1` = slot names. WAL is reserved at once (second argument), so that nothing a standby still needs is removed between the creation of
 * its slot and its first connection.
 */
export const CREATE_MISSING_SLOTS = `
  select pg_create_physical_replication_slot(wanted.name, true)
  from unnest($1::text[]) as wanted (name)
  where not exists (select from pg_replication_slots as slot where slot.slot_name = wanted.name)
`;
