begin;
\ir ../support/fixture.psql
\ir ../support/keys.psql
select plan(9);

select vault.create_secret('http://127.0.0.1:9/hook', 'refresh_dashboard_alert_url')
where not exists (select from vault.secrets where name = 'refresh_dashboard_alert_url') \g /dev/null
create temporary table answer as select public.test_dashboard_refresh_alert() as it;
select is(
  (select pg_temp.keys(it) from answer),
  'id view kind status summary created_at attempts next_attempt_at sent_at finished_at via error',
  'an alert has its members in order'
);
select is(
  (select pg_temp.keys(public.read_dashboard_refresh_alert((it ->> 'id')::uuid)) from answer),
  (select pg_temp.keys(it) from answer), 'an alert that is read again has the same members in the same order'
);

select is(
  pg_temp.keys(public.read_dashboard_refresh_drift()),
  'view by complete at defined shown missing extra different groups groups_left_out',
  'the drift has its members in order'
);
insert into fixture.sales values ('eva', 1);
select is(
  pg_temp.keys(public.read_dashboard_refresh_drift(by => 'seller') #> '{groups,0}'),
  'value defined shown missing extra different', 'each group of the drift has its members in order'
);
create function fixture.slow(amount integer) returns integer language sql as 'select amount from pg_sleep(2)';
create materialized view fixture.sleepy as select fixture.slow(amount) as amount from fixture.sales limit 1 with no data;
refresh materialized view fixture.sleepy;
select dashboard_refresh.manage('fixture.sleepy') \g /dev/null
-- A timeout counts from the statement's start, so this one is cut while it looks.
set local statement_timeout = '1s';
create temporary table cut as select dashboard_refresh.drift('fixture.sleepy') as it;
reset statement_timeout;
select is(
  (select pg_temp.keys(it) from cut), 'view by complete at reason',
  'a drift that was cut says why instead of counting'
);
select is((select it ->> 'complete' from cut), 'false', 'a drift that was cut says that it is not complete');

select is(
  pg_temp.keys(public.dashboard_freshness('fixture.totals')), 'view as_of staleness_seconds',
  'the freshness for readers has its members in order'
);
select is(pg_temp.keys(public.read_dashboard_refresh_health()), 'fresh', 'the health is one word');
select is(
  (
    select string_agg(distinct prorettype::regtype::text, ' ')
    from pg_proc
    where pronamespace = 'public'::regnamespace and proname ~ 'dashboard_(refresh|freshness)'
      -- What a view reads by is no answer of the API.
      and proname <> 'list_dashboard_freshness'
  ),
  'json', 'every wrapper answers json, which keeps the order'
);

select * from finish();
rollback;
