-- The job fires at the schedule's minutes of every hour; most of these firings are not due.
begin;
\ir ../support/fixture.psql
select plan(22);

create function pg_temp.hour_in_bogota(later integer) returns integer language sql as $$
  select extract(hour from clock_timestamp() at time zone 'America/Bogota' + make_interval(hours => later))::integer
$$;
create function pg_temp.codes() returns text[] language sql as $$
  select array(
    select problem ->> 'code' from json_array_elements(dashboard_refresh.status() -> 'problems') as problem
  )
$$;

-- Of this hour, or of the next one where it begins just now.
select dashboard_refresh.reconfigure(settings => jsonb_build_object(
  'time_zone', 'America/Bogota',
  'schedule', format('* %s,%s * * *', pg_temp.hour_in_bogota(0), pg_temp.hour_in_bogota(1))
)) \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'a tick in an hour of the schedule refreshes');

select dashboard_refresh.reconfigure(settings => jsonb_build_object(
  'schedule', format('* %s,%s * * *', pg_temp.hour_in_bogota(3), pg_temp.hour_in_bogota(4))
)) \g /dev/null
insert into fixture.sales values ('eva', 1);
select is(dashboard_refresh.tick('fixture.totals'), 'not_due', 'a tick in any other hour is not due');
select is((select count(*) from dashboard_refresh.runs), 1::bigint, 'and writes no run');
select is(
  dashboard_refresh.run(dashboard_refresh.request()) ->> 'status', 'succeeded', 'a refresh that is asked for is always due'
);
select is(
  (select format('%s %s', job.schedule, job.active) from cron.job where job.jobname = 'refresh-totals'),
  '* * * * * t', 'the job fires at the minutes of the schedule, every hour'
);
select is(pg_temp.codes() && array['job_altered'], false, 'a job that fires every hour for the zone is as it should be');

-- What is due when, judged at a time that is given.
create function pg_temp.is_due(at timestamptz) returns boolean language sql as $$
  select dashboard_refresh._is_due(views, dashboard_refresh._state_of(views), at) from dashboard_refresh.views
$$;
select dashboard_refresh.reconfigure(settings => '{"schedule": "0 6 * * *"}') \g /dev/null
update dashboard_refresh.config_changes set changed_at = '2026-01-01 00:00+00' where true;
update dashboard_refresh.runs set requested_at = '2026-01-01 00:00+00' where true;
update dashboard_refresh.view_state set data_as_of = '2026-01-01 00:00+00', verified_at = null where true;

select ok(pg_temp.is_due('2026-07-01 06:00:00.2-05'), 'six in Bogota is due');
select ok(not pg_temp.is_due('2026-07-01 05:00:00.2-05'), 'five is not');
select ok(pg_temp.is_due('2026-07-01 06:20-05'), 'a tick that pg_cron was too busy to start in its minute counts for its firing');
select ok(pg_temp.is_due('2026-07-01 09:00-05'), 'the next hours make up for a firing that did not come');
select ok(not pg_temp.is_due('2026-07-01 13:00-05'), 'a firing that was missed for long is left to the watchdog');

update dashboard_refresh.view_state set data_as_of = '2026-07-01 06:00:01-05' where true;
select ok(not pg_temp.is_due('2026-07-01 07:00-05'), 'it is not made up for where the view was refreshed since');
update dashboard_refresh.view_state set data_as_of = '2026-01-01 00:00+00', verified_at = '2026-07-01 05:59:20-05' where true;
select ok(not pg_temp.is_due('2026-07-01 07:00-05'), 'nor where a tick of that minute found nothing changed');
update dashboard_refresh.view_state set verified_at = null where true;
update dashboard_refresh.runs set requested_at = '2026-07-01 06:00:01-05', trigger = 'cron', status = 'lost', started_at = null, data_as_of = null, error_message = 'gone' where true;
select ok(not pg_temp.is_due('2026-07-01 07:00-05'), 'nor where a tick tried in vain, which is retried anyway');
update dashboard_refresh.runs set requested_at = '2026-01-01 00:00+00' where true;
update dashboard_refresh.config_changes set changed_at = '2026-07-01 06:30-05' where true;
select ok(not pg_temp.is_due('2026-07-01 07:00-05'), 'nor where the settings were changed since: who resumes a view refreshes nothing by it');

-- The clocks of Madrid show 02:30 twice on 25 October, and skip it on 29 March.
select dashboard_refresh.reconfigure(settings => '{"schedule": "30 2 * * *", "time_zone": "Europe/Madrid"}') \g /dev/null
update dashboard_refresh.config_changes set changed_at = '2026-01-01 00:00+00' where true;
select ok(pg_temp.is_due('2026-10-25 02:30:00.2+02'), 'a time that is shown twice is due the first time');
update dashboard_refresh.view_state set verified_at = '2026-10-25 02:29:20+02' where true;
select ok(not pg_temp.is_due('2026-10-25 02:30:00.2+01'), 'and not the second');
update dashboard_refresh.view_state set verified_at = null where true;
select ok(not pg_temp.is_due('2026-03-29 01:30+01'), 'a time that is skipped is not due before');
select ok(pg_temp.is_due('2026-03-29 03:00:00.2+02'), 'but at the end of what is skipped');
select is(
  (select job.schedule from cron.job where job.jobname = 'refresh-totals'), '*/30 * * * *', 'when the job fires as well'
);

select dashboard_refresh.reconfigure(settings => '{"schedule": "*/5 * * * *"}') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"time_zone": null}') \g /dev/null
select ok(pg_temp.is_due('2026-07-01 03:33-05'), 'without a zone every tick is due');
select is(
  (select job.schedule from cron.job where job.jobname = 'refresh-totals'), '*/5 * * * *', 'and the job has the schedule itself'
);

select * from finish();
rollback;
