/* What a session has been given at login, whatever it has set since. */

create or replace function dashboard_refresh._owner()
returns name language sql stable
set search_path = pg_catalog, pg_temp as $$
  select pg_get_userbyid(pg_namespace.nspowner) from pg_catalog.pg_namespace where pg_namespace.nspname = 'dashboard_refresh';
$$;
comment on function dashboard_refresh._owner() is 'The role that owns this schema, and with it the cron jobs.';

create or replace function dashboard_refresh._role_settings()
returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    -- What is set for a role in a database goes before what is set for the role, the database, and everybody; of equal
    -- keys the last one stays.
    jsonb_object_agg(
      lower(split_part(settings.setting, '=', 1)), substr(settings.setting, strpos(settings.setting, '=') + 1)
      order by pg_db_role_setting.setrole <> 0, pg_db_role_setting.setdatabase <> 0
    ),
    '{}'
  )
  from pg_catalog.pg_db_role_setting
  cross join lateral unnest(pg_db_role_setting.setconfig) as settings (setting)
  where pg_db_role_setting.setrole in (
      0, (select pg_namespace.nspowner from pg_catalog.pg_namespace where pg_namespace.nspname = 'dashboard_refresh')
    )
    and pg_db_role_setting.setdatabase in (
      0, (select pg_database.oid from pg_catalog.pg_database where pg_database.datname = current_database())
    );
$$;
comment on function dashboard_refresh._role_settings() is
  'What alter role and alter database have set for new sessions of the jobs'' owner in this database: names in lower case, '
  'with their values as they were written.';

create or replace function dashboard_refresh._login_settings(names text[])
returns dashboard_refresh.login_settings language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  -- The last one, because from then on names are looked up in the session's own path.
  v_names constant text[] := array_remove(names, 'search_path') || array['application_name', 'search_path'];
  v_values text[];
  v_search_path text;
  v_sources jsonb;
  v_facts dashboard_refresh.login_settings;
begin
  -- Resets each setting, which shows what the login gave and where that came from, and takes that back.
  begin
    perform set_config(settings.name, null, true)
    from unnest(v_names) as settings (name)
    left join pg_catalog.pg_settings on lower(pg_settings.name) = lower(settings.name)
    -- One that is not there would be there for the rest of the session. One that may not be set is as the login gave it.
    where settings.name <> 'search_path'
      and current_setting(settings.name, true) is not null
      and coalesce(pg_settings.context, 'user') = 'user';
    v_values := array(
      select current_setting(settings.name, true)
      from unnest(v_names) with ordinality as settings (name, position)
      order by settings.position
    );
    perform set_config('search_path', null, true);
    v_search_path := pg_catalog.current_setting('search_path');
    select pg_catalog.jsonb_object_agg(pg_catalog.lower(pg_settings.name), pg_settings.source)
    into v_sources
    from pg_catalog.pg_settings;
    raise sqlstate 'RB000';
  exception
    when sqlstate 'RB000' then
      null;
  end;

  v_values[cardinality(v_names)] := v_search_path;
  select own.backend_type = 'pg_cron' or v_values[cardinality(v_names) - 1] = 'pg_cron', own.backend_start
  into v_facts.is_cron, v_facts.started_at
  from pg_stat_get_activity(pg_backend_pid()) as own;
  v_facts.settings := (
    select coalesce(jsonb_object_agg(given.name, given.value), '{}')
    from (
      select
        settings.name,
        case
          when v_sources ? lower(settings.name) then settings.value
          -- PostgreSQL does not say where a setting comes from that nothing has defined.
          when role_settings.every ? lower(settings.name) then role_settings.every ->> lower(settings.name)
          else nullif(settings.value, '')
        end,
        case
          when v_sources ? lower(settings.name) then v_sources ->> lower(settings.name) <> 'client'
          else role_settings.every ? lower(settings.name) or coalesce(settings.value, '') = ''
        end
      from unnest(v_names, v_values) as settings (name, value)
      cross join (select dashboard_refresh._role_settings()) as role_settings (every)
    ) as given (name, value, is_of_login)
    where given.name = any (names) and (given.is_of_login or v_facts.is_cron)
  );

  return v_facts;
end;
$$;
comment on function dashboard_refresh._login_settings(text[]) is
  'What the login of this session gave it of these settings: not what it has set since, and, but for pg_cron''s own '
  'sessions, not what the client passed when it connected (PGTZ, PGOPTIONS). A setting of which that cannot be told '
  'apart is left out.';
