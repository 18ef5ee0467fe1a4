begin;
\ir ../support/fixture.psql
select plan(35);

create function pg_temp.value(name text, labels text default '{fixture.totals}') returns numeric language sql as $$
  select (sample ->> 1)::numeric
  from json_array_elements(dashboard_refresh.metrics() -> 'metrics') as metric
  cross join json_array_elements(metric -> 'samples') as sample
  where metric ->> 'name' = 'refresh_dashboard_' || value.name
    and array(select json_array_elements_text(sample -> 0)) = value.labels::text[]
$$;

select is(pg_temp.value('database_info', format('{%s}', dashboard_refresh.version())), 1.0, 'the version is a label');
select cmp_ok(
  abs(pg_temp.value('database_clock_timestamp_seconds', '{}') - extract(epoch from clock_timestamp())), '<', 5.0,
  'the clock is that of the database'
);
select is(pg_temp.value('managed_views', '{}'), 1.0, 'the managed views are counted');
create materialized view fixture.nobodys as select 1 as one;
select is(
  pg_temp.value('unmanaged_views', '{}'), (select count(*) - 1.0 from pg_matviews),
  'the materialized views that are not managed are counted'
);
select is(pg_temp.value('read_only', '{}'), 0.0, 'a database that can be written is not read-only');

select is(pg_temp.value('view_as_of_timestamp_seconds'), null, 'before the first refresh it is not known how fresh the data is');
select is(pg_temp.value('view_last_refresh_duration_seconds'), null, 'before the first refresh none has a duration');
select is(pg_temp.value('view_state', '{fixture.totals,unknown}'), 1.0, 'a view of which nothing is known is unknown');
select is(pg_temp.value('view_state', '{fixture.totals,fresh}'), 0.0, 'and not in another state');
select is(pg_temp.value('view_promise_kept'), 0.0, 'it does not keep its promise');
select is(pg_temp.value('view_problem', '{fixture.totals,not_known}'), 1.0, 'it has a problem');

select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
update dashboard_refresh.view_state set fingerprint = 'another' where true;
select is(
  pg_temp.value('view_as_of_timestamp_seconds'), (select extract(epoch from data_as_of) from dashboard_refresh.view_state),
  'how fresh the data is is told as a time'
);
select is(pg_temp.value('view_state', '{fixture.totals,fresh}'), 1.0, 'a view that was refreshed is fresh');
select is(pg_temp.value('view_promise_kept'), 1.0, 'it keeps its promise');
select is(pg_temp.value('view_max_staleness_seconds'), 600.0, 'the promise is told in seconds');
select is(
  pg_temp.value('view_last_refresh_duration_seconds'),
  (select extract(epoch from last_duration) from dashboard_refresh.view_state), 'the last duration is told in seconds'
);
select cmp_ok(
  pg_temp.value('view_next_run_timestamp_seconds'), '>', extract(epoch from clock_timestamp()), 'the next firing is to come'
);
select is(pg_temp.value('view_expected_fresh'), 1.0, 'a view with a job is expected to be fresh');
select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select is(pg_temp.value('view_expected_fresh'), 0.0, 'a paused view is not');
select is(pg_temp.value('view_paused'), 1.0, 'a paused view is told');
select is(pg_temp.value('view_next_run_timestamp_seconds'), null, 'a paused view has no next firing');
select dashboard_refresh.reconfigure(settings => '{"active": true, "scheduled": false}') \g /dev/null
select is(pg_temp.value('view_expected_fresh'), 0.0, 'a view without a job is not expected to be fresh');
select dashboard_refresh.reconfigure(settings => '{"scheduled": true}') \g /dev/null

select pg_temp.has_failed(5, clock_timestamp() + interval '5 minutes') \g /dev/null
select is(pg_temp.value('view_suspended'), 1.0, 'a suspended view is told');
select is(pg_temp.value('view_consecutive_failures'), 5.0, 'failures in a row are counted');
update dashboard_refresh.view_state set open_alerts = '{stale}' where true;
select is(pg_temp.value('view_open_alert', '{fixture.totals,stale}'), 1.0, 'an open alert is told');
select is(pg_temp.value('view_open_alert', '{fixture.totals,failing}'), null, 'one that is not open is not');
insert into dashboard_refresh.alerts
  (view_id, kind, summary, facts, created_at, next_attempt_at, attempts, status, finished_at, error_message)
select id, 'stale', 'x', '{}', clock_timestamp(), now(), 3, 'failed', now(), 'timeout' from dashboard_refresh.views;
select is(pg_temp.value('alerts_undelivered', '{}'), 1.0, 'a view whose last alert did not arrive is counted');

delete from dashboard_refresh.run_totals where true;
insert into dashboard_refresh.run_totals
  (view_id, status, trigger, path, runs, refreshes, seconds, rows_inserted, rows_deleted, part)
select id, status, 'cron', 'edge', 4, 5, 2.5, 11, 3, part
from dashboard_refresh.views cross join unnest(array['succeeded', 'failed']) as statuses (status)
cross join unnest(array[0, 77]) as parts (part);
update dashboard_refresh.view_state set skipped_ticks = 9, seconds_saved = 4.5 where true;
select is(pg_temp.value('runs_total', '{fixture.totals,succeeded,cron,edge}'), 8.0, 'runs are counted by how they ended, and added up of all sessions that counted');
select is(
  pg_temp.value('refresh_seconds_total', '{fixture.totals,failed,cron,edge}'), 5.0, 'so are the seconds that they took'
);
select is(pg_temp.value('rows_inserted_total'), 44.0, 'rows are counted by view');
select is(pg_temp.value('ticks_skipped_total'), 9.0, 'ticks that skip are counted');
select is(pg_temp.value('seconds_saved_total'), 4.5, 'so is what they saved');

select is(pg_temp.value('loop_last_success_timestamp_seconds', '{}'), null, 'without a loop test none has come through');
insert into dashboard_refresh.doctor_loops
  (started_at, started_by, fired_at, sent_at, received_at, recorded_at, answered_at, finished_at)
select now(), 'ana', now() + '1 s', now() + '3 s', now() + '6 s', now() + '10 s', now() + '15 s', now() + '20 s';
select is(
  pg_temp.value('loop_last_success_timestamp_seconds', '{}'), extract(epoch from now() + '20 s'),
  'when a loop test came through is told'
);
select is(pg_temp.value('loop_leg_seconds', '{function}'), 3.0, 'so is how long each leg took');

select * from finish();
rollback;
