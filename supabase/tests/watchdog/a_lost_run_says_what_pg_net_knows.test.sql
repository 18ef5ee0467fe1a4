begin;
\ir ../support/fixture.psql
select plan(6);

-- What pg_net leaves of each way a request can end.
create temporary table cases (request_id bigint, message text);
insert into net._http_response (id, status_code, timed_out, error_msg) values
  (900000001, 202, false, null),
  (900000002, 401, false, null),
  (900000003, null, true, 'Timeout of 5000 ms reached'),
  (900000004, null, false, 'Couldn''t connect to server');
insert into cases values
  (900000001, 'the Edge Function did not run it in time: it accepted the request and was then stopped, or could not reach the database'),
  (900000002, 'the Edge Function did not run it in time: it answered 401'),
  (900000003, 'the Edge Function did not run it in time: the request failed: no answer in time'),
  (900000004, 'the Edge Function did not run it in time: the request failed: Couldn''t connect to server'),
  (900000005, 'the Edge Function did not run it in time: pg_net has not sent the request yet'),
  (900000006, 'the Edge Function did not run it in time: pg_net knows no answer; it may still be waiting for one, or has lost the request');

insert into dashboard_refresh.runs (view_id, trigger, path, http_request_id)
select views.id, 'cron', 'edge', cases.request_id from dashboard_refresh.views cross join cases;
insert into net.http_request_queue (id, method, url, timeout_milliseconds, headers)
select http_request_id, 'POST', 'http://127.0.0.1/', 5000, jsonb_build_object('webhook-id', id)
from dashboard_refresh.runs
where http_request_id = 900000005;

select pg_temp.watchdog(clock_timestamp() + interval '61 seconds') \g /dev/null

select is(runs.error_message, cases.message, 'request ' || cases.request_id)
from cases
join dashboard_refresh.runs on runs.http_request_id = cases.request_id
order by cases.request_id;

select * from finish();
rollback;
