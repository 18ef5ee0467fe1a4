begin;
\ir ../support/fixture.psql
select plan(14);

create temporary table before as select * from dashboard_refresh.views;

select throws_ok(
  format('select dashboard_refresh.reconfigure(%L, %L)', view, patch || '{"max_duration": "2 minutes"}'),
  sqlstate, message, patch::text
)
from (
  values
    ('totals', '{"path": "moon"}'::jsonb, 'DR004', 'path must be auto, edge or database.'),
    ('totals', '{"concurrently": "maybe"}', 'DR004', 'concurrently must be auto, always or never.'),
    ('totals', '{"max_staleness": "-1 minute"}', 'DR004', 'max_staleness must be from 10 seconds to 30 days.'),
    ('totals', '{"max_staleness": "31 days"}', 'DR004', 'max_staleness must be from 10 seconds to 30 days.'),
    ('totals', '{"max_staleness": "1 year"}', 'DR004', 'max_staleness must be from 10 seconds to 30 days.'),
    ('totals', '{"lock_timeout": "0"}', 'DR004', 'lock_timeout must be from 100 milliseconds to 5 minutes.'),
    ('totals', '{"failure_limit": 0}', 'DR004', 'failure_limit must be from 1 to 1000.'),
    ('totals', '{"failure_limit": -5}', 'DR004', 'failure_limit must be from 1 to 1000.'),
    ('totals', '{"schedule": "every now and then please"}', 'DR004', 'schedule: every is no valid minute'),
    ('totals', '{"schedule": "*/5 * * * * *"}', 'DR004', 'schedule: */5 * * * * * is no cron expression'),
    ('fixture.sales', '{"active": true}', 'DR001', 'fixture.sales is not a managed view')
) as cases (view, patch, sqlstate, message);

select results_eq(
  'select * from dashboard_refresh.views', 'select * from before',
  'after refused patches the registry is as it was'
);
select results_eq(
  $$select schedule, active from cron.job where jobname = 'refresh-totals'$$, $$values ('*/5 * * * *', true)$$,
  'after refused patches the job is as it was'
);
select is_empty(
  $$select from dashboard_refresh.config_changes where action = 'reconfigure'$$, 'refused patches are not in the audit'
);

select * from finish();
rollback;
