/* Whether this is still the database that was installed in, and not a copy of it. */

create or replace function dashboard_refresh._current_identity()
returns dashboard_refresh.identity language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_identity dashboard_refresh.identity;
begin
  select
    control.system_identifier,
    pg_database.oid,
    pg_database.datname,
    -- The control file has the timeline of the last checkpoint: after a promotion that is, for a while, the old one.
    case
      when pg_is_in_recovery() then (select checkpoint.timeline_id from pg_control_checkpoint() as checkpoint)
      else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer
    end
  into v_identity
  from pg_control_system() as control, pg_catalog.pg_database
  where pg_database.datname = current_database();

  return v_identity;
end;
$$;
comment on function dashboard_refresh._current_identity() is 'What tells this database, as it is now, from its copies.';

create or replace function dashboard_refresh._record_installation()
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- A registry without an identity was copied without it.
  if exists (select from dashboard_refresh.views) then
    return;
  end if;

  insert into dashboard_refresh.installation (system_identifier, database_oid, database_name, timeline)
  select current.system_identifier, current.database_oid, current.database_name, current.timeline
  from dashboard_refresh._current_identity() as current
  on conflict do nothing;
end;
$$;
comment on function dashboard_refresh._record_installation() is
  'Records the identity of this database where none is recorded and no view is managed yet. Never replaces one: an upgrade '
  'of a copy adopts nothing.';

create or replace function dashboard_refresh._why_not_adopted()
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_recorded dashboard_refresh.installation;
  v_current constant dashboard_refresh.identity := dashboard_refresh._current_identity();
begin
  select * into v_recorded from dashboard_refresh.installation;

  return case
    when v_recorded.is_only_row is null then 'no installation is recorded here'
    when v_recorded.system_identifier <> v_current.system_identifier then 'it was installed on another server'
    when v_recorded.database_oid <> v_current.database_oid then
      format('it was installed in another database, %s', v_recorded.database_name)
    when v_recorded.timeline <> v_current.timeline then
      format('the server was restored from a backup, or a standby was promoted, since it was installed (timeline %s, then %s)',
        v_current.timeline, v_recorded.timeline)
  end;
end;
$$;
comment on function dashboard_refresh._why_not_adopted() is
  'Why this database counts as a copy of the one that was installed in, from which nothing is sent; null when it does not.';

-- At an install; see the function for what it leaves alone.
select dashboard_refresh._record_installation();
