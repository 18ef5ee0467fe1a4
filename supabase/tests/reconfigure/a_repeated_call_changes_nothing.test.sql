begin;
\ir ../support/fixture.psql
select plan(5);

select dashboard_refresh.reconfigure(settings => '{"max_staleness": "20 minutes", "schedule": "*/7 * * * *"}') \g /dev/null
create temporary table audit as select * from dashboard_refresh.config_changes;
create temporary table jobs as select * from cron.job;

create temporary table answer as
select dashboard_refresh.reconfigure(settings => '{"max_staleness": "00:20:00", "schedule": "*/7 * * * *"}') as it;
select is(
  (select it ->> 'after' from answer), (select it ->> 'before' from answer),
  'a patch of what is set already, in another form, answers with the same settings before and after'
);
select results_eq(
  'select * from dashboard_refresh.config_changes order by id', 'select * from audit order by id',
  'a repeated patch writes nothing into the audit'
);
select dashboard_refresh.manage('fixture.totals', '*/7 * * * *') \g /dev/null
select results_eq(
  'select * from dashboard_refresh.config_changes order by id', 'select * from audit order by id',
  'managing a view again as it is writes nothing into the audit'
);
select set_eq('table cron.job', 'table jobs', 'a repeated patch leaves the job as it was');

-- What somebody did to the job by hand is put right by the same call.
select cron.alter_job(jobid, schedule => '0 0 * * *', active => false) from cron.job where jobname = 'refresh-totals' \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"schedule": "*/7 * * * *"}') \g /dev/null
select set_eq('table cron.job', 'table jobs', 'a repeated patch puts a job right that somebody has changed');

select * from finish();
rollback;
