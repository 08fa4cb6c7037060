export type RelationNameRow = { relation: string; name: string };

/**
 * Names of relations of this database, from `tablespace/database/filenode` as pg_waldump prints it (`$1`: a list of those). Physical
 * replication keeps the numbers the same on every node. Those of other databases, and those nobody knows, have no row.
 */
export const NAME_RELATIONS = `
  select wanted.relation, space.nspname || '.' || class.relname as name
  from unnest($1::text[]) as wanted (relation)
  cross join lateral (
    select
      split_part(wanted.relation, '/', 1)::oid as tablespace,
      split_part(wanted.relation, '/', 2)::oid as database,
      split_part(wanted.relation, '/', 3)::oid as filenode
  ) as part
  join pg_class as class on class.oid = case
    when part.database in (0, (select oid from pg_database where datname = current_database()))
    then pg_filenode_relation(part.tablespace, part.filenode)
  end
  join pg_namespace as space on space.oid = class.relnamespace
`;
