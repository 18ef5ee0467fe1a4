begin;
\ir ../support/fixture.psql
select plan(10);

create function pg_temp.left_after(age interval) returns text language plpgsql as $$
begin
  perform dashboard_refresh._delete_expired(clock_timestamp() + age);
  return concat_ws(
    ' ',
    (select count(*) from dashboard_refresh.alerts where status = 'failed'),
    (select count(*) from dashboard_refresh.config_changes),
    (select count(*) from dashboard_refresh.duty_failures)
  );
end;
$$;
insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at, status, finished_at, error_message)
select id, 'stale', 'x', '{}', now(), now(), status, finished_at, 'x'
from dashboard_refresh.views
cross join (values ('failed', now()), ('pending', null::timestamptz)) as ends (status, finished_at);
insert into dashboard_refresh.duty_failures values ('_queue_rescue', 4711, now(), now(), 'XX000', 'x');

select is(pg_temp.left_after('23 hours'), '1 1 1', 'for a day alerts, audit and failures of duties are all kept');
select is(pg_temp.left_after('25 hours'), '1 1 0', 'a failure of a duty that has not failed for a day is removed');
select is(pg_temp.left_after('13 days'), '1 1 0', 'an alert is kept for 14 days after its end');
select is(pg_temp.left_after('15 days'), '0 1 0', 'after 15 days an alert that has ended is removed');
select is(pg_temp.left_after('364 days'), '0 1 0', 'the audit is kept for a year');
select is(pg_temp.left_after('367 days'), '0 0 0', 'after a year the audit is removed');
select is(
  (select count(*) from dashboard_refresh.alerts), 1::bigint, 'an alert that has no end yet is kept whatever its age'
);

-- A job that did not even start has no times in the log.
delete from cron.job_run_details where true;
insert into cron.job_run_details (jobid, runid, command, status, start_time, end_time) values
  (1, 900000001, 'call dashboard_refresh.watchdog()', 'failed', null, null),
  (1, 900000002, 'call dashboard_refresh.watchdog()', 'failed', now(), now()),
  (1, 900000003, 'call dashboard_refresh.watchdog()', 'failed', null, null);
select dashboard_refresh._delete_expired(clock_timestamp() + interval '13 days') \g /dev/null
select results_eq(
  'select runid from cron.job_run_details order by runid', array[900000003::bigint - 1, 900000003],
  'a log row without times goes when it is older than all that are kept'
);

-- Who does it.
select is(
  (select array_agg(minute) from generate_series(0, 59) as minutes (minute)
   where '_delete_expired' = any ((dashboard_refresh._duties(timestamptz '2026-11-24 00:00+00' + make_interval(mins => minute))).after_views)),
  array[17], 'the watchdog does this once an hour'
);
select is_empty(
  $$
    select duty
    from dashboard_refresh._duties('2026-11-24 00:17+00') as duties
    cross join unnest(duties.before_views || duties.of_each_view || duties.after_views) as names (duty)
    where to_regprocedure(format('dashboard_refresh.%I(%s)', duty,
      case duty when duties.of_each_view then 'integer, timestamptz' else 'timestamptz' end)) is null
  $$,
  'each duty of the watchdog is a function of that name'
);

select * from finish();
rollback;
