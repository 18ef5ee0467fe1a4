/* Registers a view; named again, it is given other settings. */

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
  v_job dashboard_refresh.hand_made_job;
  v_before json;
  v_answer json;
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
    v_job := dashboard_refresh._job_to_take_over(v_view, v_patch);
  end if;

  -- The job goes on as it was, on its schedule or paused, unless the caller says otherwise.
  if v_job.id is not null then
    v_before := json_build_object('taken_over', dashboard_refresh._hand_made_json(v_job));
    v_view.active := v_job.active;
    v_view.schedule := v_job.schedule;
    v_view.job_name := dashboard_refresh._name_to_keep(v_job.name);
    v_view.taken_over := case
      when dashboard_refresh._is_refresh_of(v_job.command, v_view) then dashboard_refresh._hand_made_json(v_job)
    end;
  end if;

  v_answer := dashboard_refresh._save_settings(v_view, v_patch, 'manage', null, v_before);

  -- Where the view's job has another name than the one that was taken over.
  perform cron.unschedule(job.jobid)
  from cron.job
  where job.jobid = v_job.id and job.jobname::text is distinct from v_answer -> 'after' ->> 'job_name';

  return v_answer;
end;
$$;
comment on function dashboard_refresh.manage(text, text, jsonb, boolean) is
  'Registers a materialized view and schedules its job; on a managed view it changes the settings that are given. '
  'settings: a JSON object of the names that settings() lists; schedule: the same as in there. expect_missing: the view '
  'may not exist yet, and is refreshed as soon as it does. A hand-made job of the caller''s that does nothing but '
  'refresh the view is taken over with its name, its schedule and whether it is active; of several, the first that is active, '
  'or else the first. Returns view, before (null when new, taken_over when there was such a job), after and revision. Raises '
  'not_a_materialized_view, invalid_setting, unsupported_schedule, job_conflict, invalid_argument; then nothing has changed.';
