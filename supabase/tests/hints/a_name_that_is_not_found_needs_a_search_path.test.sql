begin;
\ir ../support/fixture.psql
\ir ../support/hints.psql
select plan(19);

create schema store;
create schema other;
create table store.prices (seller text, price integer);
create table other.rates (code text, rate integer);
create type store.mood as enum ('fine', 'bad');
insert into store.prices values ('ana', 2), ('luis', 3);
insert into other.rates values ('x', 2);
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null

-- A function made with the path of a session, as most are, and used in a view.
create function pg_temp.hint_of(body text, name text default 'store.helper', lang text default 'plpgsql', path text default 'store, other, public, extensions')
returns text language plpgsql as $$
begin
  drop materialized view if exists fixture.helped;
  delete from dashboard_refresh.views where true;
  perform set_config('search_path', path, true);
  execute format('create or replace function %s(seller text) returns text language %s stable as %L', name, lang, body);
  execute format('create materialized view fixture.helped as select seller, %s(seller) as found from fixture.sales with no data', name);
  perform set_config('search_path', 'public, extensions', true);
  perform dashboard_refresh.manage('fixture.helped', settings => '{"path": "database"}');
  return pg_temp.hint();
end;
$$;

create function pg_temp.is_mended(hint text, path text, what text) returns setof text language plpgsql as $$
begin
  return next matches(hint, 'alter function [^;]+ set search_path = ' || path || ';$', what || ': the function gets a path');
  return next is(pg_temp.outcome_of(hint), 'succeeded', what || ': with it the refresh succeeds');
end;
$$;

select pg_temp.hint_of('begin return (select max(price)::text from prices where prices.seller = $1); end') as hint \gset
select matches(
  :'hint'::text,
  '^A refresh does not have the search_path of your session \(from PostgreSQL 17 on it is pg_catalog, pg_temp for everybody\), '
  'so the function store\.helper\(text\) does not find prices',
  'the hint says what the path of a refresh is, and names the function and what it does not find'
);
select pg_temp.is_mended(:'hint', 'store, public, extensions', 'a table');

select pg_temp.is_mended(
  pg_temp.hint_of('begin return (select max(price * rate)::text from prices join rates on true where prices.seller = $1); end', 'store.two'),
  'store, other, public, extensions', 'tables of two schemas'
);
select pg_temp.is_mended(
  pg_temp.hint_of('begin return (''fine''::mood)::text; end', 'other.cast_mood'), 'other, store, public, extensions', 'a type'
);
create function store.inner_one(seller text) returns text language plpgsql stable as $$ begin return seller; end $$;
select pg_temp.is_mended(
  pg_temp.hint_of('begin return inner_one(seller); end', 'other.calls'), 'other, store, public, extensions', 'a function'
);
select pg_temp.is_mended(
  pg_temp.hint_of('select max(price)::text from prices where prices.seller = $1', 'store.in_sql', 'sql'),
  'store, public, extensions', 'a function in SQL'
);
select pg_temp.is_mended(
  pg_temp.hint_of('begin return (select max(price)::text from prices where prices.seller = $1); end', 'store."Odd Name"'),
  'store, public, extensions', 'a function of an odd name'
);

-- The innermost function is the one that fails.
create function store.outer_one(seller text) returns text language plpgsql stable set search_path = store
as $$ begin return other.deep(seller); end $$;
create function other.deep(seller text) returns text language plpgsql stable
as $$ begin return (select max(code) from rates); end $$;
drop materialized view fixture.helped;
delete from dashboard_refresh.views where true;
create materialized view fixture.helped as select seller, store.outer_one(seller) as found from fixture.sales with no data;
select dashboard_refresh.manage('fixture.helped', settings => '{"path": "database"}') \g /dev/null
alter function other.deep(text) set search_path = public;
select pg_temp.is_mended(pg_temp.hint(), 'public, other, extensions', 'one that is called by another and has a path that lacks it');

-- Another role's function.
create role clerk;
grant clerk to current_user;
grant create, usage on schema store to clerk;
grant select on store.prices to clerk;
select pg_temp.hint_of('begin return (select max(price)::text from prices where prices.seller = $1); end', 'store.theirs') \g /dev/null
alter function store.theirs(text) owner to clerk;
revoke clerk from current_user;
select pg_temp.hint() as hint \gset
select matches(
  :'hint'::text, ': grant clerk to postgres; alter function store\.theirs\(text\) set search_path', 'that of another role takes a grant'
);
select is(pg_temp.outcome_of(:'hint'), 'succeeded', 'with it the refresh succeeds');

-- What is nowhere is not a matter of the path.
create table store.soon_gone (code text);
select pg_temp.hint_of('begin return (select max(code) from store.soon_gone); end', 'store.reads_gone') \g /dev/null
drop table store.soon_gone;
select unalike(pg_temp.hint(), '%search_path%', 'for what is gone no path is proposed');
select matches(pg_temp.hint(), 'store\.reads_gone\(text\)', 'but the function is named');

select * from finish();
rollback;
