begin;
\ir ../support/fixture.psql
select plan(3);

create materialized view fixture.top as select max(totals.amount) as amount from fixture.totals;
select dashboard_refresh.manage('fixture.top', settings => '{"path": "database"}') \g /dev/null
select pg_temp.ticks_are_due('infinity') \g /dev/null

-- What it reads has been filled by hand, and never by a refresh of ours: how fresh that is is not known.
select is(
  dashboard_refresh.tick('fixture.top'), 'succeeded',
  'a view that reads a managed view is refreshed before it'
);
select lives_ok(
  $$select dashboard_refresh._check_promises(clock_timestamp() + interval '1 minute')$$,
  'the promises can be checked while nobody knows how fresh a view is'
);
select dashboard_refresh._check_promises(clock_timestamp() + interval '11 minutes') \g /dev/null
select results_eq(
  $$select views.view, alerts.kind from dashboard_refresh.alerts join dashboard_refresh.views on views.id = view_id order by 1$$,
  $$values ('fixture.top', 'stale'), ('fixture.totals', 'stale')$$,
  'a view whose freshness is unknown for too long gives an alert'
);

select * from finish();
rollback;
