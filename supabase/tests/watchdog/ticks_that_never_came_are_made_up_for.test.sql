\set committed
\ir ../support/sales.psql
begin;
\ir ../support/fixture.psql
select plan(14);

update dashboard_refresh.views
set schedule = '* * * * *', max_staleness = '1 day', force_after = '1 day'
where true;
-- What changes is a plain view beneath: of a transaction that has changed a table itself no tick would skip.
create view fixture.sold as select * from fixture.sales;
drop materialized view fixture.totals;
create materialized view fixture.totals as
  select sold.seller, sum(sold.amount) as amount from fixture.sold group by sold.seller;
create unique index totals_seller_idx on fixture.totals (seller);
create function pg_temp.sell(seller text) returns void language plpgsql as $$
begin
  execute format('create or replace view fixture.sold as %s union all select %L, 1',
    rtrim(pg_get_viewdef('fixture.sold'::regclass), ';'), seller);
end;
$$;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
delete from dashboard_refresh.runs where true;
select pg_temp.sell('eva') \g /dev/null

-- The job is there in cron.job, and nothing of it in the log: as with a scheduler that is dead.
-- Due from a minute from now on, every minute.
select pg_temp.ticks_are_due(clock_timestamp() + interval '1 minute') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '1 minute 44 seconds') \g /dev/null
select is_empty($$select from dashboard_refresh.runs$$, 'a tick of this minute gets its time');

select pg_temp.watchdog(clock_timestamp() + interval '10 minutes') \g /dev/null
select results_eq(
  $$select trigger, path, status, error_message from dashboard_refresh.runs order by requested_at$$,
  $$
    values
      ('cron', 'database', 'lost', 'pg_cron did not fire the job refresh-totals'),
      ('watchdog', 'database', 'succeeded', null)
  $$,
  'nine ticks that never came are one lost run, and one refresh'
);
select isnt_empty(
  $$select from fixture.totals where seller = 'eva'$$,
  'a refresh in place of missed ticks makes the data fresh'
);
select is(
  (select consecutive_failures from dashboard_refresh.view_state), 0,
  'a missed tick is no failure of the view'
);
select ok(
  (select ticks_missed_since from dashboard_refresh.view_state) < clock_timestamp() + interval '61 seconds',
  'the outage is known by its first tick'
);
select is(
  (
    select problem ->> 'code' from json_array_elements(dashboard_refresh.status() -> 'problems') as problem
    where problem ->> 'code' = 'ticks_missing'
  ),
  'ticks_missing',
  'status reports that ticks are missing'
);

select pg_temp.watchdog(clock_timestamp() + interval '12 minutes') \g /dev/null
select is(
  (select count(*) from dashboard_refresh.runs), 2::bigint,
  'while nothing changes, the outage costs nothing more'
);

-- Told apart from the first by its transaction, as changes are that are committed.
savepoint nora;
select pg_temp.sell('nora') \g /dev/null
release savepoint nora;
select pg_temp.watchdog(clock_timestamp() + interval '14 minutes') \g /dev/null
select isnt_empty(
  $$select from fixture.totals where seller = 'nora'$$,
  'during an outage the watchdog sees changes in place of the ticks'
);
select is(
  (select count(*) from dashboard_refresh.runs where status = 'lost'), 1::bigint, 'the outage is recorded once'
);

-- pg_cron's word for a tick that skipped.
insert into cron.job_run_details (jobid, runid, command, status, start_time, end_time)
select jobid, 900000001, command, 'succeeded', clock_timestamp() + interval '16 minutes', clock_timestamp() + interval '16 minutes'
from cron.job
where jobname = 'refresh-totals';
select pg_temp.watchdog(clock_timestamp() + interval '16 minutes 50 seconds') \g /dev/null
select is((select ticks_missed_since from dashboard_refresh.view_state), null, 'a tick ends the outage');
select is((select count(*) from dashboard_refresh.runs), 3::bigint, 'nothing is done in place of a tick that came');

select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '1 hour') \g /dev/null
select is((select count(*) from dashboard_refresh.runs), 3::bigint, 'a view that is paused is owed no tick');

select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '1 hour') \g /dev/null
select cmp_ok(
  (select tick_due_at from dashboard_refresh.view_state), '>', clock_timestamp() + interval '1 hour',
  'a view that is resumed is owed the next tick'
);
select is(
  (select count(*) from dashboard_refresh.runs), 3::bigint,
  'a view that is resumed is owed no tick from before'
);

select * from finish();
rollback;
drop schema fixture cascade;
