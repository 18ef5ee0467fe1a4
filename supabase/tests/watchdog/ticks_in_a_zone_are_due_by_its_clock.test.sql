begin;
\ir ../support/fixture.psql
select plan(6);

select dashboard_refresh.reconfigure(settings => '{
  "schedule": "0 6 * * *", "time_zone": "Asia/Kolkata", "max_staleness": "2 days", "force_after": "30 days"
}') \g /dev/null
create function pg_temp.next_six() returns timestamptz language sql as $$
  select min(instant)
  from generate_series(date_trunc('day', clock_timestamp()) + interval '30 minutes', clock_timestamp() + interval '2 days', '1 day')
    as instant
  where instant > clock_timestamp()
$$;

-- From the first look on a firing is due.
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is(
  (select tick_due_at from dashboard_refresh.view_state), pg_temp.next_six(),
  'the next tick is due at six in Kolkata, half past midnight in Greenwich'
);
select is(
  (dashboard_refresh.status() #>> '{job,next_run_at}')::timestamptz, pg_temp.next_six(),
  'status names the same time, though the job fires every hour'
);
delete from dashboard_refresh.runs where true;

select pg_temp.watchdog(pg_temp.next_six() - interval '10 minutes') \g /dev/null
select is_empty($$select from dashboard_refresh.runs where status = 'lost'$$, 'before that nothing is missed');

select pg_temp.watchdog(pg_temp.next_six() + interval '2 minutes') \g /dev/null
select results_eq(
  $$select trigger, status from dashboard_refresh.runs where status = 'lost'$$, $$values ('cron', 'lost')$$,
  'a tick that did not come by then is missed'
);
select is(
  (select tick_due_at from dashboard_refresh.view_state), pg_temp.next_six() + interval '1 day', 'the next is due a day later'
);

select cron.alter_job(job.jobid, schedule => '0 6 * * *') from cron.job where job.jobname = 'refresh-totals' \g /dev/null
select ok(
  exists (
    select from json_array_elements(dashboard_refresh.status() -> 'problems') as problem
    where problem ->> 'code' = 'job_altered'
  ),
  'a job that somebody has given the schedule itself would fire at another time, which is a problem'
);

select * from finish();
rollback;
