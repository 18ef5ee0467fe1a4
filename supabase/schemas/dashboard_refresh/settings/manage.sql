/* Registers a view; named again, it is given other settings. */

create or replace function dashboard_refresh._take_over(view dashboard_refresh.views, patch jsonb)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_name constant text := coalesce(
    patch ->> 'job_name', dashboard_refresh._default_job_name(view.schema_name, view.view_name)
  );
  v_job record;
  v_error record;
begin
  select job.active, job.schedule, job.command
  into v_job
  from cron.job
  where job.username = current_user and job.jobname = v_name;

  if not found then
    return null;
  end if;

  select * into v_error from dashboard_refresh._schedule_error(v_job.schedule) where not patch ? 'schedule';

  -- With a schedule put in its place the view would be refreshed at times that nobody has chosen.
  if v_error.code is not null then
    perform dashboard_refresh._raise(
      'unsupported_schedule',
      format('the cron job %s cannot be taken over with its schedule, %s', quote_literal(v_name), v_job.schedule),
      format('%s. %s', v_error.message, v_error.detail),
      'Give the schedule that the view is to have from now on. Nothing was changed.'
    );
  end if;

  return json_build_object('taken_over', v_job);
end;
$$;
comment on function dashboard_refresh._take_over(dashboard_refresh.views, jsonb) is
  'The job of the caller''s that has the name of the view''s job to be, as the audit keeps it; null when there is none. '
  'Raises unsupported_schedule where its schedule would be kept and cannot be read.';

create or replace function dashboard_refresh.manage(
  view text,
  schedule text default null,
  settings jsonb default '{}',
  expect_missing boolean default false
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._new_view(manage.view);
  v_managed dashboard_refresh.views;
  v_patch jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_before json;
begin
  perform dashboard_refresh._lock_configuration();
  perform dashboard_refresh._expect_settings(null);
  perform dashboard_refresh._record_installation();

  if manage.schedule is not null then
    v_patch := v_patch || jsonb_build_object('schedule', manage.schedule);
  end if;

  -- So that what was renamed is found by its new name, and no longer by the old one.
  perform dashboard_refresh._follow_renames(clock_timestamp());
  select * into v_managed from dashboard_refresh.views where views.view = v_view.view;

  if found then
    v_view := v_managed;
    v_before := dashboard_refresh._settings_json(v_view);
  end if;

  -- What is registered may be missing for a while, as between a drop and a create.
  if (dashboard_refresh._relation(v_view)).kind is not null or (v_managed.id is null and expect_missing is not true) then
    perform dashboard_refresh._require_relation(v_view);
  end if;

  if v_managed.id is null then
    v_before := dashboard_refresh._take_over(v_view, v_patch);

    -- The job goes on as it was, on its schedule or paused, unless the caller says otherwise.
    if v_before is not null then
      v_view.active := (v_before -> 'taken_over' ->> 'active')::boolean;
      v_view.schedule := v_before -> 'taken_over' ->> 'schedule';
    end if;
  end if;

  return dashboard_refresh._save_settings(v_view, v_patch, 'manage', null, v_before);
end;
$$;
comment on function dashboard_refresh.manage(text, text, jsonb, boolean) is
  'Registers a materialized view and schedules its job; on a managed view it changes the settings that are given. '
  'settings: a JSON object of the names that settings() lists; schedule: the same as in there. expect_missing: the view '
  'may not exist yet, and is refreshed as soon as it does. A hand-made job of the same name that refreshes the view is '
  'taken over with its schedule. Returns view, before (null when new, taken_over when there was such a job), after and '
  'revision. Raises not_a_materialized_view, invalid_setting, unsupported_schedule, job_conflict, invalid_argument; then nothing has '
  'changed.';
