begin;
\ir ../support/fixture.psql
select plan(9);

create function pg_temp.next_run(schedule text, last_fired_at timestamptz, at timestamptz) returns timestamptz
language sql as $$
  select dashboard_refresh._next_run_at(views, next_run.schedule, last_fired_at, at) from dashboard_refresh.views
$$;
create temporary view now_is as select timestamptz '2030-01-01 00:00:20+00' as at;

select is(
  pg_temp.next_run('30 seconds', at - interval '12 seconds', at), at + interval '18 seconds',
  'the seconds count from the last firing'
)
from now_is;
select is(
  pg_temp.next_run('30 seconds', at - interval '29.9 seconds', at), at + interval '0.1 seconds',
  'a firing that is near is near'
)
from now_is;
select is(
  pg_temp.next_run('30 seconds', at - interval '5 minutes', at), at, 'a job that is overdue fires as soon as it can'
)
from now_is;
select is(
  pg_temp.next_run('*/5 * * * *', at - interval '12 seconds', at), timestamptz '2030-01-01 00:05:00+00',
  'a cron expression does not depend on the last firing'
)
from now_is;
select is(
  pg_temp.next_run('@reboot', at - interval '12 seconds', at), null, 'a schedule that cannot be read has no next firing'
)
from now_is;

-- Before its first firing a job counts from when pg_cron learned of it.
select is(
  pg_temp.next_run('30 seconds', null, changed_at + interval '10 seconds'), changed_at + interval '30 seconds',
  'a new job fires when its seconds are over for the first time'
)
from dashboard_refresh.config_changes;

create temporary view cron_is as
select regexp_match(extversion, '^(\d+)\.(\d+)')::integer[] < array[1, 5] as old from pg_extension where extname = 'pg_cron';
select dashboard_refresh.reconfigure(
  settings => format('{"schedule": %s}', to_json(case when old then '*/5 * * * *' else '40 seconds' end))::jsonb
)
from cron_is \g /dev/null
insert into cron.job_run_details (jobid, runid, command, status, start_time)
select jobid, 900000001, command, 'succeeded', now() - interval '15 seconds' from cron.job where jobname = 'refresh-totals';
insert into cron.job_run_details (jobid, runid, command, status)
select jobid, 900000002, command, 'starting' from cron.job where jobname = 'refresh-totals';
create temporary table job as select dashboard_refresh.status(at => now()) -> 'job' as json;
select is(
  (json ->> 'last_fired_at')::timestamptz, now() - interval '15 seconds', 'a job that is about to start has not fired yet'
)
from job;
select is(
  (json ->> 'next_run_at')::timestamptz,
  case when (select old from cron_is) then dashboard_refresh._next_firing('*/5 * * * *', now()) else now() + interval '25 seconds' end,
  'status says when the job fires next'
)
from job;

update cron.job_run_details set start_time = null where runid = 900000001;
select is((dashboard_refresh.status() -> 'job' ->> 'last_fired_at'), null, 'a job that never fired has no last firing');

select * from finish();
rollback;
