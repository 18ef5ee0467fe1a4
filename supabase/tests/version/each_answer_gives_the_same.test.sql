begin;
\ir ../support/fixture.psql
select plan(4);

select matches(
  dashboard_refresh.version(), '^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$', 'version() is a semantic version'
);
select is(dashboard_refresh.status() ->> 'version', dashboard_refresh.version(), 'status shows it');

set local role service_role;
select is(
  public.read_dashboard_refresh_version()::text, '{"version" : "' || (select public.read_dashboard_refresh_status() ->> 'version') || '"}',
  'service_role can read it, and nothing else with it'
);
reset role;
select is(
  (select provolatile::text from pg_proc where oid = 'dashboard_refresh.version()'::regprocedure), 'i',
  'it is a fact of the build, not of the data'
);

select * from finish();
rollback;
