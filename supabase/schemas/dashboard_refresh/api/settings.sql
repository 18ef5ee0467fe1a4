/* The settings for the API: thin wrappers as in wrappers.sql. */

create or replace function public.read_dashboard_refresh_settings(view text default null)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  v_view constant dashboard_refresh.views := dashboard_refresh._find_view(read_dashboard_refresh_settings.view);
begin
  return json_build_object(
    'view', v_view.view, 'revision', v_view.revision, 'settings', dashboard_refresh._settings_json(v_view)
  );
end;
$$;
comment on function public.read_dashboard_refresh_settings(text) is
  'API: the settings of a view, and the revision that reconfigure_dashboard_refresh can be told to expect. '
  'Errors: unknown_view, view_required.';

create or replace function public.reconfigure_dashboard_refresh(
  view text default null,
  settings jsonb default null,
  changed_by text default null,
  expected_revision integer default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.reconfigure(view, settings, changed_by, expected_revision);
end;
$$;
comment on function public.reconfigure_dashboard_refresh(text, jsonb, text, integer) is
  'API: changes the named settings; see dashboard_refresh.reconfigure. '
  'Errors: unknown_view, view_required, invalid_setting, unsupported_schedule, job_conflict, precondition_failed, '
  'invalid_argument.';

create or replace function public.preview_dashboard_refresh_settings(
  view text default null,
  settings jsonb default null,
  expected_revision integer default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.preview(view, settings, expected_revision);
end;
$$;
comment on function public.preview_dashboard_refresh_settings(text, jsonb, integer) is
  'API: what reconfigure_dashboard_refresh would do; see dashboard_refresh.preview. Errors: as there.';

create or replace function public.reconfigure_all_dashboard_refreshes(settings jsonb, changed_by text default null)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.reconfigure_all(settings, changed_by);
end;
$$;
comment on function public.reconfigure_all_dashboard_refreshes(jsonb, text) is
  'API: changes the named settings of all views; see dashboard_refresh.reconfigure_all. '
  'Errors: invalid_setting, unsupported_schedule, job_conflict, invalid_argument.';

create or replace function public.list_dashboard_refresh_settings()
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object(
    'settings',
    (
      select json_agg(
        dashboard_refresh._setting_json(
          row(listed.name, listed.type, listed.default_value, listed.limits, listed.description)
        )
        order by listed.position
      )
      from dashboard_refresh.settings() with ordinality
        as listed (name, type, default_value, limits, description, position)
    )
  );
end;
$$;
comment on function public.list_dashboard_refresh_settings() is
  'API: the settings that there are: name, type, default, limits, description and the words to choose from.';

create or replace function public.read_dashboard_refresh_schedule(
  schedule text,
  time_zone text default null,
  firings integer default 3
)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.schedule(schedule, time_zone, coalesce(firings, 3));
end;
$$;
comment on function public.read_dashboard_refresh_schedule(text, text, integer) is
  'API: what a schedule means; see dashboard_refresh.schedule. Errors: invalid_setting, unsupported_schedule, '
  'invalid_argument.';

create or replace function public.list_dashboard_refresh_changes(
  view text default null,
  before bigint default null,
  max_changes integer default 50
)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.changes(view, before, coalesce(max_changes, 50));
end;
$$;
comment on function public.list_dashboard_refresh_changes(text, bigint, integer) is
  'API: the audit; see dashboard_refresh.changes. Errors: unknown_view, view_required, invalid_argument.';
