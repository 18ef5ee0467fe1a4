begin;
\ir ../support/fixture.psql
select plan(10);

set local role service_role;

create temporary table answers as select public.request_dashboard_refresh() as requested;
select is((select requested ->> 'trigger' from answers), 'admin', 'a request through the API is an admin''s');
select is(
  (select public.run_dashboard_refresh((requested ->> 'id')::uuid) ->> 'status' from answers), 'succeeded', 'service_role can run what it requested'
);
select is(
  (select public.read_dashboard_refresh_run((requested ->> 'id')::uuid) ->> 'status' from answers), 'succeeded', 'service_role can read the run again'
);
select is(public.read_dashboard_refresh_status() ->> 'state', 'fresh', 'service_role can read the status');
select is(
  public.read_dashboard_refresh_health()::jsonb, '{"fresh": true}',
  'service_role can read whether all views are fresh'
);
select is(
  public.reconfigure_dashboard_refresh(settings => '{"max_staleness": "15 minutes"}') #>> '{after,max_staleness}', '00:15:00',
  'service_role can change settings'
);
select is(
  public.read_dashboard_refresh_settings() #>> '{settings,max_staleness}', '00:15:00',
  'service_role can read the settings'
);
select is(json_array_length(public.list_dashboard_refresh_runs() -> 'runs'), 1, 'service_role can list the runs');

select is(
  public.dashboard_freshness('totals') ->> 'view', 'fixture.totals',
  'service_role can ask for its readers how fresh the data is'
);
select is(
  public.dashboard_freshness('nope')::jsonb, null,
  'the freshness of a view that is not managed is null, not an error'
);

reset role;
select * from finish();
rollback;
