begin;
\ir ../support/fixture.psql
select plan(9);

create function pg_temp.scheduler(member text, at timestamptz default clock_timestamp()) returns text language sql as
  'select dashboard_refresh.overview(at => at) -> ''scheduler'' ->> member';
-- Reading is all that may be done to pg_cron's log, so time is what moves.
create temporary table watchdog as
select max(start_time) as fired_at from cron.job_run_details where command = 'call dashboard_refresh.watchdog()';

select is(dashboard_refresh.overview() ->> 'poll_after_seconds', '10', 'a page may ask again in ten seconds');
select is(
  pg_temp.scheduler('alive', greatest((select fired_at from watchdog), pg_postmaster_start_time()) + interval '3 minutes'),
  'true', 'pg_cron is alive three minutes after its last sign'
);
select is(
  pg_temp.scheduler('alive', greatest((select fired_at from watchdog), pg_postmaster_start_time()) + interval '185 seconds'),
  'false', 'pg_cron is not alive when three minutes have passed without one'
);
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select is(
  dashboard_refresh.overview(at => clock_timestamp() + interval '5 minutes') #>> '{views,0,attention,code}', 'cron_stalled',
  'a scheduled view then needs attention'
);
select is(
  (
    select problem ->> 'code'
    from json_array_elements(dashboard_refresh.status(at => clock_timestamp() + interval '5 minutes') -> 'problems') as problem
    where problem ->> 'code' = 'cron_stalled'
  ),
  'cron_stalled', 'status says the same'
);
select is(
  pg_temp.scheduler('watchdog_last_at')::timestamptz, (select fired_at from watchdog),
  'the last firing of the watchdog is shown'
);
select ok(
  (
    select fired_at is null or coalesce(pg_temp.scheduler('last_fired_at')::timestamptz >= fired_at, false) from watchdog
  ),
  'no firing of another job is missed'
);
select is(pg_temp.scheduler('time_zone'), coalesce(current_setting('cron.timezone', true), 'GMT'), 'its time zone is shown');
select dashboard_refresh._mark_running(id, gen_random_uuid()) from dashboard_refresh.views \g /dev/null
select is(dashboard_refresh.overview() ->> 'poll_after_seconds', '2', 'a page may ask sooner while a refresh is under way');

select * from finish();
rollback;
