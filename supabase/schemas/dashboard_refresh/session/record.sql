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

create or replace function dashboard_refresh._record_settings(search_path text)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_recorded dashboard_refresh.session_settings;
  v_login dashboard_refresh.login_settings;
  v_settings jsonb;
begin
  select * into v_recorded from dashboard_refresh.session_settings order by session_settings.id desc limit 1;

  -- What every tick does; pg_settings would cost it as much as all the rest.
  if (v_recorded.recorded_in = 'pg_cron' or (
      v_recorded.recorded_in = 'session' and current_setting('application_name') <> 'pg_cron'
    ))
    and not exists (
      select
      from jsonb_each_text(v_recorded.settings) as recorded (name, value)
      where coalesce(recorded.value, '') <> case recorded.name
        when 'search_path' then _record_settings.search_path
        else coalesce(current_setting(recorded.name, true), '')
      end
    )
  then
    return;
  -- Settings follow the login, not whose rights it has meanwhile.
  elsif session_user <> dashboard_refresh._owner() then
    return;
  end if;

  v_settings := coalesce(v_recorded.settings, '{}');
  v_login := dashboard_refresh._login_settings(dashboard_refresh._setting_names() || array(
    select names.name from jsonb_object_keys(v_settings) as names (name)
    where names.name <> all (dashboard_refresh._setting_names())
  ));

  -- A session that began before another in which a change was seen may have missed that change.
  if v_login.started_at < v_recorded.session_started_at and v_recorded.session_started_at <= clock_timestamp() then
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
comment on function dashboard_refresh._record_settings(text) is
  'Records the session settings if this is a session of the jobs'' owner and its login gave it others than are recorded. '
  'search_path: the session''s own, which no function of ours can see.';

create or replace function dashboard_refresh._expect_settings(custom_settings text[])
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_recorded dashboard_refresh.session_settings;
  v_login dashboard_refresh.login_settings;
  v_missing text[];
begin
  select * into v_recorded from dashboard_refresh.session_settings order by session_settings.id desc limit 1;
  v_missing := array(
    select names.name
    from (
      select unnest(dashboard_refresh._setting_names())
      union
      select lower(custom.name)
      from unnest(custom_settings) as custom (name)
      where dashboard_refresh._is_recordable(custom.name)
        and lower(custom.name) <> all (lower(dashboard_refresh._setting_names()::text)::text[])
    ) as names (name)
    where not coalesce(v_recorded.settings, '{}') ? names.name
  );

  if v_missing = '{}' then
    return;
  end if;

  v_login := dashboard_refresh._login_settings(v_missing);
  perform dashboard_refresh._write_settings(
    coalesce(v_recorded.settings, '{}') || (
      select jsonb_object_agg(missing.name, case
        when session_user = dashboard_refresh._owner() and v_login.settings ? missing.name
          then v_login.settings ->> missing.name
        when role_settings.every ? lower(missing.name) then role_settings.every ->> lower(missing.name)
        when missing.name = any (dashboard_refresh._setting_names()) then coalesce(
          v_login.settings ->> missing.name,
          (select pg_settings.reset_val from pg_catalog.pg_settings where pg_settings.name = missing.name)
        )
      end)
      from unnest(v_missing) as missing (name)
      cross join (select dashboard_refresh._role_settings()) as role_settings (every)
    ),
    'catalog',
    coalesce(v_recorded.recorded_at, clock_timestamp()),
    coalesce(v_recorded.session_started_at, '-infinity')
  );
end;
$$;
comment on function dashboard_refresh._expect_settings(text[]) is
  'Sees to it that a value is recorded for every session setting that counts, custom_settings (those that a view reads by '
  'name) among them. Where that is not known yet, it is what the catalog says of the owner''s sessions, or else what this '
  'session has, until a tick knows better.';
