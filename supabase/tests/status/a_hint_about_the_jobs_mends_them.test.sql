begin;
\ir ../support/fixture.psql
select plan(7);

create function pg_temp.hint(code text) returns text language sql as $$
  select problem ->> 'hint' from json_array_elements(dashboard_refresh.status() -> 'problems') as problems (problem)
  where problem ->> 'code' = hint.code
$$;
create function pg_temp.follow(code text) returns void language plpgsql as $$
begin
  execute pg_temp.hint(code);
end;
$$;

select cron.unschedule('refresh-dashboard-watchdog') \g /dev/null
select lives_ok($$select pg_temp.follow('watchdog_missing')$$, 'what to do about a watchdog that is gone can be done');
select is(pg_temp.hint('watchdog_missing'), null, 'and brings it back');
select cron.alter_job(jobid, active => false) from cron.job where jobname ~ '^refresh-dashboard-' \g /dev/null
select isnt(pg_temp.hint('watchdog_missing'), null, 'a watchdog that is paused is a problem too');
select lives_ok($$select pg_temp.follow('rescue_missing')$$, 'what to do about rescue jobs that are paused can be done');
select results_eq(
  $$select jobname::text collate "default", schedule collate "default", active from cron.job where jobname ~ '^refresh-dashboard-' order by jobname$$,
  $$
    values ('refresh-dashboard-rescue-1', '* * * * *', true), ('refresh-dashboard-rescue-2', '* * * * *', true),
      ('refresh-dashboard-rescue-3', '* * * * *', true), ('refresh-dashboard-watchdog', '* * * * *', true)
  $$,
  'and makes all of them what they should be'
);

-- A job cannot lift the timeout where pg_cron uses background workers.
create or replace function dashboard_refresh._uses_background_workers() returns boolean language sql stable as 'select true';
alter role current_user in database postgres set statement_timeout = '2min';
select is(
  pg_temp.hint('timeout_below_max_duration'),
  'alter role postgres in database postgres set statement_timeout = ''360s'';',
  'what to do about a timeout below max_duration is a statement'
);
select pg_temp.follow('timeout_below_max_duration') \g /dev/null
select is(pg_temp.hint('timeout_below_max_duration'), null, 'which puts an end to it');

select * from finish();
rollback;
