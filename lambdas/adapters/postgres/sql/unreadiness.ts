export type UnreadinessRow = { finding: string };

/**
 * What a failover would miss on this node, in words; no row when it is ready. `$1` = number of the plan's other nodes.
 *
 * Rights that grants.sql gives, and settings that replication does not carry from node to node and every node needs when it becomes primary.
 * Tables are looked up in the catalogue, because their names cannot be resolved without USAGE on the schema. `allow_alter_system` exists
 * since PostgreSQL 17; where it is off, nobody can re-point a standby.
 */
export const UNREADINESS = `
  with relation (schema, name, id) as (
    select space.nspname, class.relname, class.oid
    from pg_class as class join pg_namespace as space on space.oid = class.relnamespace
    where space.nspname = 'reprise'
  ),
  checked (finding, held) as (
    select 'lacks the attribute REPLICATION', (select rolreplication from pg_roles where rolname = current_user)
    union all
    select 'lacks membership in pg_monitor', pg_has_role(current_user, 'pg_monitor', 'usage')
    union all
    select 'lacks ALTER SYSTEM on ' || name, has_parameter_privilege(name, 'alter system')
    from unnest(array['synchronous_standby_names', 'primary_conninfo', 'primary_slot_name']) as parameter (name)
    union all
    select 'lacks EXECUTE on ' || signature, has_function_privilege(signature, 'execute')
    from unnest(array['pg_promote(boolean, integer)', 'pg_reload_conf()']) as procedure (signature)
    union all
    select 'lacks USAGE on schema reprise', has_schema_privilege(to_regnamespace('reprise')::oid, 'USAGE')
    union all
    select 'lacks ' || wanted.privilege || ' on reprise.' || wanted.name, has_table_privilege(relation.id, wanted.privilege)
    from (values
      ('heartbeat', 'SELECT'), ('heartbeat', 'INSERT'), ('heartbeat', 'UPDATE'),
      ('verification', 'SELECT'), ('verification', 'INSERT'), ('verification', 'UPDATE'), ('verification', 'DELETE')
    ) as wanted (name, privilege)
    left join relation on relation.name = wanted.name
    union all
    select 'allow_alter_system is off; required on', coalesce(current_setting('allow_alter_system', true), 'on') = 'on'
    union all
    select 'wal_level is ' || current_setting('wal_level') || '; required replica or logical', current_setting('wal_level') <> 'minimal'
    union all
    select name || ' is ' || current_setting(name) || '; required at least ' || $1::int, current_setting(name)::int >= $1::int
    from unnest(array['max_wal_senders', 'max_replication_slots']) as parameter (name)
    union all
    select 'recovery_target_timeline is ' || current_setting('recovery_target_timeline') || '; required latest',
      current_setting('recovery_target_timeline') = 'latest'
    union all
    select count(*) || ' standbys call themselves ' || application_name || '; required a name for each, or no loss can be excluded', count(*) = 1
    from pg_stat_replication
    where sync_state <> 'async'
    group by application_name
  )
  select finding from checked where not coalesce(held, false)
`;
