/* Records the session settings, in the sessions that have the right ones. */

create or replace function dashboard_refresh._write_settings(
  settings jsonb,
  recorded_in text,
  recorded_at timestamptz,
  session_started_at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_id bigint;
begin
  insert into dashboard_refresh.session_settings (settings, stamp, recorded_at, recorded_in, session_started_at)
  values (
    settings,
    md5((
      select jsonb_object_agg(common.name, settings -> common.name)
      from unnest(dashboard_refresh._setting_names()) as common (name)
      -- Since PostgreSQL 17 a REFRESH has a search_path of its own.
      where common.name <> 'search_path' or current_setting('server_version_num')::integer < 170000
    )::text),
    recorded_at,
    recorded_in,
    session_started_at
  )
  returning session_settings.id into v_id;

  delete from dashboard_refresh.session_settings
  where session_settings.id in (
    select older.id
    from dashboard_refresh.session_settings as older
    where older.id < v_id
    for update skip locked
  );
end;
$$;
comment on function dashboard_refresh._write_settings(jsonb, text, timestamptz, timestamptz) is
  'Makes these the session settings that count, and removes older rows. Waits for nobody.';

create or replace function dashboard_refresh._record_login()
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_recorded dashboard_refresh.session_settings;
  v_login dashboard_refresh.login_settings;
  v_settings jsonb;
begin
  select * into v_recorded from dashboard_refresh.session_settings order by session_settings.id desc limit 1;
  v_settings := coalesce(v_recorded.settings, '{}');
  v_login := dashboard_refresh._login_settings(dashboard_refresh._setting_names() || array(
    select names.name from jsonb_object_keys(v_settings) as names (name)
    where names.name <> all (dashboard_refresh._setting_names())
  ));

  if not v_login.is_owners
    -- A session that began before another in which a change was seen may have missed that change.
    or (v_login.started_at < v_recorded.session_started_at and v_recorded.session_started_at <= clock_timestamp())
  then
    return;
  end if;

  v_settings := v_settings || v_login.settings;

  if v_settings is distinct from v_recorded.settings
    or v_recorded.recorded_in = 'catalog'
    or (v_recorded.recorded_in = 'session' and v_login.is_cron)
  then
    perform dashboard_refresh._write_settings(
      v_settings,
      case when v_login.is_cron then 'pg_cron' else 'session' end,
      case when v_settings = v_recorded.settings then v_recorded.recorded_at else clock_timestamp() end,
      v_login.started_at
    );
  end if;
end;
$$;
comment on function dashboard_refresh._record_login() is
  'Records the session settings if this is a session of the jobs'' owner and its login gave it others than are recorded.';

create or replace function dashboard_refresh._record_settings(search_path text)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- A tick that skips does no more than this: what the login gave is in pg_settings, which costs as much as all the rest.
  if not exists (
    select
    from (select * from dashboard_refresh.session_settings order by session_settings.id desc limit 1) as newest
    where (
        newest.recorded_in = 'pg_cron'
        or (
          newest.recorded_in = 'session'
          and current_setting('application_name') <> 'pg_cron'
          -- A background worker of pg_cron has no application_name.
          and not exists (
            select from pg_stat_get_activity(pg_backend_pid()) as own where own.backend_type = 'pg_cron'
          )
        )
      )
      and not exists (
        select
        from jsonb_each_text(newest.settings) as recorded (name, value)
        where coalesce(recorded.value, '') <> case recorded.name
          when 'search_path' then _record_settings.search_path
          else coalesce(current_setting(recorded.name, true), '')
        end
      )
  ) then
    perform dashboard_refresh._record_login();
  end if;
end;
$$;
comment on function dashboard_refresh._record_settings(text) is
  'Looks at the login of this session (_record_login) where its settings are not those that are recorded. search_path: the '
  'session''s own, which no function of ours can see.';
