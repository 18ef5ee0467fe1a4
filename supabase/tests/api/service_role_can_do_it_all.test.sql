begin;
\ir ../support/fixture.psql
select plan(9);

set local role service_role;

create temporary table answers as select public.request_dashboard_refresh() as requested;
select is((select requested ->> 'trigger' from answers), 'admin', 'a request through the API is an admin''s');
select is(
  (select public.run_dashboard_refresh((requested ->> 'id')::uuid) ->> 'status' from answers), 'succeeded', 'it runs'
);
select is(
  (select public.read_dashboard_refresh_run((requested ->> 'id')::uuid) ->> 'status' from answers), 'succeeded', 'and is found again'
);
select is(public.read_dashboard_refresh_status() ->> 'state', 'fresh', 'the view is fresh');
select is(public.read_dashboard_refresh_health()::jsonb, '{"fresh": true}', 'and so are all views');
select is(
  public.reconfigure_dashboard_refresh(settings => '{"max_staleness": "15 minutes"}') #>> '{after,max_staleness}', '00:15:00',
  'settings change'
);
select is(json_array_length(public.list_dashboard_refresh_runs() -> 'runs'), 1, 'and the history is there');

select is(public.dashboard_freshness('totals') ->> 'view', 'fixture.totals', 'readers can be told how fresh the data is');
select is(public.dashboard_freshness('nope')::jsonb, null, 'and nothing of what is or is not managed');

reset role;
select * from finish();
rollback;
