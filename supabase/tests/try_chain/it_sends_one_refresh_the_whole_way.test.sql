begin;
\ir ../support/fixture.psql
select plan(18);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret');
select throws_ok(
  $$select dashboard_refresh.try_chain()$$, 'DR017', 'nothing can be sent to the Edge Function from here',
  'without a function to call it says so'
);
select is_empty($$select from dashboard_refresh.runs$$, 'and no run is entered');

select vault.create_secret('https://demo.supabase.co/', 'project_url') \g /dev/null
select vault.create_secret('whsec_' || encode(sha256('one'), 'base64'), 'refresh_dashboard_trigger_secret') \g /dev/null
create temporary table request_before as select coalesce(max(id), 0) as id from net.http_request_queue;
select dashboard_refresh.run(dashboard_refresh.request()) ->> 'status' as refreshed \gset
select is(:'refreshed'::text, 'succeeded', 'nothing has changed since the last refresh');

select dashboard_refresh.try_chain() as run_id \gset
create temporary table request as
select *, convert_from(body, 'UTF8') as text
from net.http_request_queue
where id > (select id from request_before);

select is((select count(*) from request), 1::bigint, 'one request is sent all the same');
select is(
  (select url from request), 'https://demo.supabase.co/functions/v1/refresh-dashboard/refresh', 'where a tick sends it'
);
select is(
  (select text::jsonb from request), jsonb_build_object('view', 'fixture.totals', 'run_id', :'run_id'::text),
  'with what a tick sends'
);
select matches((select headers ->> 'webhook-signature' from request), '^v1,', 'signed');
select results_eq(
  format($$select trigger, path, status from dashboard_refresh.runs where id = %L$$, :'run_id'),
  $$values ('sql', 'edge', 'queued')$$, 'the run is in the ledger, although the ticks of the view stay in the database'
);
select is(
  dashboard_refresh.status() #>> '{last_runs,0,id}', :'run_id'::text, 'status has it as the last run'
);
select is(dashboard_refresh.status() #>> '{last_runs,0,chain,request,state}', 'queued', 'with how far it came');
select is(
  dashboard_refresh.run(:'run_id', 'edge') ->> 'status', 'succeeded', 'the function runs it'
);
select isnt(
  dashboard_refresh.status() #>> '{last_runs,0,started_at}', null, 'and then it has its times'
);

-- A URL that passes our judgement and not pg_net's is played by a judgement that lets everything pass.
savepoint judgement;
create or replace function dashboard_refresh._url_problem(url text)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$ begin return null; end $$;
select count(*) as runs_before from dashboard_refresh.runs \gset
select vault.update_secret((select id from vault.secrets where name = 'project_url'), 'https://demo.supabase.co:99999') \g /dev/null
set local client_min_messages = error;
select throws_ok(
  $$select dashboard_refresh.try_chain()$$, 'DR017', 'pg_net did not take the request for the Edge Function',
  'what is not sent is an error that names the configuration'
);
select is((select count(*) from dashboard_refresh.runs), :runs_before::bigint, 'and leaves no run behind');
rollback to judgement;

-- What it does not go round.
select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select throws_ok($$select dashboard_refresh.try_chain('fixture.totals')$$, 'DR006', null, 'a paused view is not refreshed');
select dashboard_refresh.reconfigure(settings => '{"active": true, "failure_limit": 1}') \g /dev/null
select pg_temp.has_failed(1, clock_timestamp() + interval '1 hour') \g /dev/null
select throws_ok($$select dashboard_refresh.try_chain('fixture.totals')$$, 'DR007', null, 'nor one that is suspended');
select throws_ok($$select dashboard_refresh.try_chain('fixture.nothing')$$, 'DR001', null, 'nor one that is not managed');
delete from dashboard_refresh.views where true;
select throws_ok($$select dashboard_refresh.try_chain()$$, 'DR001', 'no view is managed', 'and where none is, that is said');

select * from finish();
rollback;
