/* Checks of pg_cron: whether it fires, for whom, and in which zone. */

create or replace function dashboard_refresh._check_cron_scheduler(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select from pg_stat_get_activity(null) as activity where activity.backend_type = 'pg_cron launcher'
  ) then
    return next ('error', 'The scheduler of pg_cron does not run, so nothing fires.', 'text',
      'Restart the server. If it is gone again, see the server''s log, and what cron_roles found.'
    )::dashboard_refresh.check_result;
  end if;

  return query
  select problems.severity, problems.message, 'text',
    'See what cron_roles and cron_serial found and whether a long job keeps pg_cron busy; otherwise restart the server.'
  from dashboard_refresh._watchdog_problems(null::dashboard_refresh.views, examined.at) as problems
  where problems.code = 'cron_stalled';
end;
$$;
comment on function dashboard_refresh._check_cron_scheduler(dashboard_refresh.examination) is
  'Check: pg_cron''s launcher is there and has fired a job of ours of late.';

create or replace function dashboard_refresh._check_cron_roles(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- A job of a role that is gone keeps the scheduler from starting; one that may not log in is never run.
  return query
  select
    case when owner.oid is null then 'error' else 'warning' end,
    case
      when owner.oid is null then format('Jobs belong to the role %s, which is gone: pg_cron cannot start, and no job runs.',
        jobs.username)
      else format('The role %s owns jobs (%s) and may not log in, so that none of them runs.', jobs.username, jobs.names)
    end,
    'sql',
    case
      when owner.oid is null then format('create role %I login;', jobs.username)
      else format('alter role %I login;', jobs.username)
    end
  from (
    select job.username, string_agg(coalesce(job.jobname::text, job.jobid::text), ', ' order by job.jobid) as names
    from cron.job
    group by job.username
  ) as jobs
  left join pg_catalog.pg_roles as owner on owner.rolname = jobs.username
  where owner.oid is null or not owner.rolcanlogin;

  if not found then
    return query
    select 'ok', format('Roles that own jobs: %s. pg_cron stops for all when one of them is dropped.',
      string_agg(distinct job.username, ', ')), null, null
    from cron.job;
  end if;
end;
$$;
comment on function dashboard_refresh._check_cron_roles(dashboard_refresh.examination) is
  'Check: every role that owns a job exists and may log in; names those whose drop would stop pg_cron.';

create or replace function dashboard_refresh._check_time_zone(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_zone constant text := dashboard_refresh._cron_zone();
begin
  return query
  select 'error',
    format('%s has the time zone %s, which this server does not know.', views.view, views.time_zone),
    'sql',
    dashboard_refresh._setting_statement(views.view, '{"time_zone": null}')
  from dashboard_refresh.views
  where views.time_zone is not null
    and not exists (
      select from pg_timezone_names() as zones where lower(zones.name) = lower(views.time_zone)
    )
  order by views.view;

  if not found then
    return next ('ok', format('pg_cron reads schedules in the zone %s.', v_zone), null, null)::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_time_zone(dashboard_refresh.examination) is
  'Check: the time zones that views have as a setting are known; names the one of pg_cron.';

create or replace function dashboard_refresh._check_cron_log_kept(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_oldest timestamptz;
begin
  -- By the primary key: the log may be large, and has no other index.
  select job_run_details.start_time
  into v_oldest
  from cron.job_run_details
  where job_run_details.start_time is not null
  order by job_run_details.runid
  limit 1;

  if v_oldest < examined.at - interval '31 days' then
    return next ('warning',
      format('The log of pg_cron goes back to %s and takes %s. pg_cron never removes anything from it, and we only what is ours.',
        v_oldest::date, pg_size_pretty(pg_total_relation_size('cron.job_run_details'))),
      'sql',
      'delete from cron.job_run_details where coalesce(end_time, start_time) < now() - interval ''7 days'';'
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_cron_log_kept(dashboard_refresh.examination) is
  'Check: somebody removes old rows from pg_cron''s log.';

create or replace function dashboard_refresh._check_jobs_orphaned(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'warning',
    format('The job %s ticks for a view that is not managed, and fails each time.', coalesce(job.jobname::text, job.jobid::text)),
    'sql',
    format('select cron.unschedule(%s);', job.jobid)
  from cron.job
  where job.username = current_user
    and job.database = current_database()
    and job.command ~ '^(set statement_timeout = 0; )?select dashboard_refresh\.tick\('
    and not exists (
      select from dashboard_refresh.views
      where views.job_name = job.jobname
        or job.command = any (dashboard_refresh._tick_commands(views.view))
    )
  order by job.jobid;
end;
$$;
comment on function dashboard_refresh._check_jobs_orphaned(dashboard_refresh.examination) is
  'Check: no job ticks for a view that is not managed.';
