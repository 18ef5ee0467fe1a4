begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(39);

-- On every version of PostgreSQL the same code, whether it reads the value or not: 17 knows infinite intervals.
select is(
  (
    pg_temp.error_of(
      format('select dashboard_refresh.reconfigure(settings => %L)', jsonb_build_object(setting, value))
    )
  ).code,
  'DR004', format('%s of %s is refused as a setting', setting, value)
)
from unnest(array['max_staleness', 'lock_timeout', 'max_duration', 'force_after']) as settings (setting)
cross join unnest(array[
  'infinity', '-infinity', 'Infinity days', '178000000 years', '-178000000 years', '1e300 s', 'P178000000Y', 'NaN'
]) as given (value);

select is(
  (pg_temp.error_of(format('select dashboard_refresh.reconfigure(settings => %L)', patch))).code, 'DR004',
  patch || ' is refused as a setting'
)
from (
  values
    ('{"max_duty_cycle": "NaN"}'),
    ('{"max_duty_cycle": "Infinity"}'),
    ('{"max_duty_cycle": 1e1000}'),
    ('{"failure_limit": -1e1000}')
) as cases (patch);

select is(
  (pg_temp.error_of(format('select dashboard_refresh.status(at => %L)', at))).code, 'DR010',
  format('a status at %s is refused', at)
)
from unnest(array['infinity', '-infinity', '294276-12-31 00:00:00+00']::timestamptz[]) as times (at);

select * from finish();
rollback;
