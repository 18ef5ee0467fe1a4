begin;
\ir ../support/fixture.psql
select plan(11);

select dashboard_refresh.reconfigure(settings => '{"failure_limit": 2}') \g /dev/null
call pg_temp.hide_view();

select is(dashboard_refresh.tick('fixture.totals'), 'failed', 'a tick of a view that is gone fails');
select is(pg_temp.suspended_until(), null, 'a first failure suspends nothing');
select is(dashboard_refresh.tick('fixture.totals'), 'failed', 'a second tick fails too');
select ok(
  (select pg_temp.suspended_until() - last_finished_at from dashboard_refresh.view_state)
    between interval '3 minutes 45 seconds' and interval '5 minutes',
  'failure_limit failures in a row suspend for five minutes, less up to a quarter'
);
select is(dashboard_refresh.tick('fixture.totals'), 'suspended', 'ticks of a suspended view do nothing');

update dashboard_refresh.view_state set retry_at = clock_timestamp() where true;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select ok(
  (select pg_temp.suspended_until() - last_finished_at from dashboard_refresh.view_state)
    between interval '7 minutes 30 seconds' and interval '10 minutes',
  'another failure suspends for twice as long'
);
select results_eq(
  $$select dashboard_refresh._retry_delay(500, 5, 'lasting', 0), dashboard_refresh._retry_delay(500, 5, 'transient', 1)$$,
  $$values (interval '1 hour', interval '45 minutes')$$,
  'a suspension never lasts more than an hour'
);
select results_eq(
  $$
    select failures, dashboard_refresh._retry_delay(failures, 5, 'transient', 0)
    from generate_series(1, 6) as streaks (failures)
  $$,
  $$
    values (1, interval '1 minute'), (2, '2 minutes'), (3, '4 minutes'), (4, '8 minutes'), (5, '5 minutes'),
      (6, '10 minutes')
  $$,
  'a failure that may pass by itself is retried between the ticks'
);
select is(
  dashboard_refresh._retry_delay(4, 5, 'lasting', 0), null,
  'a failure that somebody must fix is not retried below the limit'
);

select dashboard_refresh.reconfigure(settings => '{"failure_limit": 4}') \g /dev/null
select is(pg_temp.suspended_until(), null, 'a limit that is raised beyond them ends the suspension');

alter materialized view fixture.gone rename to totals;
select dashboard_refresh.run(dashboard_refresh.request(force => true)) \g /dev/null
select results_eq(
  $$
    select consecutive_failures, failing_since, failure_kind, retry_at, pg_temp.suspended_until()
    from dashboard_refresh.view_state
  $$,
  $$values (0, null::timestamptz, null::text, null::timestamptz, null::timestamptz)$$,
  'any success ends the streak of failures'
);

select * from finish();
rollback;
