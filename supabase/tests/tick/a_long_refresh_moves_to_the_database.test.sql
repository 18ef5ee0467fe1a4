begin;
\ir ../support/fixture.psql
select plan(3);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret');
select vault.create_secret('https://demo.supabase.co/', 'project_url') \g /dev/null
select vault.create_secret('whsec_' || encode(sha256('one'), 'base64'), 'refresh_dashboard_trigger_secret') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"path": "auto"}') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select is(
  dashboard_refresh.status() -> 'path' ->> 'effective', 'edge',
  'a short refresh goes through the Edge Function'
);

update dashboard_refresh.runs set finished_at = started_at + interval '45 seconds' where true;
select is(
  dashboard_refresh.status() -> 'path' ->> 'reason',
  'one of its last five refreshes took 45 s, and an API call is cut at 55 s',
  'a refresh that takes almost as long as the API allows goes through the database'
);

insert into dashboard_refresh.runs (view_id, trigger, path, status, started_at, finished_at, data_as_of)
select id, 'cron', 'database', 'succeeded', clock_timestamp(), clock_timestamp(), clock_timestamp()
from dashboard_refresh.views, generate_series(1, 5);
select is(
  dashboard_refresh.status() -> 'path' ->> 'effective', 'edge',
  'five short refreshes in a row bring the Edge Function back'
);

select * from finish();
rollback;
