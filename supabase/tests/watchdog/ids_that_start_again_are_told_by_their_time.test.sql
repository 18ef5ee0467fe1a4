-- pg_net's ids start again after a crash, pg_cron's after a restore: what others have sent or fired since is not ours.
begin;
\ir ../support/fixture.psql
select plan(9);

-- A request of an hour ago, and an answer of now to somebody else's, of the same id.
insert into dashboard_refresh.runs (view_id, trigger, path, http_request_id, requested_at)
select id, 'cron', 'edge', 900000001, clock_timestamp() - interval '1 hour' from dashboard_refresh.views;
insert into net._http_response (id, status_code, timed_out) values (900000001, 202, false);
select results_eq(
  $$select state, status_code from dashboard_refresh.runs, dashboard_refresh._request_outcome(http_request_id, runs.id::text, requested_at)$$,
  $$values ('unknown', null::integer)$$,
  'an answer to a later request of the same id is not that of the run'
);
select pg_temp.watchdog(clock_timestamp() + interval '1 minute') \g /dev/null
select is(
  (select error_message from dashboard_refresh.runs where trigger = 'cron'),
  'the Edge Function did not run it in time: pg_net knows no answer; it may still be waiting for one, or has lost the request',
  'a lost run does not show the 202 of another'
);
select is(
  (
    select run #>> '{chain,request,state}' from json_array_elements(dashboard_refresh.status() -> 'last_runs') as runs (run)
    where run ->> 'trigger' = 'cron'
  ),
  'unknown', 'nor does its chain'
);
delete from dashboard_refresh.runs where true;
insert into dashboard_refresh.runs (view_id, trigger, path, http_request_id)
select id, 'cron', 'edge', 900000001 from dashboard_refresh.views;
insert into net.http_request_queue (id, method, url, timeout_milliseconds, headers)
values (900000002, 'POST', 'http://127.0.0.1/', 5000, '{"webhook-id": "somebody else''s"}');
select is(
  (select state from dashboard_refresh.runs, dashboard_refresh._request_outcome(900000002, runs.id::text, requested_at)), 'unknown',
  'a request that waits under the same id with another message is not that of the run'
);

-- The same of an alert.
insert into dashboard_refresh.alerts (
  view_id, kind, summary, facts, created_at, next_attempt_at, status, attempts, sent_at, posted_at, http_request_id
)
select id, 'stale', 'x', '{}', now(), now(), 'sent', 1, clock_timestamp(), clock_timestamp() - interval '1 hour', 900000001
from dashboard_refresh.views;
select dashboard_refresh._deliver_alerts(clock_timestamp()) \g /dev/null
select is((select status from dashboard_refresh.alerts), 'sent', 'an answer to a later request does not deliver an alert');
select dashboard_refresh._deliver_alerts(clock_timestamp() + interval '3 minutes') \g /dev/null
select results_eq(
  'select status, error_message from dashboard_refresh.alerts',
  $$values ('pending', 'pg_net knew no answer after two minutes')$$, 'an alert that was lost is sent again'
);

-- A failed tick of before the restore was recorded under the id that another has now.
delete from dashboard_refresh.runs where true;
delete from dashboard_refresh.alerts where true;
insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, cron_run_id, error_message)
select id, 'cron', 'database', 'lost', now() - interval '3 days', now() - interval '3 days', 900000001, 'the tick failed'
from dashboard_refresh.views;
insert into cron.job_run_details (jobid, runid, command, status, return_message, start_time, end_time)
select jobid, 900000001, command, 'failed', 'server restarted', clock_timestamp() + interval '1 second', clock_timestamp() + interval '2 seconds'
from cron.job where jobname = 'refresh-totals';
-- One that did not start has no time of its own, and one of the time before the command had two statements.
insert into cron.job_run_details (jobid, runid, command, status, return_message)
select jobid, 900000002, command, 'failed', 'no connection' from cron.job where jobname = 'refresh-totals';
insert into cron.job_run_details (jobid, runid, command, status, return_message, start_time, end_time)
select jobid, 900000003, 'select dashboard_refresh.tick(''fixture.totals'')', 'failed', 'crashed',
  clock_timestamp() + interval '3 seconds', clock_timestamp() + interval '3 seconds'
from cron.job where jobname = 'refresh-totals';
select dashboard_refresh._record_failed_ticks(clock_timestamp() + interval '1 minute') \g /dev/null
select results_eq(
  $$select cron_run_id, error_message from dashboard_refresh.runs where requested_at > now() - interval '1 day' order by cron_run_id$$,
  $$values (900000001::bigint, 'the tick failed: server restarted'), (900000002, 'the tick failed: no connection'),
    (900000003, 'the tick failed: crashed')$$,
  'a failed tick whose id another had before is recorded, and so is one without a time, and one of the old command'
);
select dashboard_refresh._record_failed_ticks(clock_timestamp() + interval '2 minutes') \g /dev/null
select is((select count(*) from dashboard_refresh.runs), 4::bigint, 'each is recorded once');
select is(
  (
    select count(*) from json_array_elements(dashboard_refresh.status() -> 'last_runs') as runs (run)
    where run #>> '{chain,cron,run_id}' = '900000001'
  ),
  1::bigint, 'the chain of the older one does not show the firing of the newer'
);

select * from finish();
rollback;
