begin;
\ir ../support/fixture.psql
select plan(19);

select dashboard_refresh.reconfigure(settings => '{"failure_limit": 2, "max_duty_cycle": 1}') \g /dev/null
call pg_temp.hide_view();
select dashboard_refresh.tick('fixture.totals') from generate_series(1, 2) \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'suspended', 'after two failures the view is suspended');
create temporary table states as select *, ctid as place, xmin::text as writer from dashboard_refresh.view_state;

select dashboard_refresh.reconfigure(settings => '{"max_staleness": "20 minutes"}') \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'suspended', 'a change of another setting leaves it suspended');

select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null
select results_eq(
  'select *, ctid, xmin::text from dashboard_refresh.view_state', 'table states',
  'resuming writes nothing into the state'
);
select is(pg_temp.suspended_until(), null, 'the view is not suspended any more');
select is((dashboard_refresh.status() -> 'suspended')::jsonb, 'null', 'status shows no suspension');
select lives_ok($$select dashboard_refresh.request()$$, 'a refresh can be requested without force');
delete from dashboard_refresh.runs where status = 'queued';

select is(dashboard_refresh.tick('fixture.totals'), 'failed', 'the next tick tries again');
select results_eq(
  $$
    select consecutive_failures, failing_revision = revision
    from dashboard_refresh.view_state join dashboard_refresh.views on id = view_id
  $$,
  $$values (1, true)$$,
  'a failure after the resume is the first of a new streak'
);
select is(pg_temp.suspended_until(), null, 'the first failure after the resume suspends nothing');
select is(dashboard_refresh.tick('fixture.totals'), 'failed', 'the tick after that fails too');
select is(
  dashboard_refresh.tick('fixture.totals'), 'suspended',
  'a second failure after the resume suspends the view again'
);

-- The default of active is true.
select dashboard_refresh.reconfigure(settings => '{"active": null}') \g /dev/null
select is(pg_temp.suspended_until(), null, 'null for active resumes it too, since that sets true');
select dashboard_refresh.tick('fixture.totals') from generate_series(1, 2) \g /dev/null
select dashboard_refresh.manage('fixture.totals', settings => '{"active": true}') \g /dev/null
select is(pg_temp.suspended_until(), null, 'managing a view again with active true resumes it too');

-- Pausing is no resuming.
select dashboard_refresh.tick('fixture.totals') from generate_series(1, 2) \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select isnt(pg_temp.suspended_until(), null, 'a pause does not end a suspension');
select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null

select dashboard_refresh.tick('fixture.totals') \g /dev/null
alter materialized view fixture.gone rename to totals;
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'a success ends what was left of the streak');
select is(
  (select consecutive_failures from dashboard_refresh.view_state), 0,
  'a success writes the end of the streak into the state'
);

-- As by a clock that was set back after the view was resumed.
select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null
drop materialized view fixture.totals;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
update dashboard_refresh.view_state set failing_since = failing_since - interval '1 day' where true;
select is(
  dashboard_refresh.tick('fixture.totals'), 'failed',
  'a view may fail again at a time before its resume, by a clock that was set back'
);
select is(
  (select consecutive_failures from dashboard_refresh.view_state), 2,
  'failures that came after a resume count even when they are dated before it'
);
select is(dashboard_refresh.tick('fixture.totals'), 'suspended', 'such failures suspend the view');

select * from finish();
rollback;
