export type MissingGrantRow = { missing: string };

/** What grants.sql gives and the connected role lacks, in words; no row when everything is there. */
export const MISSING_GRANTS = `
  with wanted (missing, held) as (
    select 'attribute REPLICATION', (select rolreplication from pg_roles where rolname = current_user)
    union all
    select 'membership in pg_monitor', pg_has_role(current_user, 'pg_monitor', 'usage')
    union all
    select 'ALTER SYSTEM on ' || name, has_parameter_privilege(name, 'alter system')
    from unnest(array['synchronous_standby_names', 'primary_conninfo', 'primary_slot_name']) as parameter (name)
    union all
    select 'EXECUTE on ' || signature, has_function_privilege(signature, 'execute')
    from unnest(array['pg_promote(boolean, integer)', 'pg_reload_conf()']) as procedure (signature)
    union all
    select privilege || ' on ' || name, coalesce(has_table_privilege(to_regclass(name), privilege), false)
    from (values
      ('reprise.heartbeat', 'SELECT'), ('reprise.heartbeat', 'INSERT'), ('reprise.heartbeat', 'UPDATE'),
      ('reprise.verification', 'SELECT'), ('reprise.verification', 'INSERT'),
      ('reprise.verification', 'UPDATE'), ('reprise.verification', 'DELETE')
    ) as relation (name, privilege)
  )
  select missing from wanted where not coalesce(held, false)
`;
