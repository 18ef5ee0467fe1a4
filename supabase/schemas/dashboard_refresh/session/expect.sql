/* Values for settings that no tick has recorded yet. */

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
        when v_login.is_owners and v_login.settings ? missing.name
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
