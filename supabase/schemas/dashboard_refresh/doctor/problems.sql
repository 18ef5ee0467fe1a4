/* The problems of the status, for the checks that consist of them. */

create or replace function dashboard_refresh._problems_of(
  source text,
  view dashboard_refresh.views,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.problem language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select * from dashboard_refresh._read_only_problems() where source = 'read_only'
  union all
  select * from dashboard_refresh._installation_problems() where source = 'installation'
  union all
  select * from dashboard_refresh._cron_problems() where source = 'cron'
  union all
  select * from dashboard_refresh._watchdog_problems(view, examined.at)
  where source = 'watchdog' and to_regclass('cron.job') is not null;
end;
$$;
comment on function dashboard_refresh._problems_of(text, dashboard_refresh.views, dashboard_refresh.examination) is
  'The problems that the status knows of a source that belongs to no view.';

create or replace function dashboard_refresh._view_problems_of(
  source text,
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.problem language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  case source
    when 'view' then return query select * from dashboard_refresh._view_problems(view);
    when 'null_keys' then return query select * from dashboard_refresh._null_key_problems(view, state);
    when 'job' then return query select * from dashboard_refresh._job_problems(view, state);
    when 'other_job' then return query select * from dashboard_refresh._other_job_problems(view);
    when 'elsewhere' then return query select * from dashboard_refresh._elsewhere_problems(view, state, examined.at);
    when 'sources' then return query select * from dashboard_refresh._source_problems(view);
    when 'function' then return query select * from dashboard_refresh._function_problems(view, examined.function_endpoint);
    when 'path' then return query select * from dashboard_refresh._path_problems(view, state, examined.at);
    when 'promise' then return query select * from dashboard_refresh._promise_problems(view, state, examined.at);
    when 'alerts' then return query select * from dashboard_refresh._alert_problems(view, examined.alert_endpoint);
    when 'run' then return query select * from dashboard_refresh._run_problems(view);
  end case;
end;
$$;
comment on function dashboard_refresh._view_problems_of(
  text, dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'The problems that the status knows of a view from one source.';

create or replace function dashboard_refresh._ask_source(
  source text,
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns dashboard_refresh.found_problem[] language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if source = 'function' and view.id is null
    or (source in ('job', 'other_job') and to_regclass('cron.job') is null)
  then
    return array[]::dashboard_refresh.found_problem[];
  elsif view.id is null then
    return array(
      select (source, problems.code, problems.severity, problems.message, problems.hint)::dashboard_refresh.found_problem
      from dashboard_refresh._problems_of(source, view, examined) as problems
    );
  end if;

  return array(
    select (source, problems.code, problems.severity, problems.message, problems.hint)::dashboard_refresh.found_problem
    from dashboard_refresh._view_problems_of(source, view, state, examined) as problems
  );
exception
  when assert_failure or others then
    return array[
      (source, null, 'failed', dashboard_refresh._safe_message(sqlerrm), null)::dashboard_refresh.found_problem
    ];
end;
$$;
comment on function dashboard_refresh._ask_source(
  text, dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'The problems that the status knows from one source, of a view or (a view of nulls) of none; or one row of severity '
  'failed that says why it could not be asked. Does not raise.';
