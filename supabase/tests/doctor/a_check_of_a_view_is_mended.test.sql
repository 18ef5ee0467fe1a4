begin;
\ir ../support/fixture.psql
\ir ../support/doctor.psql
select plan(104);

create role other_owner;
grant other_owner to current_user;
create function pg_temp.stale() returns void language sql as $$
  update dashboard_refresh.view_state
  set data_as_of = now() - interval '1 day', verified_at = null, fingerprint = null
  where true
$$;

select pg_temp.mends(
  'view_exists', 'alter materialized view fixture.totals rename to gone; update dashboard_refresh.views set relation_oid = null where true',
  'error', 'fixture\.totals does not exist', 'alter materialized view fixture.gone rename to totals'
);
select pg_temp.mends(
  'view_populated', 'refresh materialized view fixture.totals with no data', 'error', 'has no data'
);
select pg_temp.mends('view_fresh', 'select pg_temp.stale()', 'error', 'Its data is of .*, and the promise is 00:10:00');
select pg_temp.mends(
  'view_last_run',
  $$insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, error_message, error_hint)
    select id, 'cron', 'edge', 'lost', clock_timestamp(), clock_timestamp(), 'the function was not reached', 'See its log.' from dashboard_refresh.views$$,
  'error', 'the function was not reached',
  'select dashboard_refresh.run(dashboard_refresh.request(''fixture.totals''))'
);
select pg_temp.mends(
  'view_suspended', 'select pg_temp.has_failed(5, now() + interval ''1 hour'')', 'error', 'After 5 failures in a row'
);
select pg_temp.mends(
  'view_paused', $$select dashboard_refresh.reconfigure(settings => '{"active": false}')$$, 'warning', 'It is paused'
);
select pg_temp.mends(
  'view_waiting',
  $$insert into dashboard_refresh.runs (id, view_id, trigger, path, requested_at)
    select 'abad1dea-0000-4000-8000-000000000000', id, 'sql', 'database', now() - interval '1 hour' from dashboard_refresh.views;
    update dashboard_refresh.view_state set last_finished_at = now() - interval '2 hours' where true$$,
  'error', 'A run has been waiting', 'select dashboard_refresh.run(''abad1dea-0000-4000-8000-000000000000'')'
);
select pg_temp.mends(
  'view_promise', $$select dashboard_refresh.reconfigure(settings => '{"schedule": "*/30 * * * *"}')$$, 'warning', 'pass between two firings'
);
select pg_temp.mends(
  'view_rest',
  'update dashboard_refresh.view_state set last_duration = ''10 minutes'', last_finished_at = clock_timestamp() where true',
  'warning', 'refreshes rest until'
);
select pg_temp.mends(
  'view_duration',
  $$insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, started_at, finished_at, data_as_of)
    select id, 'sql', 'database', 'succeeded', now(), now() - interval '290 seconds', now(), now() from dashboard_refresh.views$$,
  'warning', '290.* s of the 300'
);
select pg_temp.mends(
  'view_timeout',
  $$create or replace function dashboard_refresh._uses_background_workers() returns boolean language sql stable as 'select true';
    alter role current_user in database postgres set statement_timeout = '2min'$$,
  'warning', 'is cut at 00:02:00'
);
select pg_temp.mends(
  'view_api_limit', $$select dashboard_refresh.reconfigure(settings => '{"path": "edge", "max_duration": "2 minutes"}')$$,
  'warning', 'an API call is cut at 55 s'
);
select pg_temp.mends(
  'view_path',
  $$delete from vault.secrets where name = 'project_url'; select dashboard_refresh.reconfigure(settings => '{"path": "edge"}')$$,
  'warning', 'run in the database'
);
select pg_temp.mends(
  'view_function',
  $$select dashboard_refresh.reconfigure(settings => '{"path": "auto"}'); update dashboard_refresh.view_state set consecutive_losses = 3 where true$$,
  'warning', 'lost the last 3 runs'
);
select pg_temp.mends(
  'view_owner', 'alter schema fixture owner to other_owner; alter materialized view fixture.totals owner to other_owner; revoke other_owner from current_user',
  'error', 'belongs to other_owner'
);
select pg_temp.mends(
  'view_privileges', 'grant create on schema fixture to other_owner; alter materialized view fixture.totals owner to other_owner', 'error',
  'other_owner, which owns fixture\.totals, has no USAGE on the schema fixture.*|has no SELECT on the table fixture\.sales'
);
select pg_temp.mends('view_key', 'drop index fixture.totals_seller_idx', 'warning', 'no unique index');
select pg_temp.mends(
  'view_key_nulls',
  $$create unique index totals_amount_idx on fixture.totals (amount); update dashboard_refresh.view_state set null_keys = '{seller}' where true$$,
  'warning', 'have a null in a unique index'
);
select pg_temp.mends(
  'view_skips', $$select dashboard_refresh.reconfigure(settings => '{"skip_unchanged": false}')$$, 'warning', 'skip_unchanged is false'
);
select pg_temp.mends(
  'view_unmanaged_sources',
  $$create materialized view fixture.below as select 1 as one;
    create materialized view fixture.above as select one from fixture.below;
    select dashboard_refresh.manage('fixture.above')$$,
  'warning', 'reads fixture\.below, which nobody manages'
);
select pg_temp.mends(
  'view_renamed_sources', 'alter table fixture.sales rename to sales_old; create table fixture.sales (like fixture.sales_old)',
  'warning', 'fixture\.sales_old', 'drop table fixture.sales; alter table fixture.sales_old rename to sales'
);
select pg_temp.mends(
  'view_readers', 'grant usage on schema fixture to anon; grant select on fixture.totals to anon, public', 'warning',
  'Everybody and The role anon may read it without signing in'
);
select pg_temp.mends(
  'view_analyzed',
  $$create materialized view fixture.unread as select 1 as one; select dashboard_refresh.manage('fixture.unread')$$,
  'warning', 'never analyzed'
);
select pg_temp.mends(
  'view_skips',
  $$create materialized view fixture.timely as select now() as moment;
    create unique index on fixture.timely (moment);
    select dashboard_refresh.manage('fixture.timely');
    select dashboard_refresh.run(dashboard_refresh.request('fixture.timely'))$$,
  'warning', 'Every tick refreshes it, changed or not, because of now\(\)', 'select dashboard_refresh.unmanage(''fixture.timely'')'
);

