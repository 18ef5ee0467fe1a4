/* The loop test: how far a ping has come. */

create or replace function dashboard_refresh._has_come_further(test dashboard_refresh.doctor_loops, at timestamptz)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select test.fired_at is not null or at > test.started_at + interval '150 seconds';
$$;
comment on function dashboard_refresh._has_come_further(dashboard_refresh.doctor_loops, timestamptz) is
  'False for a loop test that still waits, at `at`, for the watchdog to fire it. It is given up after 150 s.';

create or replace function dashboard_refresh._look_at_loop(test dashboard_refresh.doctor_loops, at timestamptz)
returns dashboard_refresh.doctor_loops language plpgsql
-- Volatile, as _request_outcome is. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  v_loop dashboard_refresh.doctor_loops := test;
  v_outcome dashboard_refresh.request_outcome;
begin
  if test.finished_at is not null or not dashboard_refresh._has_come_further(test, at) then
    return test;
  elsif test.fired_at is null then
    return dashboard_refresh._unfired_loop(test, at);
  elsif test.post_problem is not null then
    return dashboard_refresh._broken_loop(
      test, 'pg_net', test.post_problem, 'See what the doctor says of net_installed and of the checks of Vault.', at
    );
  end if;

  select * into v_outcome
  from dashboard_refresh._request_outcome(test.http_request_id, test.id::text, test.fired_at);

  -- pg_net tells the beginning of the batch, which may be a little before.
  v_loop.sent_at := case when v_outcome.begun_at is not null then greatest(v_outcome.begun_at, test.fired_at) end;

  if v_outcome.state = 'failed' or v_outcome.status_code not between 200 and 299 then
    return dashboard_refresh._refused_loop(v_loop, v_outcome, at);
  elsif v_outcome.state = 'answered' and test.recorded_at is not null then
    v_loop.answered_at := greatest(at, test.recorded_at);
    v_loop.finished_at := v_loop.answered_at;
    return v_loop;
  elsif at > coalesce(test.recorded_at, test.fired_at) + interval '1 minute' then
    return dashboard_refresh._unanswered_loop(v_loop, v_outcome, at);
  end if;

  return v_loop;
end;
$$;
comment on function dashboard_refresh._look_at_loop(dashboard_refresh.doctor_loops, timestamptz) is
  'The loop test as it is at `at`, by what pg_net knows of its ping: still running, complete, or given up with the first '
  'leg that is missing and the reason.';
