begin;
\ir ../support/fixture.psql
\ir ../support/hints.psql
select plan(17);

create role clerk;
grant clerk to current_user;
grant usage, create on schema fixture to clerk;
grant select on fixture.sales to clerk;
create schema store;
create table store.prices (seller text, price integer);
create sequence store.numbers;
insert into store.prices values ('ana', 2), ('luis', 3);
create function fixture.price(seller text) returns integer language plpgsql stable
as $$ begin return (select max(price) from store.prices where prices.seller = $1); end $$;
create function fixture.number() returns bigint language plpgsql as $$ begin return nextval('store.numbers'); end $$;
create function fixture.trusted(seller text) returns integer language plpgsql stable security definer
as $$ begin return (select max(price) from store.prices where prices.seller = $1); end $$;
create function fixture.calls(seller text) returns integer language plpgsql stable
as $$ begin return fixture.price(seller); end $$;
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null

create function pg_temp.manages(expression text) returns void language plpgsql as $$
begin
  drop materialized view if exists fixture.priced;
  delete from dashboard_refresh.views where true;
  execute format('create materialized view fixture.priced as select seller, %s as price from fixture.sales with no data', expression);
  perform dashboard_refresh.manage('fixture.priced', settings => '{"path": "database"}');
end;
$$;

select pg_temp.manages('fixture.price(seller)') \g /dev/null
alter materialized view fixture.priced owner to clerk;
select pg_temp.hint() as hint \gset
select is(
  :'hint'::text, 'clerk, which owns fixture.priced, has no USAGE on the schema store: grant usage on schema store to clerk;',
  'a function that uses a schema closed to the owner of the view'
);
grant usage on schema store to clerk;
select pg_temp.hint() as hint \gset
select is(
  :'hint'::text, 'clerk, which owns fixture.priced, has no SELECT on the table store.prices: grant select on store.prices to clerk;',
  'a function that reads a table closed to the owner of the view'
);
select is(pg_temp.outcome_of(:'hint'), 'succeeded', 'what the hint says fixes it');

revoke select on store.prices from clerk;
select pg_temp.manages('fixture.trusted(seller)') \g /dev/null
alter function fixture.trusted(text) owner to clerk;
select pg_temp.hint() as hint \gset
select matches(
  :'hint'::text, '^clerk, which owns fixture\.trusted\(text\), has no SELECT on the table store\.prices',
  'for a definer it is the rights of its own owner that count'
);
select is(pg_temp.outcome_of(:'hint'), 'succeeded', 'what the hint says fixes it');

select pg_temp.manages('fixture.number()') \g /dev/null
alter materialized view fixture.priced owner to clerk;
select pg_temp.hint() as hint \gset
select is(
  :'hint'::text, 'clerk, which owns fixture.priced, has no USAGE on the sequence store.numbers: '
  'grant usage on sequence store.numbers to clerk;',
  'a sequence'
);
select is(pg_temp.outcome_of(:'hint'), 'succeeded', 'what the hint says fixes it');

grant select on store.prices to clerk;
select pg_temp.manages('fixture.calls(seller)') \g /dev/null
alter materialized view fixture.priced owner to clerk;
revoke execute on function fixture.price(text) from public;
select pg_temp.hint() as hint \gset
select is(
  :'hint'::text, 'clerk, which owns fixture.priced, has no EXECUTE on the function fixture.price(text): '
  'grant execute on function fixture.price(text) to clerk;',
  'a function that calls another'
);
select is(pg_temp.outcome_of(:'hint'), 'succeeded', 'what the hint says fixes it');

-- What nobody may do during a refresh.
create function fixture.scratch(value integer) returns integer language plpgsql
as $$ begin create temporary table if not exists scratch (i integer); return value; end $$;
create function fixture.becomes(value integer) returns integer language plpgsql
as $$ begin perform set_config('role', 'clerk', false); return value; end $$;
create function pg_temp.hint_of(expression text) returns text language plpgsql as $$
begin
  drop materialized view if exists fixture.priced;
  delete from dashboard_refresh.views where true;
  execute format('create materialized view fixture.priced as select %s as one with no data', expression);
  perform dashboard_refresh.manage('fixture.priced', settings => '{"path": "database"}');
  return pg_temp.hint();
end;
$$;
select matches(
  pg_temp.hint_of('fixture.scratch(1)'),
  '^A refresh is a security-restricted operation.* cannot create temporary tables.* fixture\.scratch\(integer\) has to do without',
  'a function that makes a temporary table'
);
select matches(
  pg_temp.hint_of('fixture.becomes(1)'),
  '^A refresh is a security-restricted operation.* set a role.* fixture\.becomes\(integer\) has to do without',
  'a function that takes another role'
);

-- Errors of the data say in which function, and at which line.
create function fixture.share(value integer) returns integer language plpgsql as $$
begin
  return 10 / value;
end;
$$;
select is(
  pg_temp.hint_of('fixture.share(0)'),
  'It failed in the function fixture.share(integer), line 3. Divide by nullif(divisor, 0), which gives null instead of an '
  'error, or leave such rows out.',
  'a division by zero in a function'
);
create function fixture.short(value text) returns text language plpgsql as $$
declare
  v_short varchar(3);
begin
  v_short := value;
  return v_short;
end;
$$;
select matches(
  pg_temp.hint_of('fixture.short(''secret-value'')'),
  '^It failed in the function fixture\.short\(text\), line 5\. A text is longer than its type allows: use the type text, or cut',
  'a value too long for a variable'
);
select unalike(pg_temp.hint(), '%secret-value%', 'a hint quotes no value');
create function fixture."Odd ""name"""(value integer) returns integer language sql as $$ select 1 / value from (values (now())) as v $$;
select matches(
  pg_temp.hint_of('fixture."Odd ""name"""(0)'), '^It failed in the (function fixture\."Odd|query of fixture\.priced)',
  'a function in SQL of an odd name'
);
create function fixture.complains(value integer) returns integer language plpgsql
as $$ begin raise exception 'no such thing' using hint = 'Try another.'; end $$;
select is(
  pg_temp.hint_of('fixture.complains(0)'), 'It failed in the function fixture.complains(integer), line 1. Try another.',
  'the hint of a function that raises is kept'
);
select is_empty(
  $$select from dashboard_refresh.runs where error_hint ~ 'CONTEXT|SQL statement|PL/pgSQL'$$, 'no hint carries the CONTEXT'
);

select * from finish();
rollback;
