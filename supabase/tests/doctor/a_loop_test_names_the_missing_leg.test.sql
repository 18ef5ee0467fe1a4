begin;
\ir ../support/fixture.psql
select plan(27);

create function pg_temp.look(loop_id uuid, later interval default '0') returns json language sql as $$
  select dashboard_refresh._loop_json(dashboard_refresh._look_at_loop(doctor_loops, clock_timestamp() + later))
  from dashboard_refresh.doctor_loops where id = loop_id
$$;
create function pg_temp.reached(loop json) returns text[] language sql as $$
  select array_agg(leg ->> 'name') from json_array_elements(loop -> 'legs') as legs (leg) where leg ->> 'at' is not null
$$;

-- Not yet fired.
select dashboard_refresh.start_loop('ana') as id \gset
select is(
  (select format('%s %s', l ->> 'status', l ->> 'started_by') from pg_temp.look(:'id') as l), 'running ana',
  'a test that was asked for runs'
);
select is(
  (select array_agg(leg ->> 'name') from json_array_elements(pg_temp.look(:'id') -> 'legs') as legs (leg)),
  '{pg_cron,pg_net,function,database,answer}', 'and has five legs'
);
select is(pg_temp.reached(pg_temp.look(:'id')), null, 'none of which was reached');
select is(dashboard_refresh.start_loop('eva'), :'id'::uuid, 'a second who asks gets the one that runs');
select cron.unschedule('refresh-dashboard-watchdog') \g /dev/null
select is(
  (select format('%s: %s', l ->> 'missing', l ->> 'why') from pg_temp.look(:'id', '3 minutes') as l),
  'pg_cron: The cron job refresh-dashboard-watchdog is gone or paused, so lost runs stay unnoticed',
  'one that no watchdog finds says why not'
);

-- Fired, and sent.
select dashboard_refresh._carry_loops(clock_timestamp()) \g /dev/null
select is(pg_temp.reached(pg_temp.look(:'id')), '{pg_cron}', 'the watchdog fires it');
select is(
  (
    select format('%s %s', split_part(url, '/functions/', 2), headers ->> 'webhook-id')
    from net.http_request_queue order by id desc limit 1
  ),
  'v1/refresh-dashboard/doctor/ping ' || :'id', 'by a message to the function that is signed in its name'
);
select is(
  (select convert_from(body, 'UTF8')::jsonb from net.http_request_queue order by id desc limit 1),
  jsonb_build_object('loop_id', :'id'), 'and says no more than that'
);
select is(
  (select format('%s, %s', l ->> 'missing', l ->> 'hint') from pg_temp.look(:'id', '2 minutes') as l),
  'pg_net, select net.worker_restart();', 'one that stays in the queue misses pg_net'
);
select http_request_id as request from dashboard_refresh.doctor_loops where id = :'id' \gset

create function pg_temp.answers(loop_id uuid, status integer, message text default null) returns json language plpgsql as $$
declare
  v_json json;
begin
  begin
    delete from net.http_request_queue where true;
    insert into net._http_response (id, status_code, timed_out, error_msg, created)
    select http_request_id, status, false, message, clock_timestamp() from dashboard_refresh.doctor_loops where id = loop_id;
    v_json := pg_temp.look(loop_id);
    raise exception using errcode = 'TR000';
  exception
    when sqlstate 'TR000' then
      return v_json;
  end;
end;
$$;
create function pg_temp.verdict(answer json) returns text language sql as $$
  select format('%s: %s (%s)', answer ->> 'missing', answer ->> 'why', answer ->> 'hint')
