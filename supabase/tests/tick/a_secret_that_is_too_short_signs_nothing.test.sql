begin;
\ir ../support/fixture.psql
select plan(2);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret');
select vault.create_secret('https://demo.supabase.co/', 'project_url') \g /dev/null
-- 20 bytes; Standard Webhooks asks for 24.
select vault.create_secret(
  'whsec_' || encode(substr(sha256('one'), 1, 20), 'base64'), 'refresh_dashboard_trigger_secret'
) \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"path": "auto"}') \g /dev/null

select is(
  dashboard_refresh.tick('fixture.totals'), 'succeeded', 'with a secret that is too short a tick refreshes in the database'
);
select is(
  (select path from dashboard_refresh.runs), 'database', 'and the ledger says that it was there'
);

select * from finish();
rollback;
