begin;
\ir ../support/fixture.psql
select plan(10);

create function pg_temp.due() returns timestamptz language sql as $$
  select tick_due_at from dashboard_refresh.view_state
$$;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
delete from dashboard_refresh.runs where true;

-- A tick of the old schedule was due an hour ago and never came; the settings have changed since.
select pg_temp.ticks_are_due(clock_timestamp() - interval '1 hour') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"schedule": "0 0 1 1 *", "max_staleness": "1 day"}') \g /dev/null
select is(
  (select tick_due_revision = revision from dashboard_refresh.view_state join dashboard_refresh.views on id = view_id), false,
  'after a change of settings the firing that is due counts as unknown'
);
select results_eq(
  $$select view from dashboard_refresh.views where id = any (dashboard_refresh._views_to_check(clock_timestamp()))$$,
  array['fixture.totals'], 'the watchdog looks at a view whose settings have changed'
);
create temporary table now_is as select clock_timestamp() as at;
select pg_temp.watchdog(at) from now_is \g /dev/null
select is(
  pg_temp.due(), (select dashboard_refresh._next_firing('0 0 1 1 *', at) from now_is),
  'the watchdog computes the next firing from the new schedule'
);
select is_empty($$select from dashboard_refresh.runs$$, 'the tick of the old schedule is not held against the new one');
select is(
  (select ticks_missed_since from dashboard_refresh.view_state), null,
  'a tick of the old schedule is not taken for an outage'
);
select is_empty(
  $$select unnest(dashboard_refresh._views_to_check(clock_timestamp()))$$,
  'once the next firing is computed there is nothing to look at'
);

-- A schedule that fires more often must not wait for the old, later firing.
select dashboard_refresh.reconfigure(settings => '{"schedule": "* * * * *"}') \g /dev/null
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select cmp_ok(
  pg_temp.due(), '<=', clock_timestamp() + interval '1 minute',
  'a schedule that fires more often makes a tick due sooner'
);
select pg_temp.watchdog(clock_timestamp() + interval '5 minutes') \g /dev/null
select results_eq(
  $$select error_message from dashboard_refresh.runs where status = 'lost'$$,
  array['pg_cron did not fire the job refresh-totals'], 'a tick of the new schedule is missed when it does not come'
);

delete from dashboard_refresh.runs where true;
select dashboard_refresh.reconfigure(settings => '{"scheduled": false}') \g /dev/null
select is_empty(
  $$select unnest(dashboard_refresh._views_to_check(clock_timestamp() + interval '5 minutes'))$$,
  'a view without a job is owed no tick'
);
select dashboard_refresh.reconfigure(settings => '{"scheduled": true}') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '1 hour') \g /dev/null
select cmp_ok(
  pg_temp.due(), '>', clock_timestamp() + interval '1 hour',
  'one that gets its job back is owed the next, and none from before'
);

select * from finish();
rollback;