-- A refresh as PostgreSQL 17 would do it, on whatever version this is.
select pg_temp.mends(
  'view_search_path',
  $$set local check_function_bodies = off;
    create function fixture.rate() returns integer language sql stable as 'select 2 from sales limit 1';
    set local search_path = fixture, public, extensions, pg_catalog;
    create materialized view fixture.rated as select fixture.rate() as rate with no data;
    select dashboard_refresh.manage('fixture.rated')$$,
  'error', 'with the search_path of PostgreSQL 17 \(pg_catalog, pg_temp\) fails: relation "sales" does not exist',
  deep => true
);
select is(
  pg_temp.row_of('view_search_path') ->> 'status', 'skipped', 'nothing is tried unless it is asked for'
);
select is_empty(
  $$select relname from pg_class where relnamespace = 'dashboard_refresh'::regnamespace and relkind = 'm'$$,
  'and nothing of it is kept'
);

-- One that is missing blocks what would be asked of it, and nothing else.
alter materialized view fixture.totals rename to gone;
update dashboard_refresh.views set relation_oid = null where true;
select is(
  (select format('%s %s', r ->> 'status', r ->> 'blocked_by') from pg_temp.row_of('view_key') as r), 'skipped view_exists',
  'what cannot be asked is skipped, and says because of what'
);
select is(pg_temp.row_of('job_present') ->> 'status', 'ok', 'what can be asked all the same is');

select * from finish();
rollback;
