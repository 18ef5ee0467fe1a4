-- In a view with security_invoker the rights count of whoever runs the refresh, the owner of the materialized view, also
-- where a view of another owner reads it.
begin;
\ir ../support/fixture.psql
select plan(4);

select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
create role fixture_member;
grant fixture_member to current_user;
grant usage, create on schema fixture to fixture_member;
create table fixture.guarded (id integer, org integer);
insert into fixture.guarded values (1, 1), (2, 2);
alter table fixture.guarded enable row level security;
create policy own on fixture.guarded to fixture_member using (org = 1);
create view fixture.invoker with (security_invoker = true) as select * from fixture.guarded;
create view fixture.definer as select * from fixture.invoker;
grant select on fixture.guarded, fixture.invoker, fixture.definer to fixture_member;
create materialized view fixture.seen as select * from fixture.definer;
select dashboard_refresh.manage('fixture.seen', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null

select dashboard_refresh.tick('fixture.seen') \g /dev/null
select is((select count(*) from fixture.seen), 2::bigint, 'the owner of the table sees all of it');
select is(
  dashboard_refresh.status() -> 'skip' ->> 'expression', null, 'and nothing stops a tick from leaving the view as it is'
);

alter materialized view fixture.seen owner to fixture_member;
select dashboard_refresh.tick('fixture.seen') \g /dev/null
select is((select count(*) from fixture.seen), 1::bigint, 'another owner sees what the policy lets through');
select is(
  dashboard_refresh.status() -> 'skip' ->> 'expression', 'fixture.guarded',
  'and the table is named, although the view between them belongs to one who sees all'
);

select * from finish();
rollback;
