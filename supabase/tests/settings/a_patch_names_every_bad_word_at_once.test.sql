begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(13);

create temporary table registry as select * from dashboard_refresh.views;
create temporary table states as select * from dashboard_refresh.view_state;
create temporary table jobs as select * from cron.job;
create temporary table audit as select * from dashboard_refresh.config_changes;

create temporary table refusal as
select * from pg_temp.error_of($statement$
  select dashboard_refresh.reconfigure(settings => '{
    "path": "moon", "failure_limit": 0, "max_staleness": "soon", "active": "yes", "lock_timeout": {"seconds": 5},
    "schedule": "* * *", "max_stale": "1 minute", "colour": "red", "max_duration": "2 minutes"
  }')
$statement$);

select is((select code from refusal), 'DR004', 'a patch with bad words is refused as invalid_setting');
select alike((select message from refusal), '%' || part || '%', 'the error says ' || part)
from (
  values
    ('path must be auto, edge or database.'),
    ('failure_limit must be from 1 to 1000.'),
    ('max_staleness: ''soon'' is no interval; write a number and a unit, as in 10 seconds or 5 minutes.'),
    ('active must be true or false.'),
    ('lock_timeout must be from 100 milliseconds to 5 minutes.'),
    ('schedule: * * * is no cron expression.'),
    ('there is no setting max_stale; did you mean max_staleness?'),
    ('there is no setting colour.')
) as parts (part);

select unalike((select message from refusal), '%max_duration%', 'the error does not name the setting that is right');
select alike((select detail from refusal), '%"path": "moon"%', 'the detail of the error repeats what was given');
select is(
  (select hint from refusal),
  (select format('Nothing was changed. The settings are %s.', string_agg(name, ', ')) from dashboard_refresh.settings()),
  'the hint of the error lists the settings'
);

create temporary view changes as
(table registry except table dashboard_refresh.views) union all (table dashboard_refresh.views except table registry);
select ok(
  not exists (select from changes)
    and not exists (table states except table dashboard_refresh.view_state)
    and not exists (table jobs except table cron.job)
    and not exists (table dashboard_refresh.config_changes except table audit),
  'the registry, the state, the jobs and the audit are as they were, the setting that was right included'
);

select * from finish();
rollback;
