begin;
\ir ../support/fixture.psql
select plan(6);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret');
select dashboard_refresh.reconfigure(settings => '{"path": "auto"}') \g /dev/null
insert into fixture.sales values ('eva', 1);

select is(
  dashboard_refresh.tick('fixture.totals'), 'succeeded',
  'a tick without a function to call refreshes by itself'
);
select isnt_empty($$select from fixture.totals where seller = 'eva'$$, 'such a tick leaves the change in the view');
select results_eq(
  $$select trigger, path, status from dashboard_refresh.runs$$, $$values ('cron', 'database', 'succeeded')$$,
  'the ledger says where it ran'
);
select is_empty($$select from net.http_request_queue$$, 'a tick without a function to call sends nothing');
select is(
  dashboard_refresh.status() -> 'path' ->> 'reason', 'Vault has no http(s) URL under project_url',
  'status says why it ran in the database'
);

select vault.create_secret('https://demo.supabase.co', 'project_url') \g /dev/null
select vault.create_secret('not a secret of the right form', 'refresh_dashboard_trigger_secret') \g /dev/null
select is(
  dashboard_refresh.status() -> 'path' ->> 'reason',
  'Vault has no whsec_ secret under refresh_dashboard_trigger_secret',
  'a malformed secret is as good as none, and is not shown'
);

select * from finish();
rollback;
