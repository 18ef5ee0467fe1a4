begin;
\ir ../support/fixture.psql
select plan(9);

create function pg_temp.chain() returns json language sql as $$
  select dashboard_refresh.status(runs => 1) #> '{last_runs,0,chain}'
$$;

-- As pg_cron logs a tick that asked for a run: its start a moment before, its end a moment after.
insert into dashboard_refresh.runs (view_id, trigger, path, http_request_id)
select id, 'cron', 'edge', 900000001 from dashboard_refresh.views;
insert into cron.job_run_details (jobid, runid, command, status, start_time, end_time)
select jobid, 900000001, command, 'succeeded', clock_timestamp() - interval '1 hour', clock_timestamp() - interval '59 minutes'
from cron.job where jobname = 'refresh-totals'
union all
select jobid, 900000002, command, 'succeeded', clock_timestamp() - interval '20 milliseconds', clock_timestamp()
from cron.job where jobname = 'refresh-totals'
union all
select jobid, 900000003, 'select 1', 'failed', clock_timestamp() - interval '20 milliseconds', clock_timestamp()
from cron.job where jobname = 'refresh-totals';

select results_eq(
  $$select pg_temp.chain() #>> '{cron,run_id}', pg_temp.chain() #>> '{cron,status}'$$,
  $$values ('900000002', 'succeeded')$$,
  'the chain shows the firing of pg_cron that led to the run, and no other'
);
select is(pg_temp.chain() #>> '{request,state}', 'unknown', 'a request that pg_net does not know is unknown');
select is(pg_temp.chain() ->> 'refresh', 'waiting', 'a refresh that has not started is waiting');

insert into net.http_request_queue (id, method, url, timeout_milliseconds, headers)
select 900000001, 'POST', 'http://x/', 1, jsonb_build_object('webhook-id', id) from dashboard_refresh.runs;
select is(pg_temp.chain() #>> '{request,state}', 'queued', 'a request that pg_net has not sent is queued');
delete from net.http_request_queue where id = 900000001;

insert into net._http_response (id, status_code, timed_out) values (900000001, 401, false);
select is(
  (pg_temp.chain() -> 'request')::jsonb - 'sent_at',
  '{"id": 900000001, "state": "answered", "status_code": 401, "error": null}'::jsonb,
  'a request that the function refused is shown with its answer'
);
select is(
  (pg_temp.chain() #>> '{request,sent_at}')::timestamptz, (select created from net._http_response where id = 900000001),
  'and with the time at which pg_net began to send it'
);
select pg_temp.watchdog(clock_timestamp() + interval '61 seconds') \g /dev/null
select results_eq(
  $$
    select run ->> 'trigger', run #>> '{chain,refresh}', run #>> '{chain,request,status_code}'
    from json_array_elements(dashboard_refresh.status() -> 'last_runs') with ordinality as runs (run, place)
    order by place desc
  $$,
  $$values ('cron', 'never started', '401'), ('watchdog', 'succeeded', null)$$,
  'a refused run never started, and the watchdog refreshed in its place'
);
select is(
  (
    select (run #> '{chain,cron}')::jsonb from json_array_elements(dashboard_refresh.status() -> 'last_runs') as run
    where run ->> 'trigger' = 'watchdog'
  ),
  'null'::jsonb,
  'a run of the watchdog has no firing of the job'
);

select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select is(
  pg_temp.chain()::jsonb, '{"cron": null, "request": null, "refresh": "succeeded"}',
  'a run by hand has neither firing nor request'
);

select * from finish();
rollback;
