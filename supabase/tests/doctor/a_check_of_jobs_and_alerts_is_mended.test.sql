begin;
\ir ../support/fixture.psql
\ir ../support/doctor.psql
select plan(68);

create function pg_temp.logged(runid bigint, command text, status text, message text, at timestamptz) returns void language sql as $$
  insert into cron.job_run_details (jobid, runid, command, status, return_message, start_time, end_time)
  values (1, runid, command, status, message, at, at)
$$;
create function pg_temp.looped(missing text, started_at timestamptz) returns void language sql as $$
  insert into dashboard_refresh.doctor_loops (started_by, started_at, finished_at, missing, why, hint)
  values ('test', looped.started_at, looped.started_at, looped.missing,
    case when looped.missing is not null then 'nobody answered' end,
    case when looped.missing is not null then 'npx refresh-dashboard deploy' end)
$$;

-- pg_cron. What is set for the whole server, and takes a restart, is put in the mouth of the function that reads it.
create function pg_temp.settings_say(problems text) returns void language plpgsql as $$
begin
  execute format(
    'create or replace function dashboard_refresh._cron_problems() returns setof dashboard_refresh.problem language plpgsql as %L',
    'begin return query ' || problems || '; end'
  );
end;
$$;
select pg_temp.mends(
  'cron_serial', 'select pg_temp.settings_say(''select * from dashboard_refresh._serial_cron_problems(true, 5, false)'')',
  'warning', 'one job at a time',
  'select pg_temp.settings_say(''select * from dashboard_refresh._serial_cron_problems(false, 5, true)'')'
);
select pg_temp.mends(
  'cron_log',
  $$select pg_temp.settings_say('select ''cron_log_off'', ''warning'', ''pg_cron keeps no log.'', ''Set cron.log_run to on.''')$$,
  'warning', 'keeps no log', $$select pg_temp.settings_say('select null, null, null, null where false')$$
);
select pg_temp.logged(900000000, 'call dashboard_refresh.watchdog()', 'succeeded', '', now() + interval '14 minutes') \g /dev/null
select pg_temp.mends(
  'cron_scheduler', $$select pg_temp.logged(900000001, 'call dashboard_refresh.watchdog()', 'succeeded', '', now())$$,
  'error', 'has fired nothing of ours',
  $$select pg_temp.logged(900000002, 'call dashboard_refresh.watchdog()', 'succeeded', '', now() + interval '14 minutes')$$,
  later => '15 minutes'
);
delete from cron.job_run_details where runid = 900000000;
select pg_temp.mends(
  'time_zone', 'update dashboard_refresh.views set time_zone = ''Mars/Olympus'' where true', 'error', 'has the time zone Mars/Olympus'
);
select pg_temp.mends(
  'cron_log_kept', $$select pg_temp.logged(-5, 'select 1', 'succeeded', '', now() - interval '60 days')$$, 'warning', 'goes back to'
);

-- Jobs.
select pg_temp.mends('watchdog_job', 'select cron.unschedule(''refresh-dashboard-watchdog'')', 'error', 'is gone or paused');
select pg_temp.mends(
  'rescue_jobs', 'select cron.alter_job(jobid, active => false) from cron.job where jobname = ''refresh-dashboard-rescue-2''',
  'warning', '1 to 3, 2 are there'
);
select pg_temp.logged(900000000, 'call dashboard_refresh.watchdog()', 'succeeded', '', now()) \g /dev/null
select pg_temp.mends(
  'watchdog_runs', $$select pg_temp.logged(900000001, 'call dashboard_refresh.watchdog()', 'failed', 'out of memory', now())$$,
  'error', 'out of memory',
  $$select pg_temp.logged(900000002, 'call dashboard_refresh.watchdog()', 'succeeded', '', now())$$
);
select pg_temp.mends(
  'watchdog_duties',
  $$insert into dashboard_refresh.duty_failures values ('_note_look', null, now(), now(), '42P01', 'no such table')$$,
  'error', '_note_look, fails since .*no such table',
  -- As the watchdog does, once the duty succeeds.
  'delete from dashboard_refresh.duty_failures where true'
);
select pg_temp.mends(
  'jobs_orphaned', $$select cron.schedule('left over', '* * * * *', 'select dashboard_refresh.tick(''fixture.gone'')')$$,
  'warning', 'The job left over ticks for a view that is not managed'
);
select pg_temp.mends('job_present', 'select cron.unschedule(''refresh-totals'')', 'error', 'refresh-totals is gone');
select pg_temp.mends(
  'job_unchanged', 'select cron.alter_job(jobid, active => false) from cron.job where jobname = ''refresh-totals''', 'error',
  'was changed by hand'
);
select pg_temp.mends(
  'job_fires', 'update dashboard_refresh.view_state set ticks_missed_since = now() where true', 'error', 'has not fired the job',
  -- As the watchdog does, once ticks arrive.
  'update dashboard_refresh.view_state set ticks_missed_since = null where true'
);
select pg_temp.mends(
  'other_refreshers', $$select cron.schedule('old', '* * * * *', 'refresh materialized view fixture.totals')$$, 'warning',
  'Other cron jobs refresh the view too: old'
);
select pg_temp.mends(
  'refreshed_elsewhere', 'update dashboard_refresh.view_state set refreshed_elsewhere_at = now() where true', 'warning',
  'Something else refreshes the view', 'update dashboard_refresh.view_state set refreshed_elsewhere_at = now() - interval ''2 days'' where true'
);

-- What is kept, and who is told.
select pg_temp.mends(
  'ledger_kept',
  $$insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, error_message)
    select id, 'sql', 'database', 'lost', now() - interval '30 days', now() - interval '30 days', 'x' from dashboard_refresh.views$$,
  'warning', 'has runs that ended more than'
);
select pg_temp.mends(
  'alerts_delivered',
  $$insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, status, attempts, next_attempt_at, finished_at, error_message)
    select id, 'failing', 'x', '{}', now(), 'failed', 5, now(), now(), 'HTTP 410' from dashboard_refresh.views$$,
  'warning', 'could not be delivered in 5 attempts: HTTP 410',
  $$insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, status, attempts, next_attempt_at, finished_at)
    select id, 'recovered', 'x', '{}', clock_timestamp(), 'delivered', 1, now(), now() from dashboard_refresh.views$$
);

select * from finish();
rollback;
