begin;
\ir ../support/fixture.psql
select plan(6);

select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.request()$$, 'DR006', 'fixture.totals is paused', 'a paused view is not refreshed'
);
select lives_ok($$select dashboard_refresh.request(force => true)$$, 'force refreshes a paused view all the same');

update dashboard_refresh.views set active = true where true;
select pg_temp.has_failed(5, clock_timestamp() + interval '5 minutes') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.request()$$,
  'DR007', 'fixture.totals is suspended after 5 failures in a row', 'a suspended view is not refreshed'
);
select lives_ok($$select dashboard_refresh.request(force => true)$$, 'force refreshes a suspended view all the same');

select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null
select lives_ok($$select dashboard_refresh.request()$$, 'resuming a view ends its suspension');

select pg_temp.has_failed(5, clock_timestamp() - interval '1 second') \g /dev/null
select lives_ok($$select dashboard_refresh.request()$$, 'a suspension whose time is over does not stop a request');

select * from finish();
rollback;
