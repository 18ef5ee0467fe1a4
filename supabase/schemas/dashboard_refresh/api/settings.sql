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
