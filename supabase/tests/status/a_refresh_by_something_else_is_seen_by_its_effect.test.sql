begin;
\ir ../support/fixture.psql
select plan(21);

create function pg_temp.seen() returns boolean language sql as $$
  select exists (
    select from json_array_elements(dashboard_refresh.status() -> 'problems') as problems (problem)
    where problem ->> 'code' = 'refreshed_elsewhere'
  )
$$;
-- Whether the counters are known exactly depends on what other sessions of the server did just now; and they keep what was
-- rolled back.
create procedure pg_temp.all_have_reported() language sql as $$
  update dashboard_refresh.view_state
  set is_rows_written_exact = true, rows_written = dashboard_refresh._rows_written('fixture.totals'::regclass)
  where true;
$$;
select dashboard_refresh.reconfigure(settings => '{"max_duty_cycle": 1, "skip_unchanged": false}') \g /dev/null

select is(pg_temp.seen(), false, 'a view that was never refreshed by a run tells nothing');
refresh materialized view fixture.totals;
select is(pg_temp.seen(), false, 'whatever others did before');
select dashboard_refresh.tick('fixture.totals') \g /dev/null
call pg_temp.all_have_reported();
select is(pg_temp.seen(), false, 'a run is no refresh by something else');
insert into fixture.sales values ('zoe', 1);
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is(pg_temp.seen(), false, 'nor are several');
select is((select is_rows_written_exact from dashboard_refresh.view_state), true, 'what was known exactly stays so');

-- By its counters: a concurrent refresh that changes something.
savepoint clean;
insert into fixture.sales values ('eva', 1);
refresh materialized view concurrently fixture.totals;
select is(pg_temp.seen(), true, 'a concurrent refresh by hand is seen');
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is(pg_temp.seen(), true, 'still after the next run');
select isnt((select refreshed_elsewhere_at from dashboard_refresh.view_state), null, 'which has noted it');
select dashboard_refresh.tick('fixture.totals') \g /dev/null
update dashboard_refresh.view_state set refreshed_elsewhere_at = now() - interval '23 hours' where true;
select is(pg_temp.seen(), true, 'for a day');
update dashboard_refresh.view_state set refreshed_elsewhere_at = now() - interval '25 hours' where true;
select is(pg_temp.seen(), false, 'and no longer, as the hint says');
rollback to clean;
call pg_temp.all_have_reported();

-- By its file: a plain one, whether it changes anything or not.
refresh materialized view fixture.totals;
select is(pg_temp.seen(), true, 'a plain refresh by hand is seen');
rollback to clean;
call pg_temp.all_have_reported();

-- By whatever: here a trigger on the source.
create function fixture.on_sale() returns trigger language plpgsql as $$
begin
  refresh materialized view concurrently fixture.totals;
  return null;
end $$;
create trigger refresh_totals after insert on fixture.sales for each statement execute function fixture.on_sale();
insert into fixture.sales values ('mia', 1);
select is(pg_temp.seen(), true, 'a trigger that refreshes the view is seen');
rollback to clean;
call pg_temp.all_have_reported();

-- What is not seen.
refresh materialized view concurrently fixture.totals;
select is(pg_temp.seen(), false, 'a concurrent refresh that changes nothing leaves no trace');
analyze fixture.totals;
create index on fixture.totals (amount);
select is(pg_temp.seen(), false, 'nor does what is no refresh');
rollback to clean;
call pg_temp.all_have_reported();
refresh materialized view fixture.totals with no data;
select is(pg_temp.seen(), false, 'a view that was emptied is a problem of another kind');
rollback to clean;
call pg_temp.all_have_reported();
drop materialized view fixture.totals;
create materialized view fixture.totals as select seller, sum(amount) as amount from fixture.sales group by seller;
create unique index on fixture.totals (seller);
select is(pg_temp.seen(), false, 'a view that was made again was not refreshed');
rollback to clean;
call pg_temp.all_have_reported();

-- A run that fails counts what it wrote and took back.
create table fixture.divisors as select 0 as divisor;
drop materialized view fixture.totals;
create materialized view fixture.totals as
  select sales.seller, min(case when sales.seller = 'zz' then 1 / divisors.divisor else 1 end) as amount
  from fixture.sales cross join fixture.divisors group by sales.seller;
create unique index on fixture.totals (seller);
select dashboard_refresh.tick('fixture.totals') \g /dev/null
call pg_temp.all_have_reported();
insert into fixture.sales values ('a', 1), ('b', 1), ('zz', 1);
select is(dashboard_refresh.tick('fixture.totals'), 'failed', 'where a run has failed');
select is(pg_temp.seen(), false, 'nothing is concluded from the counters');
update fixture.divisors set divisor = 1 where true;
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'when one succeeds');
select is(pg_temp.seen(), false, 'the counters begin anew');
rollback to clean;
call pg_temp.all_have_reported();

-- Nor before everything of before the first run has been reported.
update dashboard_refresh.view_state set is_rows_written_exact = false where true;
insert into fixture.sales values ('eva', 1);
refresh materialized view concurrently fixture.totals;
select is(pg_temp.seen(), false, 'what may have been written before the first run is not blamed on anybody');

select * from finish();
rollback;
