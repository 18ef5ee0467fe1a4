/* Changes the settings of a view that is registered. */

create or replace function dashboard_refresh.reconfigure(
  view text default null,
  settings jsonb default null,
  changed_by text default null,
  expected_revision integer default null
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_patch constant jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_view dashboard_refresh.views;
begin
  if v_patch = '{}' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'no setting was given, so there is nothing to change',
      'A setting that is not named stays as it is; null sets its default again.',
      format('Give at least one of %s.',
        (select string_agg(listed.name, ', ') from dashboard_refresh.settings() as listed))
    );
  end if;

  -- Two callers at once change one after the other, each on what the other left.
  perform dashboard_refresh._lock_configuration();
  v_view := dashboard_refresh._follow_rename(dashboard_refresh._find_view(reconfigure.view));

  if v_view.revision <> expected_revision then
    perform dashboard_refresh._raise(
      'precondition_failed',
      format('the settings of %s were saved meanwhile', v_view.view),
      format('They are of revision %s, and the change is for revision %s.', v_view.revision, expected_revision),
      'Read them again, and repeat the change if it is still wanted. Nothing was changed.'
    );
  end if;

  return dashboard_refresh._save_settings(
    v_view, v_patch, 'reconfigure', reconfigure.changed_by, dashboard_refresh._settings_json(v_view)
  );
end;
$$;
comment on function dashboard_refresh.reconfigure(text, jsonb, text, integer) is
  'Changes the named settings of a managed view (null: the only one) and its cron job, all or nothing, and writes the '
  'audit. settings: a JSON object of the names that settings() lists; null sets a default again; active true also ends a '
  'suspension. changed_by: whom the audit names, by default the session''s role. expected_revision: the change is made only '
  'to this revision of the settings, null to any. Returns view, before, after and revision. Raises unknown_view, '
  'view_required, invalid_setting, unsupported_schedule, job_conflict, precondition_failed, invalid_argument; then '
  'nothing has changed.';

create or replace function dashboard_refresh.reconfigure_all(settings jsonb, changed_by text default null)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_patch constant jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_name text;
  v_answers json[] := array[]::json[];
begin
  if v_patch ? 'job_name' then
    perform dashboard_refresh._raise(
      'invalid_setting',
      'job_name cannot be the same for all views',
      'Each managed view has a job of its own.',
      'Set it for one view. Nothing was changed.'
    );
  end if;

  perform dashboard_refresh._lock_configuration();

  for v_name in select views.view from dashboard_refresh.views order by views.id loop
    v_answers := v_answers || dashboard_refresh.reconfigure(v_name, v_patch, changed_by);
  end loop;

  return json_build_object('views', to_json(v_answers));
end;
$$;
comment on function dashboard_refresh.reconfigure_all(jsonb, text) is
  'Changes the named settings of every managed view, of all or of none; see reconfigure. So {"active": false, "pause_reason": '
  '"moving house"} pauses all, and {"active": true} resumes all. Returns views: for each its view, before, after and '
  'revision. Raises invalid_setting, unsupported_schedule, job_conflict, invalid_argument; then nothing has changed.';
