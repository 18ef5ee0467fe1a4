begin;
\ir ../support/fixture.psql
select plan(32);

create function pg_temp.problem(code text, view text default 'fixture.totals') returns json language sql as $$
  select problem from json_array_elements(dashboard_refresh.status(view) -> 'problems') as problems (problem)
  where problem ->> 'code' = problem.code
$$;
create function pg_temp.hint(code text) returns text language sql as $$ select pg_temp.problem(code) ->> 'hint' $$;
select is((dashboard_refresh.status() -> 'problems')::jsonb, '[]', 'a view that reads a table has no problem');

create function pg_temp.swap(old_name text, source text default 'sales') returns json language plpgsql as $$
declare
  v_problem json;
begin
  begin
    execute format('alter table fixture.%I rename to %I', source, old_name);
    execute format('create table fixture.%I (like fixture.%I)', source, old_name);
    v_problem := pg_temp.problem('reads_renamed_relation');
    raise exception using errcode = 'TR000';
  exception
    when sqlstate 'TR000' then
      return v_problem;
  end;
end $$;

-- A materialized view that nobody manages.
savepoint clean;
create materialized view fixture.per_day as select seller, amount, 1 as day from fixture.sales;
create materialized view fixture."Per week" as select seller, amount, 1 as week from fixture.sales;
create view fixture.between_them as select seller, amount from fixture.per_day;
drop materialized view fixture.totals;
create materialized view fixture.totals as
  select seller, sum(amount) as amount
  from (select * from fixture.between_them union all select seller, amount from fixture."Per week") as both_of_them
  group by seller;
create unique index on fixture.totals (seller);
select is(
  pg_temp.problem('reads_unmanaged_view') ->> 'message',
  'The view reads fixture."Per week", fixture.per_day, which nobody manages: it is as old as that was when it was last '
    'refreshed.',
  'materialized views that it reads, through plain views too, and that nobody manages are named'
);
select is(
  pg_temp.hint('reads_unmanaged_view'),
  $$select dashboard_refresh.manage('fixture."Per week"'); select dashboard_refresh.manage('fixture.per_day');$$,
  'the hint is the statements that manage them'
);
do $$ begin execute pg_temp.hint('reads_unmanaged_view'); end $$;
select is(pg_temp.problem('reads_unmanaged_view')::text, null, 'which mend it');
alter materialized view fixture.per_day rename to per_night;
select is(pg_temp.problem('reads_unmanaged_view')::text, null, 'a managed view that was renamed a moment ago is managed');
select dashboard_refresh.unmanage('fixture."Per week"') \g /dev/null
select isnt(pg_temp.problem('reads_unmanaged_view')::text, null, 'one that is unmanaged is named again');
rollback to clean;

-- A table that was renamed away: what its name was stands in the query.
select is(
  pg_temp.swap(name) ->> 'message',
  format('fixture.totals reads %s, which was called fixture.sales when that query was made; another relation has that '
    'name now, and its changes are not seen.', format('fixture.%I', name)),
  'renamed to ' || name
)
from unnest(array['sales_old', 'sales__backup', 'old_sales', 'sales__dbt_backup', 'zzz', 'Sales (2025)']) as names (name);
alter table fixture.sales rename to sales_old;
select is(pg_temp.problem('reads_renamed_relation')::text, null, 'a table whose name nothing has taken is only renamed');
create table fixture.sales (like fixture.sales_old);
select is(
  pg_temp.hint('reads_renamed_relation'),
  'Create fixture.totals again with fixture.sales in place of fixture.sales_old in its query, which '
    'pg_get_viewdef(''fixture.totals'') shows.',
  'the hint says what to do'
);
select replace(pg_get_viewdef('fixture.totals'), 'sales_old', 'sales') as query \gset
drop materialized view fixture.totals;
create materialized view fixture.totals as :query
create unique index on fixture.totals (seller);
select is(pg_temp.problem('reads_renamed_relation')::text, null, 'which mends it');
rollback to clean;

-- By a view, in another schema, and in the middle of a chain.
create view fixture.view_of_sales as select * from fixture.sales;
create view fixture.view_of_view as select * from fixture.view_of_sales;
drop materialized view fixture.totals;
create materialized view fixture.totals as select seller, sum(amount) as amount from fixture.view_of_view group by seller;
create unique index on fixture.totals (seller);
select matches(
  pg_temp.swap('sales_bak') ->> 'message', '^fixture\.view_of_sales reads fixture\.sales_bak, which was called fixture\.sales',
  'a plain view beneath that reads it is named'
);
alter view fixture.view_of_sales rename to view_of_sales_v1;
create view fixture.view_of_sales as select seller, amount * 2 as amount from fixture.sales;
select matches(
  pg_temp.problem('reads_renamed_relation') ->> 'message',
  '^fixture\.view_of_view reads fixture\.view_of_sales_v1, which was called fixture\.view_of_sales',
  'a plain view that was renamed away is named too'
);
rollback to clean;

-- With an alias the query does not say what the name was; then the name itself may.
drop materialized view fixture.totals;
create materialized view fixture.totals as select s.seller, sum(s.amount) as amount from fixture.sales as s group by s.seller;
create unique index on fixture.totals (seller);
select is(
  pg_temp.swap(name) ->> 'message',
  format('fixture.totals reads fixture.%s, which looks as if it was renamed out of the way; fixture.sales is beside it and '
    'is not read.', name),
  'under an alias, renamed to ' || name
)
from unnest(array[
  'sales_old', 'sales__old', 'old_sales', 'sales_backup', 'sales__backup', 'sales__dbt_backup', 'sales_bak_20260101', 'sales_prev'
]) as names (name);
select is(pg_temp.swap(name)::text, null, 'under an alias, not told by ' || name)
from unnest(array['sales_2025', 'salesold', 'gold']) as names (name);

-- What is read on purpose.
alter table fixture.sales rename to sales_old;
create table fixture.sales (like fixture.sales_old);
drop materialized view fixture.totals;
create materialized view fixture.totals as
  select both_of_them.seller, sum(both_of_them.amount) as amount
  from (select * from fixture.sales_old union all select * from fixture.sales) as both_of_them group by both_of_them.seller;
create unique index on fixture.totals (seller);
select is(pg_temp.problem('reads_renamed_relation')::text, null, 'a view that reads the old and the new one means it');
drop materialized view fixture.totals;
drop table fixture.sales, fixture.sales_old;
create table fixture.sales (seller text, amount integer) partition by range (amount);
create table fixture.sales_old partition of fixture.sales for values from (0) to (100);
create materialized view fixture.totals as select seller, sum(amount) as amount from fixture.sales_old group by seller;
create unique index on fixture.totals (seller);
select is(pg_temp.problem('reads_renamed_relation')::text, null, 'a partition is not what its table was');
rollback to clean;
select is((dashboard_refresh.status() -> 'problems')::jsonb, '[]', 'and all is well again');
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'none of it keeps the view from being refreshed');

select * from finish();
rollback;
