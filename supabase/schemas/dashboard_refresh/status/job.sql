/* The cron job of a view, for its status. */

create or replace function dashboard_refresh._next_run_at(
  view dashboard_refresh.views,
  schedule text,
  last_fired_at timestamptz,
  at timestamptz
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_is_in_seconds constant boolean := (dashboard_refresh._parse_schedule(schedule)).seconds is not null;
  v_since timestamptz;
begin
  -- The job fires more often than the tick is due, unless somebody has given it another schedule.
  if view.time_zone is not null
    and not v_is_in_seconds
    and schedule = dashboard_refresh._job_schedule(view.schedule, view.time_zone)
  then
    return dashboard_refresh._next_firing(view.schedule, at, view.time_zone);
  elsif not v_is_in_seconds then
    return dashboard_refresh._next_firing(schedule, at);
  -- Where pg_cron keeps no log nobody knows when it fired last.
  elsif not coalesce(current_setting('cron.log_run', true)::boolean, true) then
    return null;
  end if;

  -- pg_cron counts the seconds from the last start, and before the first from when it learned of the job.
  v_since := coalesce(
    last_fired_at,
    (
      select max(config_changes.changed_at)
      from dashboard_refresh.config_changes
      where config_changes.view = _next_run_at.view.view
    ),
    at
  );

  return greatest(dashboard_refresh._next_firing(schedule, v_since), at);
end;
$$;
comment on function dashboard_refresh._next_run_at(dashboard_refresh.views, text, timestamptz, timestamptz) is
  'When the view is due next, as its job stands, seen at `at`: never before `at`, and at once where it is overdue. Null where '
  'that cannot be told.';

create or replace function dashboard_refresh._job_json(view dashboard_refresh.views, at timestamptz)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'name', job.jobname,
    'id', job.jobid,
    'schedule', job.schedule,
    'active', job.active,
    'next_run_at', case
      when job.active then dashboard_refresh._next_run_at(view, job.schedule, last.fired_at, at)
    end,
    'last_fired_at', last.fired_at
  )
  from cron.job
  left join lateral (
    select job_run_details.start_time as fired_at
    from cron.job_run_details
    where job_run_details.jobid = job.jobid and job_run_details.start_time is not null
    order by job_run_details.runid desc
    limit 1
  ) as last on true
  where job.jobname = view.job_name and job.username = current_user;
$$;
comment on function dashboard_refresh._job_json(dashboard_refresh.views, timestamptz) is
  'The cron job of the view as it is, not as it should be; null when there is none.';
