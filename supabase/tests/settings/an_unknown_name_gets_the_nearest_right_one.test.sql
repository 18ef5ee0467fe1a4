begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(21);

select is(
  (
    select code || ' ' || message
    from pg_temp.error_of(format('select dashboard_refresh.reconfigure(settings => %L)', jsonb_build_object(name, 1)))
  ),
  'DR004 there is no setting ' || quote_ident(name) || coalesce('; did you mean ' || nearest || '?', '.'),
  format('the setting nearest to %s is %s', quote_ident(name), coalesce(nearest, 'none'))
)
from (
  values
    ('max_stalenes', 'max_staleness'),
    ('maxStaleness', 'max_staleness'),
    ('MAX_STALENESS', 'max_staleness'),
    ('staleness', 'max_staleness'),
    ('shedule', 'schedule'),
    ('cron_schedule', 'schedule'),
    ('concurrent', 'concurrently'),
    ('duty_cycle', 'max_duty_cycle'),
    ('timeout', 'lock_timeout'),
    ('failures_limit', 'failure_limit'),
    ('jobname', 'job_name'),
    ('skip-unchanged', 'skip_unchanged'),
    ('xyzzy', null),
    ('', null),
    ('select "1', null)
) as cases (name, nearest);

-- Columns of the registry that are no settings are as unknown as any other word.
select alike(
  (
    select message
    from pg_temp.error_of(format('select dashboard_refresh.reconfigure(settings => %L)', jsonb_build_object(name, 1)))
  ),
  'there is no setting ' || name || '%',
  name || ' is not a setting'
)
from (values ('id'), ('revision'), ('view_name')) as cases (name);

create temporary table refusal as
select * from pg_temp.error_of(
  $$select dashboard_refresh.reconfigure(settings => '{"a1": 1, "b2": 2, "c3": 3, "d4": 4, "e5": 5, "f6": 6, "g7": 7, "h8": 8}')$$
);
select is(
  (select array_agg(matches.match[1] order by matches.match[1])
   from refusal, regexp_matches(message, 'there is no setting (\w\d)', 'g') as matches (match)),
  array['a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7', 'h8'],
  'every one of many unknown names is named'
);
select alike(
  (
    select message from pg_temp.error_of(format(
      'select dashboard_refresh.reconfigure(settings => %L)',
      (select jsonb_object_agg('word_' || number, 1) from generate_series(1, 25) as words (number))
    ))
  ),
  '% and 5 more.', 'of more than twenty unknown names, the first twenty are named and the others counted'
);
select cmp_ok(
  (
    select length(message || detail) from pg_temp.error_of(format(
      'select dashboard_refresh.reconfigure(settings => %L)', jsonb_build_object(repeat('x', 10000), repeat('y', 5000))
    ))
  ),
  '<', 2000, 'an unknown name of 10,000 characters is cut in the error'
);

select * from finish();
rollback;
