begin;
\ir ../support/fixture.psql
select plan(6);

select dashboard_refresh.reconfigure(settings => '{"skip_unchanged": false}') \g /dev/null
select dashboard_refresh.tick('fixture.totals') \g /dev/null
update dashboard_refresh.view_state set last_duration = '40 seconds', last_finished_at = clock_timestamp() where true;

select is(
  (
    select dashboard_refresh._rests_until(views, view_state) - last_finished_at
    from dashboard_refresh.views join dashboard_refresh.view_state on view_id = id
  ),
  interval '40 seconds',
  'with half of the time for refreshes, one that took 40 s is followed by 40 s of rest'
);
select is(dashboard_refresh.tick('fixture.totals'), 'paced', 'while a view rests a tick does nothing');
select is(
  dashboard_refresh.status() -> 'problems' -> 0 ->> 'code', 'held_back', 'status says that a view rests'
);
select is(
  dashboard_refresh.run(dashboard_refresh.request()) ->> 'status', 'succeeded',
  'a refresh that is requested does not wait for the rest to end'
);

update dashboard_refresh.view_state set last_duration = '40 seconds', last_finished_at = clock_timestamp() where true;
select dashboard_refresh.reconfigure(settings => '{"max_duty_cycle": 1}') \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'with all of the time for refreshes there is no rest');
select throws_ok(
  $$select dashboard_refresh.reconfigure(settings => '{"max_duty_cycle": 1.5}')$$,
  'DR004', 'max_duty_cycle must be from 0.001 to 1, a share of time.', 'more than all of the time there is not'
);

select * from finish();
rollback;
