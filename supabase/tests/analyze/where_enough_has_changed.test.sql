begin;
\ir ../support/fixture.psql
select plan(7);

select dashboard_refresh.reconfigure(settings => '{"max_duty_cycle": 1}') \g /dev/null
set local stats_fetch_consistency = none;
create function pg_temp.analyzed_rows() returns real language sql as $$
  select reltuples from pg_class where oid = 'fixture.totals'::regclass
$$;

select dashboard_refresh.reconfigure(settings => '{"analyze": "never"}') \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'it is refreshed with analyze never');
select is(
  exists (select from pg_stats where schemaname = 'fixture' and tablename = 'totals'), false,
  'and nothing was analyzed'
);

select dashboard_refresh.reconfigure(settings => '{"analyze": "auto"}') \g /dev/null
insert into fixture.sales values ('eva', 1);
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'it is refreshed with analyze auto');
select is(pg_temp.analyzed_rows(), 3::real, 'a view without statistics is analyzed by the first refresh');

insert into fixture.sales values ('bob', 1);
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is(pg_temp.analyzed_rows(), 3::real, 'a few rows more are not worth it');

insert into fixture.sales select 'seller ' || number, number from generate_series(1, 60) as numbers (number);
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is(pg_temp.analyzed_rows(), 64::real, 'more than 50 and a tenth are');

select dashboard_refresh.reconfigure(settings => '{"analyze": "always"}') \g /dev/null
insert into fixture.sales values ('zoe', 1);
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is(pg_temp.analyzed_rows(), 65::real, 'with always every refresh analyzes');

select * from finish();
rollback;
