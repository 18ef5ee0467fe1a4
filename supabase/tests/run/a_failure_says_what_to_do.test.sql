begin;
\ir ../support/fixture.psql
select plan(17);

create function pg_temp.refresh_error(out sqlstate text, out message text, out hint text) language plpgsql as $$
declare
  v_run json := dashboard_refresh.run(dashboard_refresh.request(force => true));
begin
  sqlstate := v_run -> 'error' ->> 'sqlstate';
  message := v_run -> 'error' ->> 'message';
  hint := v_run -> 'error' ->> 'hint';
end;
$$;

-- No unique index.
select dashboard_refresh.reconfigure(settings => '{"concurrently": "always"}') \g /dev/null
drop index fixture.totals_seller_idx;
create temporary table e1 as select * from pg_temp.refresh_error();
select is((select sqlstate from e1), '55000', 'without a unique index the setting always makes refreshes fail');
select matches(
  (select hint from e1), 'needs a unique index',
  'the hint of such a failure says that an index is missing'
);

-- An index on an expression or with a condition does not count.
create unique index totals_expression_idx on fixture.totals (lower(seller));
create unique index totals_partial_idx on fixture.totals (seller) where amount > 0;
select is((select sqlstate from pg_temp.refresh_error()), '55000', 'an index on an expression or a part does not help');

select dashboard_refresh.reconfigure(settings => '{"concurrently": "auto"}') \g /dev/null
select is(
  (select sqlstate from pg_temp.refresh_error()), null,
  'without a unique index the setting auto refreshes plainly'
);
select is(
  (select method from dashboard_refresh.runs order by requested_at desc limit 1), 'plain', 'a run that refreshed plainly says so'
);
select is(
  (select rows_inserted from dashboard_refresh.runs order by requested_at desc limit 1), 2::bigint,
  'a run that refreshed plainly counts the rows it wrote'
);

-- Not populated.
create unique index totals_seller_idx on fixture.totals (seller);
refresh materialized view fixture.totals with no data;
select dashboard_refresh.reconfigure(settings => '{"concurrently": "always"}') \g /dev/null
create temporary table e2 as select * from pg_temp.refresh_error();
select is((select sqlstate from e2), '0A000', 'a view without data cannot be refreshed concurrently');
select matches(
  (select hint from e2), 'refresh it once by hand',
  'the hint for a view without data says how to fill it'
);
select dashboard_refresh.reconfigure(settings => '{"concurrently": "auto"}') \g /dev/null
select is((select sqlstate from pg_temp.refresh_error()), null, 'the setting auto fills a view without data');

-- Not ours.
create role stranger;
grant stranger to current_user;
grant usage, create on schema fixture to stranger;
grant select on fixture.sales to stranger;
alter materialized view fixture.totals owner to stranger;
revoke stranger from current_user;
create temporary table e3 as select * from pg_temp.refresh_error();
select is((select sqlstate from e3), '42501', 'another role''s view cannot be refreshed');
select matches(
  (select hint from e3), 'alter materialized view fixture\.totals owner to',
  'the hint for another role''s view says whose it must be'
);

-- A function that asserts, which "others" does not catch.
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
create function fixture.never() returns integer language plpgsql as $$ begin assert current_setting('fixture.ok', true) = 'yes'; return 1; end $$;
set local fixture.ok = 'yes';
create materialized view fixture.asserting as select fixture.never() as one;
set local fixture.ok = 'no';
select dashboard_refresh.manage('fixture.asserting', settings => '{"path": "database"}') \g /dev/null
select is((select sqlstate from pg_temp.refresh_error()), 'P0004', 'a failed assertion is a run that failed');
select dashboard_refresh.unmanage('fixture.asserting') \g /dev/null

-- A query that fails, equal keys, no view.
select dashboard_refresh.manage('fixture.broken', settings => '{"path": "database"}', expect_missing => true) \g /dev/null
create materialized view fixture.broken as
  select sales.seller, 10 / sales.amount as share from fixture.sales;
insert into fixture.sales values ('eva', 0);
select is((select sqlstate from pg_temp.refresh_error()), '22012', 'a query that fails is a run that failed');

delete from fixture.sales where amount = 0 or seller = 'ana';
refresh materialized view fixture.broken;
create unique index broken_seller_idx on fixture.broken (seller);
insert into fixture.sales values ('luis', 2);
create temporary table e4 as select * from pg_temp.refresh_error();
select matches((select sqlstate from e4), '^(21000|23505)$', 'rows with equal keys fail');

drop materialized view fixture.broken;
select matches(
  (select hint from pg_temp.refresh_error()), 'Create the materialized view',
  'a view that is gone is to be created'
);

create table fixture.broken ();
select is((select sqlstate from pg_temp.refresh_error()), '42809', 'a table under its name is no view');

select is_empty(
  $$select from dashboard_refresh.runs where status = 'queued'$$, 'no run was left without an end'
);

select * from finish();
rollback;
