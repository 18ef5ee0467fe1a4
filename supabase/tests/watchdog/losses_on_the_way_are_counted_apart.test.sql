begin;
\ir ../support/fixture.psql
select plan(21);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret', 'refresh_dashboard_alert_url');
select vault.create_secret('https://demo.supabase.co/', 'project_url') \g /dev/null
select vault.create_secret('whsec_' || encode(sha256('one'), 'base64'), 'refresh_dashboard_trigger_secret') \g /dev/null
select dashboard_refresh.reconfigure(
  settings => '{"path": "auto", "skip_unchanged": false, "max_duty_cycle": 1, "failure_limit": 2, "max_staleness": "1 day"}'
) \g /dev/null
select pg_temp.ticks_are_due('infinity') \g /dev/null

-- A tick whose request comes to nothing, and the minute after it. What has been sent was sent so long ago.
create function pg_temp.lose(minutes integer) returns text language plpgsql as $$
declare
  v_outcome constant text := dashboard_refresh.tick('fixture.totals');
begin
  perform pg_temp.watchdog(clock_timestamp() + minutes * interval '1 minute');
  return v_outcome;
end;
$$;
create function pg_temp.alerts() returns text[] language sql as $$
  select coalesce(array_agg(kind order by kind), '{}') from dashboard_refresh.alerts
$$;

select is(pg_temp.lose(1), 'requested', 'a tick asks the Edge Function');
select results_eq(
  'select trigger, status from dashboard_refresh.runs order by requested_at',
  $$values ('cron', 'lost'), ('watchdog', 'succeeded')$$,
  'a run lost on the way is made up for'
);
select results_eq(
  'select consecutive_losses, consecutive_failures, function_retry_at from dashboard_refresh.view_state',
  $$values (1, 0, null::timestamptz)$$, 'a loss on the way is no failure of the view'
);
select is(pg_temp.alerts(), '{}', 'nobody is alerted of the first loss');
select is(pg_temp.lose(2), 'requested', 'the Edge Function is asked again');
select is(pg_temp.lose(3), 'requested', 'and once more');
select is(pg_temp.alerts(), '{function_failing}', 'the third loss in a row alerts');
select matches(
  (select summary from dashboard_refresh.alerts),
  'the Edge Function lost its last 3 runs, so refreshes run in the database, and it is tried again at .* Last: the Edge Function did not run it in time',
  'the alert says what is the matter, what is done about it, and why'
);
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'after three losses in a row auto refreshes in the database');
select matches(
  dashboard_refresh.status() -> 'path' ->> 'reason', '^the last 3 runs sent to the Edge Function were lost; it is tried again at ',
  'status says why'
);
select ok(
  (dashboard_refresh.status() -> 'problems')::jsonb @> '[{"code": "function_failing", "severity": "warning"}]',
  'it is a problem in status'
);
select is(
  (dashboard_refresh.status() -> 'suspended')::jsonb, 'null'::jsonb, 'no number of losses suspends the view'
);

-- The pause is over.
update dashboard_refresh.view_state set function_retry_at = clock_timestamp() where true;
select is(pg_temp.lose(20), 'requested', 'after the pause the Edge Function is tried again');
select ok(
  (select function_retry_at from dashboard_refresh.view_state)
    between clock_timestamp() + interval '39 minutes' and clock_timestamp() + interval '41 minutes',
  'the pause after another loss is twice as long'
);
select is(pg_temp.alerts(), '{function_failing}', 'a loss more is not reported again');

-- 288 ticks a day.
update dashboard_refresh.view_state set consecutive_losses = 100, function_retry_at = clock_timestamp() where true;
select pg_temp.lose(30) \g /dev/null
select ok(
  (select function_retry_at from dashboard_refresh.view_state)
    between clock_timestamp() + interval '6 hours' and clock_timestamp() + interval '7 hours',
  'a pause is not longer than six hours'
);

update dashboard_refresh.view_state set function_retry_at = clock_timestamp() where true;
select is(dashboard_refresh.tick('fixture.totals'), 'requested', 'the Edge Function is tried once more');
select is(
  (select dashboard_refresh.run(id, 'edge') ->> 'status' from dashboard_refresh.runs where status = 'queued'), 'succeeded',
  'it is there again'
);
select is(pg_temp.alerts(), '{function_failing,recovered}', 'that it is there again is reported once');
select results_eq(
  'select consecutive_losses, function_retry_at from dashboard_refresh.view_state', $$values (0, null::timestamptz)$$,
  'losses are forgotten then'
);
select is(dashboard_refresh.status() -> 'path' ->> 'effective', 'edge', 'and the Edge Function is used');

select * from finish();
rollback;
