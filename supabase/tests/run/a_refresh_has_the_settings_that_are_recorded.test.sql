-- A refresh runs under the session settings that are recorded, not under those of the session that asks for it. Real
-- logins are in tests/e2e/session-settings.test.ts.
\set committed
\ir ../support/sales.psql
begin;
\ir ../support/fixture.psql
select plan(17);

create materialized view fixture.days as
  select seller, to_char('2026-01-01 02:00+00'::timestamptz, 'YYYY-MM-DD') as day, current_setting('app.shop', true) as shop
  from fixture.sales;
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
select dashboard_refresh.manage('fixture.days', settings => '{"path": "database", "max_duty_cycle": 1}') \g /dev/null

create function pg_temp.refresh() returns text language sql as $$
  select dashboard_refresh.run(dashboard_refresh.request('fixture.days', force => true)) ->> 'status'
$$;
-- As if a session that began after this one had seen them.
create function pg_temp.record(settings jsonb) returns void language sql as $$
  select dashboard_refresh._write_settings(
    dashboard_refresh._session_settings() || settings, 'pg_cron', clock_timestamp(), clock_timestamp()
  )
$$;

select is(dashboard_refresh.tick('fixture.days'), 'succeeded', 'the first tick refreshes');
select is(dashboard_refresh.tick('fixture.days'), 'unchanged', 'the next one has nothing to do');
select is(
  dashboard_refresh.status() -> 'session_settings' -> 'values' ->> 'TimeZone',
  (select reset_val from pg_settings where name = 'TimeZone'),
  'status shows what the login of the session that ticked was given'
);
select is(
  dashboard_refresh.status() -> 'session_settings' -> 'values' ->> 'search_path',
  (select reset_val from pg_settings where name = 'search_path'),
  'so it does of the search_path, which this session has set'
);
select is(
  (dashboard_refresh.status() -> 'session_settings' -> 'values')::jsonb ? 'app.shop', true,
  'a setting that the view reads by name is among them'
);
select is((select count(*) from dashboard_refresh.session_settings), 1::bigint, 'older settings are removed');

select pg_temp.record('{"TimeZone": "America/Bogota", "app.shop": "centro"}') \g /dev/null
set local timezone = 'Asia/Tokyo';
select is(dashboard_refresh.tick('fixture.days'), 'succeeded', 'other settings are a change');
select results_eq(
  'select distinct day, shop from fixture.days', $$values ('2025-12-31', 'centro')$$,
  'the view shows what it gives under the settings that are recorded'
);
select is(
  current_setting('TimeZone') || ' ' || current_setting('app.shop'), 'Asia/Tokyo ',
  'the session has its own settings back'
);
select is(dashboard_refresh.tick('fixture.days'), 'unchanged', 'then nothing is left to do');
select pg_temp.record('{"app.shop": "norte"}') \g /dev/null
select is(dashboard_refresh.tick('fixture.days'), 'succeeded', 'another value of the setting that the view names is a change');

select pg_temp.record('{"lc_messages": "C", "default_text_search_config": "fixture.gone", "row_security": "perhaps"}') \g /dev/null
select is(pg_temp.refresh(), 'succeeded', 'what may not be set or has no meaning is left alone');

select pg_temp.record('{"app.shop": null}') \g /dev/null
select pg_temp.refresh() \g /dev/null
select matches(
  dashboard_refresh.status() -> 'skip' ->> 'reason', 'app.shop',
  'a refresh is not relied on where the session once had a setting that should not be there'
);

-- The name of a setting that each session has for itself, and one that is computed.
create or replace view fixture.shop as select current_setting('role') as role;
drop materialized view fixture.days;
create materialized view fixture.days as select * from fixture.shop;
select pg_temp.refresh() \g /dev/null
select matches(
  dashboard_refresh.status() -> 'skip' ->> 'reason', 'role', 'a view that reads a setting that no two sessions share is always refreshed'
);
create or replace view fixture.shop as select current_setting('app.' || seller, true) as role from fixture.sales;
select pg_temp.refresh() \g /dev/null
select matches(
  dashboard_refresh.status() -> 'skip' ->> 'reason', 'setting', 'so is one that computes the name of the setting it reads'
);

create or replace view fixture.shop as select seller as role from fixture.sales;
select pg_temp.refresh() \g /dev/null
select is(dashboard_refresh.status() -> 'skip' ->> 'possible', 'true', 'a transaction that has read a source can be relied on');
insert into fixture.sales values ('eva', 1);
select pg_temp.refresh() \g /dev/null
select is(
  dashboard_refresh.status() -> 'skip' ->> 'reason',
  'the next tick refreshes: the last refresh was in a transaction that had itself changed fixture.sales',
  'one that has changed a source cannot, and status says so'
);

select * from finish();
rollback;
drop schema fixture cascade;
