begin;
\ir ../support/fixture.psql
\ir ../support/hints.psql
select plan(29);

-- Each case: a privilege goes, the failure names role, privilege and object, and the hint's statement gives it back.
create function pg_temp.lacks(statement text, expected text, what text) returns setof text language plpgsql as $$
declare
  v_error record;
begin
  execute statement;
  select * into v_error from pg_temp.refresh_error();
  return next is(v_error.sqlstate, '42501', what || ': the refresh is not permitted');
  return next matches(v_error.hint, expected, what || ': the hint names whose permission on what is missing');
  return next is(pg_temp.outcome_of(v_error.hint), 'succeeded', what || ': what the hint says fixes it');
end;
$$;

create role clerk;
create role stranger;
grant clerk, stranger to current_user;
grant usage, create on schema fixture to clerk, stranger;
grant select on fixture.sales to clerk, stranger;
create function fixture.twice(value bigint) returns bigint language plpgsql immutable as $$ begin return 2 * value; end $$;
create view fixture.inner_view as select * from fixture.sales;
create view fixture.outer_view as select seller, fixture.twice(amount) as amount from fixture.inner_view;
alter view fixture.inner_view owner to clerk;
grant select on fixture.inner_view to current_user, stranger;
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
create materialized view fixture.deep as select seller, sum(amount) as amount from fixture.outer_view group by seller;
create unique index on fixture.deep (seller);
select dashboard_refresh.manage('fixture.deep', settings => '{"path": "database"}') \g /dev/null
select is(pg_temp.hint(), null, 'with all its privileges the view is refreshed');

select pg_temp.lacks(
  'revoke select on fixture.sales from clerk',
  '^clerk, which owns fixture\.inner_view, has no SELECT on the table fixture\.sales: grant select on fixture\.sales to clerk;$',
  'the owner of a plain view two levels below'
);
select pg_temp.lacks(
  'grant select (seller) on fixture.sales to clerk; revoke select on fixture.sales from clerk; grant select (seller) on fixture.sales to clerk',
  '^clerk, which owns fixture\.inner_view, has no SELECT on the table fixture\.sales', 'one who may read some columns alone'
);

-- security_invoker hands the question on to the one who reads.
alter view fixture.inner_view set (security_invoker = on);
alter view fixture.outer_view owner to clerk;
grant select on fixture.outer_view to stranger;
alter materialized view fixture.deep owner to stranger;
select pg_temp.lacks(
  'revoke select on fixture.sales from stranger',
  '^stranger, which runs the query of fixture\.inner_view, has no SELECT on the table fixture\.sales',
  'who reads a plain view with security_invoker, through one without'
);
alter view fixture.inner_view set (security_invoker = off);
alter view fixture.outer_view owner to stranger;

-- The owner of the materialized view, another than the one who refreshes it.
grant select on fixture.outer_view to clerk;
alter materialized view fixture.deep owner to clerk;
select pg_temp.lacks(
  'revoke select on fixture.outer_view from clerk',
  '^clerk, which owns fixture\.deep, has no SELECT on the view fixture\.outer_view', 'the owner of the view'
);
select pg_temp.lacks(
  'revoke execute on function fixture.twice(bigint) from public',
  '^clerk, which owns fixture\.deep, has no EXECUTE on the function fixture\.twice\(bigint\): grant execute on function',
  'a function that a plain view calls'
);
select pg_temp.lacks(
  'revoke temporary on database postgres from public',
  '^clerk, which owns fixture\.deep, has no TEMPORARY on the database postgres: grant temporary on database postgres to clerk;$',
  'a concurrent refresh without temporary tables'
);
select pg_temp.lacks(
  'revoke usage on schema fixture from clerk',
  '^clerk, which owns fixture\.deep, has no USAGE on the schema fixture: grant usage on schema fixture to clerk;$',
  'the schema of the view'
);

-- What belongs to somebody else takes his rights first.
create table fixture.secrets (seller text);
alter table fixture.secrets owner to stranger;
set local role stranger;
grant select on fixture.secrets to postgres, clerk;
reset role;
select dashboard_refresh.unmanage('fixture.deep') \g /dev/null
create materialized view fixture.theirs as select seller from fixture.secrets;
create unique index on fixture.theirs (seller);
alter materialized view fixture.theirs owner to clerk;
select dashboard_refresh.manage('fixture.theirs', settings => '{"path": "database"}') \g /dev/null
select pg_temp.lacks(
  'set local role stranger; revoke select on fixture.secrets from clerk; reset role; revoke stranger from current_user',
  '^clerk, which owns fixture\.theirs, has no SELECT on the table fixture\.secrets: grant stranger to postgres; grant select on fixture\.secrets to clerk;$',
  'a table of another role'
);

-- Nor is the view itself ours.
select pg_temp.lacks(
  'revoke clerk from current_user',
  '^fixture\.theirs belongs to clerk, and postgres may not refresh it: .*MAINTAIN on the view\. Take it over: grant clerk to postgres; alter materialized view fixture\.theirs owner to postgres;$',
  'the view of another role'
);

-- What the problem in status says about a view of another role is done as well.
create role other;
grant other to current_user;
grant usage, create on schema fixture to other;
grant select on fixture.sales to other;
select dashboard_refresh.unmanage('fixture.theirs') \g /dev/null
alter materialized view fixture.totals owner to other;
revoke other from current_user;
select dashboard_refresh.manage('fixture.totals', settings => '{"path": "database"}') \g /dev/null
select is(
  pg_temp.outcome_of((
    select problem ->> 'hint' from json_array_elements(dashboard_refresh.status() -> 'problems') as problem
    where problem ->> 'code' = 'not_owner'
  )),
  'succeeded', 'the hint of the problem not_owner fixes it'
);

select * from finish();
rollback;
