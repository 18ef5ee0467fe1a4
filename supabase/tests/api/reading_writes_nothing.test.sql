begin;
\ir ../support/fixture.psql
select plan(13);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
insert into fixture.sales values ('eva', 1);
select dashboard_refresh.request() as run_id \gset
insert into dashboard_refresh.alerts (kind, summary, facts, created_at, next_attempt_at)
values ('test', 'x', '{}', now(), now())
returning id as alert_id \gset

select set_eq(
  $$
    select proname::text from pg_proc
    where pronamespace = 'public'::regnamespace and proname ~ '^(read|list)_dashboard_refresh|^dashboard_freshness$'
  $$,
  array[
    'read_dashboard_refresh_status', 'read_dashboard_refresh_run', 'list_dashboard_refresh_runs',
    'read_dashboard_refresh_drift', 'read_dashboard_refresh_alert', 'read_dashboard_refresh_health',
    'read_dashboard_refresh_version', 'read_dashboard_refresh_settings', 'dashboard_freshness'
  ],
  'these are all the wrappers that read'
);

-- A comparison makes temporary views, and is the one that cannot be without.
select public.read_dashboard_refresh_drift(by => 'seller') ->> 'missing' as missing \gset
select is_empty(
  $$select relname from pg_class where relnamespace = pg_my_temp_schema() and relname like 'drift\_%'$$,
  'a drift leaves nothing behind'
);

-- A transaction that is read only refuses whatever writes.
set local transaction_read_only = on;
set local role service_role;

select lives_ok(statement, statement)
from (
  values
    ('select public.read_dashboard_refresh_status()'),
    (format('select public.read_dashboard_refresh_run(%L)', :'run_id')),
    ('select public.list_dashboard_refresh_runs()'),
    (format('select public.read_dashboard_refresh_alert(%L)', :'alert_id')),
    ('select public.read_dashboard_refresh_health()'),
    ('select public.read_dashboard_refresh_version()'),
    ('select public.read_dashboard_refresh_settings()'),
    ('select public.dashboard_freshness(''totals'')')
) as readers (statement);
select throws_ok(
  $$select public.request_dashboard_refresh()$$, '25006', null, 'what is not named read or list does write'
);
select throws_ok(
  $$select public.reconfigure_dashboard_refresh(settings => '{"active": true}')$$, '25006', null,
  'changing settings writes'
);
select throws_ok(
  $$select public.read_dashboard_refresh_drift()$$, 'DR015',
  'the definition of fixture.totals cannot be run outside of a refresh', 'a drift says that it is not measured'
);
reset role;

select * from finish();
rollback;
