begin;
set local search_path = public, extensions;
select plan(10);

-- Settings that only a restart changes, so the rule is tried by itself.
create function pg_temp.says(has_workers boolean, max_running integer, is_1_5 boolean) returns text language sql as $$
  select coalesce(
    (
      select code || ': ' || message || ' ' || hint
      from dashboard_refresh._serial_cron_problems(has_workers, max_running, is_1_5)
    ),
    'nothing'
  )
$$;
select is(pg_temp.says(false, 32, false), 'nothing', 'sessions run side by side');
select is(pg_temp.says(false, 2, true), 'nothing', 'two jobs at once are not one at a time');
select is(pg_temp.says(true, 5, true), 'nothing', 'background workers run side by side since pg_cron 1.5');
select is(pg_temp.says(true, null, true), 'nothing', 'a limit that cannot be seen is no problem');
select matches(
  pg_temp.says(true, 5, false), '^cron_is_serial: .*before 1\.5.*Upgrade pg_cron',
  'background workers run one at a time before pg_cron 1.5'
);
select matches(
  pg_temp.says(false, 1, true), '^cron_is_serial: .*cron\.max_running_jobs.*Set cron\.max_running_jobs to 5 or more and restart',
  'a limit of one job is a problem, however they run'
);
select matches(pg_temp.says(false, 0, false), '^cron_is_serial: ', 'a limit of zero counts as one');
select matches(
  pg_temp.says(true, 1, true), '^cron_is_serial: .*max_worker_processes', 'with background workers the workers count too'
);
select results_eq(
  $$select code from dashboard_refresh._cron_problems() where code = 'cron_is_serial'$$,
  format(
    $$select 'cron_is_serial' where %L and %L::boolean$$, true,
    current_setting('cron.max_running_jobs')::integer <= 1
      or (current_setting('cron.use_background_workers')::boolean
        and (select regexp_match(extversion, '^(\d+)\.(\d+)')::integer[] < array[1, 5] from pg_extension where extname = 'pg_cron'))
  ),
  'this server''s settings are read'
);
select is(
  (select severity from dashboard_refresh._serial_cron_problems(false, 1, true)), 'warning', 'it is a warning'
);

select * from finish();
rollback;
