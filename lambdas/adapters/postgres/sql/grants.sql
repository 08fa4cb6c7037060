-- The database role of Reprise: no superuser, and exactly what its functions need (PostgreSQL 15 or newer).
-- Run by an administrator on the primary, as often as you like; the standbys get it by replication:
--
--   psql -v role=<database.user of the plan> -v database=<database.name of the plan> -f grants.sql
--
-- Set the role's password afterwards with \password, so that it is in no history and no log.

\set ON_ERROR_STOP on

select format('create role %I login', :'role')
where not exists (select from pg_roles where rolname = :'role') \gexec

-- REPLICATION: a role without it may not create replication slots.
alter role :"role" login replication nosuperuser nocreatedb nocreaterole nobypassrls;

select format('grant connect on database %I to %I', :'database', :'role') \gexec

-- Receiver, sender, activity and primary_conninfo are hidden from ordinary roles.
grant pg_monitor to :"role";

-- When commits hang, clients that try again take every connection there is, and nobody could look any more. Since PostgreSQL 16 some can be kept
-- (reserved_connections = 5); before, give the application's role a CONNECTION LIMIT that leaves ten.
select format('grant pg_use_reserved_connections to %I', :'role')
where exists (select from pg_roles where rolname = 'pg_use_reserved_connections') \gexec

-- Parameters belong to the cluster, not to a database.
grant alter system on parameter synchronous_standby_names, primary_conninfo, primary_slot_name to :"role";

\connect :"database"

-- Rights on these two functions are kept per database.
grant execute on function pg_promote(boolean, integer), pg_reload_conf() to :"role";

create schema if not exists reprise;
grant usage on schema reprise to :"role";

-- One row per vantage, replaced every second: room on the page keeps the updates in place (HOT).
create table if not exists reprise.heartbeat (
  vantage text primary key,
  at timestamptz not null,
  beats bigint not null
) with (fillfactor = 10);

create table if not exists reprise.verification (
  id text primary key,
  state text not null,
  at timestamptz not null
);

grant select, insert, update on reprise.heartbeat to :"role";
grant select, insert, update, delete on reprise.verification to :"role";
