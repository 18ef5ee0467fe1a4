begin;
\ir ../support/fixture.psql
select plan(2);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret');
select vault.create_secret('https://demo.supabase.co/', 'project_url') \g /dev/null
select vault.create_secret(
  'whsec_' || encode(sha256('one'), 'base64'), 'refresh_dashboard_trigger_secret'
) \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"path": "auto"}') \g /dev/null
create temporary table request_before as select coalesce(max(id), 0) as id from net.http_request_queue;

select is(dashboard_refresh.tick('fixture.totals'), 'requested', 'a tick sends a request');
select results_eq(
  'select timeout_milliseconds from net.http_request_queue where id > (select id from request_before)',
  'values (5000)',
  'it holds up the others in pg_net''s batch for five seconds at most'
);

select * from finish();
rollback;
