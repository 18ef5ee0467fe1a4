begin;
\ir ../support/fixture.psql
select plan(12);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret');
select vault.create_secret('https://demo.supabase.co/', 'project_url') \g /dev/null
select vault.create_secret(
  'whsec_' || encode(sha256('one'), 'base64') || ' whsec_' || encode(sha256('two'), 'base64'),
  'refresh_dashboard_trigger_secret'
) \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"path": "auto"}') \g /dev/null
create temporary table request_before as select coalesce(max(id), 0) as id from net.http_request_queue;

select is(
  dashboard_refresh.tick('fixture.totals'), 'requested',
  'a tick with a function to call requests a refresh from it'
);

create temporary table request as
select *, convert_from(body, 'UTF8') as text
from net.http_request_queue
where id > (select id from request_before);
create temporary table run as select * from dashboard_refresh.runs;

select is((select count(*) from request), 1::bigint, 'a tick sends one request');
select is(
  (select url from request), 'https://demo.supabase.co/functions/v1/refresh-dashboard/refresh', 'the request goes to the function''s URL'
);
select is(
  (select text::jsonb from request),
  (select jsonb_build_object('view', 'fixture.totals', 'run_id', id) from run),
  'the body of the request names the view and the run'
);
select results_eq(
  $$select trigger, path, status from run$$, $$values ('cron', 'edge', 'queued')$$, 'the run is in the ledger, queued'
);
select is(
  (select http_request_id from run), (select id from request), 'the run has the number of the request that carries it'
);
select is(
  (select headers ->> 'webhook-id' from request), (select id::text from run), 'the id of the message is the id of the run'
);
select cmp_ok(
  abs((select (headers ->> 'webhook-timestamp')::bigint from request) - extract(epoch from clock_timestamp())),
  '<', 60::numeric, 'the time of the message is now, in seconds'
);
select is(
  (select headers ->> 'webhook-signature' from request),
  (
    select 'v1,' || encode(
      extensions.hmac(
        convert_to((headers ->> 'webhook-id') || '.' || (headers ->> 'webhook-timestamp') || '.' || text, 'UTF8'),
        sha256('one'), 'sha256'
      ), 'base64')
    from request
  ),
  'the message is signed with the first secret, over exactly the bytes that are sent'
);
select unalike(
  (select headers::text || text || url from request), '%whsec%', 'the secret is no part of the request'
);
select is(dashboard_refresh.tick('fixture.totals'), 'busy', 'while that run waits, another tick does nothing');
select is((select count(*) from dashboard_refresh.runs), 1::bigint, 'a tick that finds a run waiting writes nothing');

select * from finish();
rollback;
