/* The session settings of a view, for its status. */

create or replace function dashboard_refresh._session_settings_json(state dashboard_refresh.view_state)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'values', (
      select json_object_agg(recorded.name, recorded.value order by lower(recorded.name))
      from jsonb_each(session_settings.settings) as recorded (name, value)
      where recorded.name = any (dashboard_refresh._setting_names())
        or recorded.name in (select lower(custom.name) from unnest(state.custom_settings) as custom (name))
    ),
    'since', session_settings.recorded_at,
    'recorded_in', session_settings.recorded_in
  )
  from dashboard_refresh.session_settings
  order by session_settings.id desc
  limit 1;
$$;
comment on function dashboard_refresh._session_settings_json(dashboard_refresh.view_state) is
  'The session settings under which the view is refreshed, with those that it reads by name; since when they are recorded '
  'and where they were seen.';
