begin;
\ir ../support/fixture.psql
select plan(18);

create sequence fixture.numbers;
create function fixture.stable_one() returns integer stable language sql as 'select 1';
create function fixture.finish(state integer) returns integer volatile language sql as 'select state';
create aggregate fixture.odd_sum (integer) (sfunc = int4pl, stype = integer, finalfunc = fixture.finish);
create view fixture.today as select seller from fixture.sales where current_date > '2000-01-01';

create function pg_temp.reason(query text) returns text language plpgsql as $$
declare
  v_reason text;
begin
  execute 'create materialized view fixture.probe as ' || query;
  v_reason := (
    dashboard_refresh._read_definition(
      'fixture.probe'::regclass, (dashboard_refresh._statistics_horizon(clock_timestamp())).epoch
    )
  ).untrackable;
  drop materialized view fixture.probe;
  return v_reason;
end;
$$;

select matches(pg_temp.reason(query), reason, query)
from (
  values
    ('select now() as t from fixture.sales', 'calls now\(\)'),
    ('select seller from fixture.sales where random() > 2', 'calls random\(\)'),
    ('select current_date as t from fixture.sales', 'time or the session'),
    ('select current_user as u from fixture.sales', 'time or the session'),
    ('select seller from fixture.today', 'time or the session'),
    ('select fixture.stable_one() as s from fixture.sales', 'calls fixture.stable_one\(\)'),
    ('select fixture.odd_sum(amount) as s from fixture.sales', 'calls fixture.finish\(integer\)'),
    ('select count(*) from pg_class', 'system catalog pg_class'),
    ('select count(*) from information_schema.tables', 'system catalog'),
    ('select last_value from fixture.numbers', 'which is no table'),
    ('select tableoid::regclass::text as t from fixture.sales', 'as regclass does'),
    ('select seller from fixture.sales tablesample system (10)', 'samples a table'),
    ('select seller::date as d from fixture.sales where false', 'turns text into date')
) as cases (query, reason);

select is(pg_temp.reason(query), null, query)
from (
  values
    ('select seller, sum(amount) as s, max(amount::text) as t from fixture.sales group by seller'),
    ('select date_trunc(''day'', to_timestamp(amount)) + interval ''1 day'' as d, lower(seller) as l from fixture.sales'),
    ('select json_agg(sales) as j, string_agg(seller, '','') as s, row_number() over () as r from fixture.sales')
) as cases (query);

create materialized view fixture.clock as select now() as t from fixture.sales limit 1;
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
select dashboard_refresh.manage('fixture.clock', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null
select dashboard_refresh.tick('fixture.clock') \g /dev/null
select is(
  dashboard_refresh.tick('fixture.clock'), 'succeeded',
  'a view whose changes cannot be seen is refreshed on every tick'
);
select matches(
  dashboard_refresh.status() -> 'skip' ->> 'reason', '^every tick refreshes: it calls now',
  'status says why every tick refreshes'
);

select * from finish();
rollback;
