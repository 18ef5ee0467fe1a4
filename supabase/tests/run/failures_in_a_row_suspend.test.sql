begin;
\ir ../support/fixture.psql
select plan(8);

select dashboard_refresh.reconfigure(failure_limit => 2) \g /dev/null
alter materialized view fixture.totals rename to gone;

select is(dashboard_refresh.tick('fixture.totals'), 'failed', 'a first failure');
select is((select retry_at from dashboard_refresh.views), null, 'suspends nothing');
select is(dashboard_refresh.tick('fixture.totals'), 'failed', 'a second in a row');
select is(
  (select retry_at - last_finished_at from dashboard_refresh.views), interval '5 minutes', 'suspends for five minutes'
);
select is(dashboard_refresh.tick('fixture.totals'), 'suspended', 'meanwhile ticks do nothing');

update dashboard_refresh.views set retry_at = clock_timestamp() where true;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is(
  (select retry_at - last_finished_at from dashboard_refresh.views), interval '10 minutes', 'a third for twice as long'
);
select is(dashboard_refresh._backoff(500), interval '1 hour', 'and never for more than an hour');

alter materialized view fixture.gone rename to totals;
select dashboard_refresh.run(dashboard_refresh.request(force => true)) \g /dev/null
select results_eq(
  $$select consecutive_failures, failing_since, retry_at from dashboard_refresh.views$$,
  $$values (0, null::timestamptz, null::timestamptz)$$,
  'a success of any kind ends it'
);

select * from finish();
rollback;
