begin;
\ir ../support/fixture.psql
select plan(15);

-- The ledger, added up, less what the totals say, and the reverse: nothing, while no run was deleted.
create function pg_temp.differences() returns setof text language sql as $$
  with ledger as (
    select
      runs.view_id, runs.status, runs.trigger, runs.path, count(*) as runs, count(runs.started_at) as refreshes,
      coalesce(sum(extract(epoch from runs.finished_at - runs.started_at)), 0) as seconds,
      coalesce(sum(runs.rows_inserted), 0) as inserted, coalesce(sum(runs.rows_deleted), 0) as deleted
    from dashboard_refresh.runs
    where runs.status <> 'queued'
    group by runs.view_id, runs.status, runs.trigger, runs.path
  ),
  totals as (
    select
      view_id, status, trigger, path, sum(runs) as runs, sum(refreshes) as refreshes, sum(seconds) as seconds,
      sum(rows_inserted) as inserted, sum(rows_deleted) as deleted
    from dashboard_refresh.run_totals
    group by view_id, status, trigger, path
  )
  (select 'not counted: ' || ledger::text from ledger except select 'not counted: ' || totals::text from totals)
  union all
  (select 'too many: ' || totals::text from totals except select 'too many: ' || ledger::text from ledger)
$$;
create function pg_temp.refresh(view text) returns text language sql as $$
  select dashboard_refresh.run(dashboard_refresh.request(view)) ->> 'status'
$$;
create function pg_temp.has(status text) returns bigint language sql as $$
  select coalesce(sum(run_totals.runs), 0)::bigint from dashboard_refresh.run_totals where run_totals.status = has.status
$$;

create materialized view fixture.grand_total as select sum(amount) as amount from fixture.totals;
create unique index on fixture.grand_total (amount);
select dashboard_refresh.manage('fixture.grand_total', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"max_duty_cycle": 1}') \g /dev/null
delete from dashboard_refresh.runs where true;

select dashboard_refresh.request('fixture.totals'), dashboard_refresh.request('fixture.totals') \g /dev/null
insert into fixture.sales values ('eva', 7);
select is(pg_temp.refresh('fixture.totals'), 'succeeded', 'a refresh that serves two others succeeds');
select is_empty('select pg_temp.differences()', 'a refresh is counted, and so are the runs that it served');
select results_eq(
  $$select sum(runs), sum(refreshes), sum(rows_inserted) > 0 from dashboard_refresh.run_totals where status = 'succeeded'$$,
  $$values (3::numeric, 1::numeric, true)$$, 'those that it served were no refreshes of their own'
);
select pg_temp.refresh('fixture.grand_total') \g /dev/null

drop index fixture.totals_seller_idx;
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"concurrently": "always"}') \g /dev/null
select is(pg_temp.refresh('fixture.totals'), 'failed', 'a refresh that cannot be concurrent fails');
select is_empty('select pg_temp.differences()', 'a failure is counted, and so is that of what reads the view');
create unique index on fixture.totals (seller);
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"active": true, "concurrently": null}') \g /dev/null

-- Nobody picked it up.
insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
select id, 'cron', 'edge', now() - interval '2 minutes' from dashboard_refresh.views where view_name = 'totals';
select pg_temp.watchdog(clock_timestamp() + interval '1 minute') \g /dev/null
select cmp_ok(pg_temp.has('lost'), '>=', 1::bigint, 'a run that nobody picked up is counted');
select is_empty('select pg_temp.differences()', 'a run that nobody picked up is counted once, with what made up for it');

-- Its tick never came.
select pg_temp.ticks_are_due(now() - interval '5 minutes') \g /dev/null
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is_empty('select pg_temp.differences()', 'a tick that never came is counted');

-- A tick that failed.
insert into cron.job_run_details (jobid, runid, job_pid, database, username, command, status, return_message, start_time, end_time)
values (1, 999999999, 1, current_database(), current_user, dashboard_refresh._tick_command('fixture.totals'), 'failed', 'died',
  clock_timestamp() - interval '20 seconds', clock_timestamp() - interval '10 seconds');
update dashboard_refresh.views set managed_at = now() - interval '1 day' where true;
select dashboard_refresh._record_failed_ticks(clock_timestamp()) \g /dev/null
select is((select count(*) from dashboard_refresh.runs where cron_run_id = 999999999), 1::bigint, 'a tick that failed is a lost run');
select is_empty('select pg_temp.differences()', 'a tick that failed is counted');

-- Paused before it ran.
select dashboard_refresh.request('fixture.grand_total', 'watchdog') as run_id \gset
select dashboard_refresh.reconfigure('fixture.grand_total', settings => '{"active": false}') \g /dev/null
select is(dashboard_refresh.run(:'run_id') ->> 'status', 'lost', 'a run of a view that was paused since is lost');
select is_empty('select pg_temp.differences()', 'a run of a view that was paused since is counted');

select dashboard_refresh.cancel(dashboard_refresh.request('fixture.totals')) \g /dev/null
select is(pg_temp.has('cancelled'), 1::bigint, 'a run that was cancelled is counted');
select is_empty('select pg_temp.differences()', 'a run that was cancelled is counted once');

create temporary table before as select sum(runs) as runs from dashboard_refresh.run_totals;
update dashboard_refresh.runs
set requested_at = requested_at - interval '1 month', finished_at = finished_at - interval '1 month'
where status <> 'queued';
select dashboard_refresh._delete_expired(now()) \g /dev/null
select is(
  (select sum(runs) from dashboard_refresh.run_totals), (select runs from before), 'what the ledger forgets stays counted'
);

select * from finish();
rollback;
