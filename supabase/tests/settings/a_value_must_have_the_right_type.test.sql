begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(23);

create function pg_temp.refusal(patch text) returns text language sql as $$
  select code || ' ' || message || ' ' || detail
  from pg_temp.error_of(format('select dashboard_refresh.reconfigure(settings => %L)', patch))
$$;

-- Each a value that would be allowed, were it of the right type: the limits alone would not say what is wrong.
select matches(pg_temp.refusal(patch), '^DR004 .*(' || reason || ').*Got ', patch || ' is refused: it needs a ' || reason)
from (
  values
    ('{"failure_limit": "5"}', 'whole number'),
    ('{"failure_limit": 2.5}', 'whole number'),
    ('{"failure_limit": true}', 'whole number'),
    ('{"max_duty_cycle": "0.5"}', 'number'),
    ('{"max_staleness": 600}', 'string|text'),
    ('{"lock_timeout": true}', 'string|text'),
    ('{"path": 1}', 'string|text'),
    ('{"schedule": 5}', 'string|text'),
    ('{"job_name": false}', 'string|text'),
    ('{"active": "true"}', 'true or false'),
    ('{"skip_unchanged": 1}', 'true or false')
) as cases (patch, reason);

select alike(pg_temp.refusal(patch), 'DR004 ' || setting || ' must be %Got ' || patch || '.', patch || ' is refused: it is nested')
from (
  values
    ('active', '{"active": [true]}'),
    ('failure_limit', '{"failure_limit": {"value": 5}}'),
    ('max_staleness', '{"max_staleness": ["10 minutes"]}'),
    ('schedule', '{"schedule": {"every": "5 minutes"}}')
) as cases (setting, patch);

select alike(pg_temp.refusal(patch), 'DR004 ' || message || '%', patch || ' is refused')
from (
  values
    ('{"failure_limit": 1e300}', 'failure_limit must be'),
    ('{"failure_limit": 99999999999999999999}', 'failure_limit must be'),
    ('{"max_duty_cycle": 1e-300}', 'max_duty_cycle must be'),
    ('{"max_staleness": ""}', 'max_staleness: '''' is no interval; write a number and a unit'),
    ('{"max_staleness": "infinity"}', 'max_staleness'),
    ('{"max_staleness": "999999999999 years"}', 'max_staleness'),
    ('{"max_staleness": "10 parsecs"}', 'max_staleness: ''10 parsecs'' is no interval; write a number and a unit')
) as cases (patch, message);

select is(
  dashboard_refresh.reconfigure(settings => '{"max_staleness": "P1D"}') #>> '{after,max_staleness}', '24:00:00',
  'an interval in any form that PostgreSQL reads is taken, and is shown in hours'
);

select * from finish();
rollback;
