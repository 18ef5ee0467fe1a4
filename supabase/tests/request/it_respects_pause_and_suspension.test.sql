begin;
\ir ../support/fixture.psql
select plan(6);

select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.request()$$, 'DR006', 'fixture.totals is paused', 'a paused view is not refreshed'
);
select lives_ok($$select dashboard_refresh.request(force => true)$$, 'unless the caller insists');

update dashboard_refresh.views set active = true where true;
update dashboard_refresh.view_state
set consecutive_failures = 5, failing_since = clock_timestamp(), retry_at = clock_timestamp() + interval '5 minutes'
where true;
select throws_ok(
  $$select dashboard_refresh.request()$$,
  'DR007', 'fixture.totals is suspended after 5 failures in a row', 'a suspended view is not refreshed'
);
select lives_ok($$select dashboard_refresh.request(force => true)$$, 'unless the caller insists');

select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null
select lives_ok($$select dashboard_refresh.request()$$, 'resuming a view ends its suspension');

update dashboard_refresh.view_state
set consecutive_failures = 5, failing_since = clock_timestamp(), retry_at = clock_timestamp() - interval '1 second'
where true;
select lives_ok($$select dashboard_refresh.request()$$, 'and so does time');

select * from finish();
rollback;