$$;
select is(
  pg_temp.verdict(pg_temp.answers(:'id', 401)),
  'function: the Edge Function refused the signature (401) (npx refresh-dashboard deploy)', 'a function with another secret'
);
select is(
  pg_temp.verdict(pg_temp.answers(:'id', 404)),
  'function: there is no Edge Function refresh-dashboard of this release there (404) (npx refresh-dashboard deploy)',
  'a function that is not deployed'
);
select matches(pg_temp.verdict(pg_temp.answers(:'id', 500)), '^function: the Edge Function answered with 500', 'one that fails');
select matches(
  pg_temp.verdict(pg_temp.answers(:'id', null, 'no route to host')),
  '^function: the Edge Function could not be reached: no route to host', 'one that is not reached'
);
select is(
  pg_temp.reached(pg_temp.answers(:'id', 500)), '{pg_cron,pg_net}', 'each of these has got through pg_net'
);

-- Lost on the way.
delete from net.http_request_queue where true;
select matches(
  pg_temp.verdict(pg_temp.look(:'id', '2 minutes')), '^function: neither an answer nor a call', 'nothing that is heard again'
);
insert into net._http_response (id, status_code, timed_out, created) values (:request, 202, false, clock_timestamp());
select is(pg_temp.look(:'id') ->> 'status', 'running', 'a function that has taken it has a minute to say so');
select matches(
  pg_temp.verdict(pg_temp.look(:'id', '2 minutes')), '^database: the Edge Function has taken the ping, but its call',
  'then the database is what is missing'
);

-- Recorded.
select throws_ok(
  $$select public.record_dashboard_refresh_loop('00000000-0000-0000-0000-000000000000')$$, 'DR020', null,
  'a test that there is not cannot be recorded'
);
select is(
  pg_temp.reached(public.record_dashboard_refresh_loop(:'id')), '{pg_cron,function,database}',
  'the function records its test'
);
select recorded_at as recorded from dashboard_refresh.doctor_loops where id = :'id' \gset
select public.record_dashboard_refresh_loop(:'id') \g /dev/null
select is(
  (select recorded_at from dashboard_refresh.doctor_loops where id = :'id'), :'recorded'::timestamptz,
  'a second time changes nothing'
);
select is(
  (select format('%s %s', l ->> 'status', l ->> 'missing') from public.read_dashboard_refresh_loop(:'id') as l), 'complete ',
  'with the answer it is complete'
);
select is_empty(
  format(
    $$select leg from json_array_elements(public.read_dashboard_refresh_loop(%L) -> 'legs') as legs (leg) where (leg ->> 'ms')::numeric < 0 or leg ->> 'ms' is null$$,
    :'id'
  ),
  'and every leg has its time'
);
delete from net._http_response where true;
select is(
  public.read_dashboard_refresh_loop(:'id') ->> 'status', 'complete', 'and stays so when pg_net has forgotten the answer'
);

-- An answer that is lost.
select dashboard_refresh.start_loop('ana') as id \gset
select dashboard_refresh._carry_loops(clock_timestamp()), public.record_dashboard_refresh_loop(:'id') \g /dev/null
delete from net.http_request_queue where true;
select matches(pg_temp.verdict(pg_temp.look(:'id', '2 minutes')), '^answer: the answer of the Edge Function was not seen', 'the last leg');

-- Nothing to send with.
select dashboard_refresh._carry_loops(clock_timestamp() + interval '3 minutes') \g /dev/null
delete from vault.secrets where name = 'refresh_dashboard_trigger_secret';
select dashboard_refresh.start_loop('ana') as id \gset
select dashboard_refresh._carry_loops(clock_timestamp()) \g /dev/null
select matches(
  pg_temp.verdict(pg_temp.look(:'id')), '^pg_net: Vault has no whsec_ secret', 'without a secret there is nothing to send'
);

insert into dashboard_refresh.doctor_loops (started_at, started_by, finished_at)
select now() - number * interval '1 hour', 'old', now() from generate_series(1, 20) as numbers (number);
select dashboard_refresh.start_loop('ana') \g /dev/null
select is(
  json_array_length(public.list_dashboard_refresh_loops() -> 'loops'), 10, 'the last ten are kept'
);
select is((select count(*) from dashboard_refresh.runs), 0::bigint, 'none of it is in the ledger');

select * from finish();
rollback;
