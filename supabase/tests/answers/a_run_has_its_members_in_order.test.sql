begin;
\ir ../support/fixture.psql
\ir ../support/keys.psql
select plan(9);

create function pg_temp.members() returns text language sql as $$
  select 'id view status running trigger path requested_at started_at finished_at duration_ms data_as_of method '
    'rows_inserted rows_deleted served_by caused_by http_request_id requested_by replaced_as_of cancelling cancellation error'
$$;

select dashboard_refresh.request() as run_id \gset
select is(
  pg_temp.keys(public.read_dashboard_refresh_run(:'run_id')), pg_temp.members(),
  'a run that waits has its members in order, those that are null too'
);
select is(
  pg_temp.keys(dashboard_refresh.run(:'run_id')), pg_temp.members(),
  'a run that has ended has its members in order'
);
select is(
  pg_temp.keys(public.request_dashboard_refresh()), pg_temp.members(),
  'a run that was just requested has its members in order'
);

drop materialized view fixture.totals;
select is(
  pg_temp.keys(dashboard_refresh.run((public.request_dashboard_refresh() ->> 'id')::uuid) -> 'error'),
  'sqlstate kind message hint', 'the error of a run that failed has its members in order'
);
select is(pg_temp.keys(dashboard_refresh.history()), 'view runs next', 'a page of runs names the view first');
select is(
  pg_temp.keys(dashboard_refresh.history() #> '{runs,0}'), pg_temp.members(), 'a run on a page has its members in order'
);
select is(
  pg_temp.keys(dashboard_refresh.status() #> '{last_runs,0}'), pg_temp.members() || ' chain',
  'a run in status has its chain after them'
);
select is(
  pg_temp.keys(dashboard_refresh.status() #> '{last_runs,0,chain}'), 'cron request refresh',
  'the chain is in the order in which it happens'
);
select is(
  (dashboard_refresh.status() #> '{last_runs,0}')::jsonb - 'chain', (dashboard_refresh.history() #> '{runs,0}')::jsonb,
  'both show the same run'
);

select * from finish();
rollback;
