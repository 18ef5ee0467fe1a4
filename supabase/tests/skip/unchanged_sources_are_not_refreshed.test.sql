\set committed
\ir ../support/sales.psql
begin;
\ir ../support/fixture.psql
select plan(11);

select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'the first tick refreshes');
select is(dashboard_refresh.tick('fixture.totals'), 'unchanged', 'the second tick has nothing to do');
select is((select count(*) from dashboard_refresh.runs), 1::bigint, 'a tick that has nothing to do writes no run');
select is(dashboard_refresh.status() -> 'skip' ->> 'possible', 'true', 'status says that changes are seen');
select is(
  (dashboard_refresh.status() -> 'skip' -> 'sources')::jsonb, '["fixture.sales"]', 'status says of which relations changes are seen'
);
update dashboard_refresh.view_state set last_duration = '1 minute', last_finished_at = clock_timestamp() where true;
select ok(
  (select verified_at >= data_as_of and verified_at <= clock_timestamp() from dashboard_refresh.view_state)
    or (select verified_at is null from dashboard_refresh.view_state),
  'such a tick may record until when that is known, never later than now'
);
insert into fixture.sales values ('eva', 1);
select is(dashboard_refresh.tick('fixture.totals'), 'paced', 'a change is seen at once by the session that made it');
update dashboard_refresh.view_state set last_duration = '0' where true;
select is(
  dashboard_refresh.tick('fixture.totals'), 'succeeded',
  'a change is refreshed as soon as the view need not rest'
);

select dashboard_refresh.reconfigure(settings => '{"skip_unchanged": false, "max_duty_cycle": 1}') \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'with skip_unchanged false every tick refreshes');

select dashboard_refresh.reconfigure(settings => '{"skip_unchanged": true, "force_after": "1 minute"}') \g /dev/null
update dashboard_refresh.view_state
set data_as_of = data_as_of - interval '61 seconds', verified_at = clock_timestamp()
where true;
select is(
  dashboard_refresh.tick('fixture.totals'), 'succeeded',
  'after force_after an unchanged view is refreshed all the same'
);

select is(
  dashboard_refresh.run(dashboard_refresh.request()) ->> 'status', 'succeeded',
  'a refresh that is requested is never skipped'
);

select * from finish();
rollback;
drop schema fixture cascade;
