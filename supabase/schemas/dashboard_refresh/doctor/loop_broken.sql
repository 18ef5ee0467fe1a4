/* Why a loop test was given up: the leg that is missing, the reason, and what to do. */

create or replace function dashboard_refresh._broken_loop(
  test dashboard_refresh.doctor_loops,
  leg text,
  why text,
  hint text,
  at timestamptz
)
returns dashboard_refresh.doctor_loops language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_loop dashboard_refresh.doctor_loops := test;
begin
  v_loop.missing := leg;
  v_loop.why := why;
  v_loop.hint := hint;
  v_loop.finished_at := at;
  return v_loop;
end;
$$;
comment on function dashboard_refresh._broken_loop(dashboard_refresh.doctor_loops, text, text, text, timestamptz) is
  'The loop test, given up at `at`, since this leg is missing.';

create or replace function dashboard_refresh._unfired_loop(test dashboard_refresh.doctor_loops, at timestamptz)
returns dashboard_refresh.doctor_loops language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_why text := 'the watchdog has not fired since the test was asked for';
  v_hint text := 'See what the doctor says of cron_scheduler and watchdog_job.';
begin
  if to_regclass('cron.job') is not null then
    select trim(trailing '.' from problems.message), problems.hint
    into v_why, v_hint
    from (
      select * from dashboard_refresh._watchdog_problems(null::dashboard_refresh.views, at)
      union all
      select null::text, null, v_why, v_hint
    ) as problems
    where problems.code is null or problems.code in ('watchdog_missing', 'watchdog_failing', 'cron_stalled')
    order by problems.code is null
    limit 1;
  else
    v_why := 'pg_cron is not installed in this database';
  end if;

  return dashboard_refresh._broken_loop(test, 'pg_cron', v_why, v_hint, at);
end;
$$;
comment on function dashboard_refresh._unfired_loop(dashboard_refresh.doctor_loops, timestamptz) is
  'The loop test, given up because no watchdog has found it.';

create or replace function dashboard_refresh._unanswered_loop(
  test dashboard_refresh.doctor_loops,
  outcome dashboard_refresh.request_outcome,
  at timestamptz
)
returns dashboard_refresh.doctor_loops language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when outcome.state = 'queued' then dashboard_refresh._broken_loop(test, 'pg_net',
      'the ping is still in the queue of pg_net', 'select net.worker_restart();', at)
    when test.recorded_at is not null then dashboard_refresh._broken_loop(test, 'answer',
      'the answer of the Edge Function was not seen: pg_net still waits for it, or has lost it',
      'Nothing where the next test is complete: what pg_net knows is lost when the server crashes.', at)
    when outcome.state = 'answered' and outcome.status_code between 200 and 299 then
      dashboard_refresh._broken_loop(test, 'database',
        'the Edge Function has taken the ping, but its call to the database has not arrived',
        'See the logs of the Edge Function refresh-dashboard: whether it reaches the REST API of this project.', at)
    else dashboard_refresh._broken_loop(test, 'function',
      'neither an answer nor a call of the Edge Function has arrived, and pg_net gives no reason',
      'See whether project_url in Vault is that of this project, and the logs of the Edge Function.', at)
  end;
end;
$$;
comment on function dashboard_refresh._unanswered_loop(
  dashboard_refresh.doctor_loops, dashboard_refresh.request_outcome, timestamptz
) is
  'The loop test, given up because what was to come back has not.';

create or replace function dashboard_refresh._refused_loop(
  test dashboard_refresh.doctor_loops,
  outcome dashboard_refresh.request_outcome,
  at timestamptz
)
returns dashboard_refresh.doctor_loops language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._broken_loop(
    test,
    'function',
    case
      when outcome.state = 'failed' then format('the Edge Function could not be reached: %s', outcome.error_message)
      when outcome.status_code in (401, 403) then format('the Edge Function refused the signature (%s)', outcome.status_code)
      when outcome.status_code = 404 then 'there is no Edge Function refresh-dashboard of this release there (404)'
      else format('the Edge Function answered with %s', outcome.status_code)
    end,
    case
      when outcome.state = 'failed' then 'See whether project_url in Vault is that of this project.'
      when outcome.status_code in (401, 403, 404) then 'npx refresh-dashboard deploy'
      else 'See the logs of the Edge Function refresh-dashboard.'
    end,
    at
  );
end;
$$;
comment on function dashboard_refresh._refused_loop(
  dashboard_refresh.doctor_loops, dashboard_refresh.request_outcome, timestamptz
) is
  'The loop test, given up because the Edge Function could not be reached, or refused the ping.';
