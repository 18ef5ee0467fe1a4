/* When pg_cron fires the jobs of all views next. */

create or replace function dashboard_refresh._next_runs(at timestamptz)
returns table (view_id integer, has_job boolean, is_active boolean, next_run_at timestamptz)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  if to_regclass('cron.job') is null then
    return;
  end if;

  return query
  with jobs as materialized (
    select views, job.jobid, job.schedule, job.active, job.schedule ~ 'second' as is_in_seconds
    from dashboard_refresh.views
    join cron.job on job.jobname = views.job_name and job.username = current_user
  ),
  -- What several views have in common is computed once.
  firings as materialized (
    select common.schedule, common.view_schedule, common.time_zone,
      dashboard_refresh._next_run_at(common.view, common.schedule, null, at) as next_run_at
    from (
      select distinct on (jobs.schedule, (jobs.views).schedule, (jobs.views).time_zone)
        jobs.schedule, (jobs.views).schedule as view_schedule, (jobs.views).time_zone, jobs.views as view
      from jobs
      where jobs.active and not jobs.is_in_seconds
    ) as common
  )
  select
    (jobs.views).id,
    true,
    jobs.active,
    case
      when not jobs.active then null
      when jobs.is_in_seconds then dashboard_refresh._next_run_at(jobs.views, jobs.schedule, last.fired_at, at)
      else firings.next_run_at
    end
  from jobs
  left join firings on firings.schedule = jobs.schedule
    and firings.view_schedule = (jobs.views).schedule
    and firings.time_zone is not distinct from (jobs.views).time_zone
  left join lateral (
    select job_run_details.start_time as fired_at
    from cron.job_run_details
    where jobs.is_in_seconds and job_run_details.jobid = jobs.jobid and job_run_details.start_time is not null
    order by job_run_details.runid desc
    limit 1
  ) as last on true;
end;
$$;
comment on function dashboard_refresh._next_runs(timestamptz) is
  'The views that have a cron job, and when pg_cron fires it next, seen at `at`, as in their status: null for a job that '
  'is not active, or where that cannot be told.';
