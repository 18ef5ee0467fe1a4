begin;
\ir ../support/fixture.psql
select plan(23);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
insert into fixture.sales values ('eva', 1);
select dashboard_refresh.request() as run_id \gset
select dashboard_refresh.start_loop() as loop_id \gset
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
    'read_dashboard_refresh_version', 'read_dashboard_refresh_settings', 'list_dashboard_refresh_views',
    'list_dashboard_refresh_alerts', 'read_dashboard_refresh_metrics', 'dashboard_freshness',
    'read_dashboard_refresh_schedule', 'list_dashboard_refresh_changes', 'list_dashboard_refresh_settings',
    'read_dashboard_refresh_doctor', 'read_dashboard_refresh_loop', 'list_dashboard_refresh_loops'
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
    ('select public.list_dashboard_refresh_views(30)'),
    ('select public.list_dashboard_refresh_alerts()'),
    ('select public.read_dashboard_refresh_metrics()'),
    ('select public.read_dashboard_refresh_schedule(''0 6 * * *'', ''America/Bogota'')'),
    ('select public.list_dashboard_refresh_changes()'),
    ('select public.list_dashboard_refresh_settings()'),
    ('select public.dashboard_freshness(''totals'')'),
    ('select public.read_dashboard_refresh_doctor()'),
    ('select public.read_dashboard_refresh_doctor(deep => true)'),
    (format('select public.read_dashboard_refresh_loop(%L)', :'loop_id')),
    ('select public.list_dashboard_refresh_loops()')
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
