/* Everything that keeps a view from being fresh, or soon will, each with what to do about it. */

create or replace function dashboard_refresh._run_problems(view dashboard_refresh.views)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'last_run_' || last.status, 'error', last.error_message, last.error_hint
  from dashboard_refresh._last_ended_run(view.id) as last
  where last.status in ('failed', 'lost');
end;
$$;
comment on function dashboard_refresh._run_problems(dashboard_refresh.views) is
  'The error of the last run that ended, unless it succeeded.';

create or replace function dashboard_refresh._problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  function_endpoint dashboard_refresh.endpoint,
  alert_endpoint dashboard_refresh.endpoint,
  at timestamptz
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(json_agg(problems), '[]')
    from (
      select * from dashboard_refresh._read_only_problems()
      union all
      select * from dashboard_refresh._view_problems(view)
      union all
      select * from dashboard_refresh._null_key_problems(view, state)
      union all
      select * from dashboard_refresh._installation_problems()
      union all
      -- Without pg_cron there is nothing to ask.
      select * from dashboard_refresh._job_problems(view, state) where to_regclass('cron.job') is not null
      union all
      select * from dashboard_refresh._other_job_problems(view) where to_regclass('cron.job') is not null
      union all
      select * from dashboard_refresh._elsewhere_problems(view, state, at)
      union all
      select * from dashboard_refresh._source_problems(view)
      union all
      select * from dashboard_refresh._watchdog_problems(view, at) where to_regclass('cron.job') is not null
      union all
      select * from dashboard_refresh._cron_problems()
      union all
      select * from dashboard_refresh._function_problems(view, function_endpoint)
      union all
      select * from dashboard_refresh._path_problems(view, state, at)
      union all
      select * from dashboard_refresh._promise_problems(view, state, at)
      union all
      select * from dashboard_refresh._alert_problems(view, alert_endpoint)
      union all
      select * from dashboard_refresh._run_problems(view)
    ) as problems
  );
end;
$$;
comment on function dashboard_refresh._problems(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.endpoint, dashboard_refresh.endpoint,
  timestamptz
) is
  'What is wrong with a managed view, its job, the watchdog and what is sent, as an array of code, severity, message and '
  'hint. The endpoints are those of the Edge Function and of the alerts.';
