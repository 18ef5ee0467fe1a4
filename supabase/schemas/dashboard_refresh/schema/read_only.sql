/* A database that cannot be written: a standby, or one whose disk is full, which Supabase then makes read-only. */

create or replace function dashboard_refresh._is_read_only()
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return pg_is_in_recovery() or current_setting('transaction_read_only')::boolean;
end;
$$;
comment on function dashboard_refresh._is_read_only() is 'True where this transaction cannot write anything.';

create or replace function dashboard_refresh._require_writable()
returns void language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- As PostgreSQL itself would at the first write, but with a hint; the Edge Function answers read_only for it.
  if dashboard_refresh._is_read_only() then
    raise read_only_sql_transaction using
      message = 'the database is read-only',
      detail = 'Nothing can be refreshed, changed or recorded.',
      hint = 'See the problem read_only in status for the reason. Views are fresh again by themselves within two minutes '
        'of its end.';
  end if;
end;
$$;
comment on function dashboard_refresh._require_writable() is 'Raises 25006 where this transaction cannot write anything.';

create or replace function dashboard_refresh._read_only_setting(out place text, out remedy text)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_role constant oid := (select pg_roles.oid from pg_catalog.pg_roles where pg_roles.rolname = current_user);
  v_is_on boolean;
  v_owner oid;
begin
  -- The jobs log in as the owner of the schema, whoever asks: the most specific of that role's settings counts.
  select
    split_part(settings.setting, '=', 2)::boolean,
    concat_ws(' in ',
      'role ' || nullif(quote_ident(pg_get_userbyid(nullif(pg_db_role_setting.setrole, 0))), ''),
      'database ' || quote_ident(pg_database.datname)),
    case when pg_db_role_setting.setrole = 0 then pg_database.datdba else v_role end
  into v_is_on, place, v_owner
  from pg_catalog.pg_db_role_setting
  cross join lateral unnest(pg_db_role_setting.setconfig) as settings (setting)
  left join pg_catalog.pg_database on pg_database.oid = pg_db_role_setting.setdatabase
  where settings.setting like 'default\_transaction\_read\_only=%'
    and pg_db_role_setting.setrole in (0, v_role)
    and (pg_db_role_setting.setdatabase = 0 or pg_database.datname = current_database())
  order by pg_db_role_setting.setrole = 0, pg_db_role_setting.setdatabase = 0
  limit 1;

  if v_is_on then
    remedy := 'begin read write; '
      || dashboard_refresh._as_owner(v_owner, format('alter %s reset default_transaction_read_only;', place)) || ' commit;';
    place := 'for the ' || place;
  else
    place := case when current_setting('default_transaction_read_only')::boolean then 'on this server' end;
  end if;
end;
$$;
comment on function dashboard_refresh._read_only_setting() is
  'Where default_transaction_read_only is on for the jobs, or for this session, and the statement that takes it away where '
  'it was set for a role or database; both null where it is off.';

create or replace function dashboard_refresh._why_read_only()
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- Not by the transaction alone: the REST API makes some of them read-only by itself.
  return case
    when pg_is_in_recovery() then 'the server is a standby'
    else (
      select format('default_transaction_read_only is on %s', setting.place)
      from dashboard_refresh._read_only_setting() as setting
      where setting.place is not null
    )
  end;
end;
$$;
comment on function dashboard_refresh._why_read_only() is
  'Why the jobs of this database cannot write anything; null where they can.';
