begin;
\ir ../support/fixture.psql
\ir ../support/keys.psql
select plan(13);

drop index fixture.totals_seller_idx;
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select dashboard_refresh._mark_running(id, gen_random_uuid()) from dashboard_refresh.views \g /dev/null
create temporary table answer as select public.list_dashboard_refresh_views(30) as it;

select is(
  (select pg_temp.keys(it) from answer), 'views summary scheduler read_only poll_after_seconds version now',
  'the overview has its members in order'
);
select is((select pg_temp.keys(it #> path::text[]) from answer), members, format('so has its member %s', path))
from (
  values
    ('{views,0}', 'view state paused pause suspended refreshing data_as_of verified_at staleness_seconds promise schedule '
      'time_zone next_run_at consecutive_failures last_run attention saved revision runs'),
    ('{views,0,pause}', 'by at reason until'),
    ('{views,0,refreshing}', 'run_id since'),
    ('{views,0,promise}', 'max_staleness_seconds kept'),
    ('{views,0,last_run}', 'id status trigger finished_at duration_ms error'),
    ('{views,0,attention}', 'code message'),
    ('{views,0,saved}', 'refreshes seconds'),
    ('{views,0,runs,0}', 'id status trigger finished_at duration_ms'),
    ('{summary}', 'views fresh stale unknown missing paused suspended failing promises_broken'),
    ('{scheduler}', 'alive last_fired_at watchdog_last_at time_zone')
) as parts (path, members);

select is(
  (public.list_dashboard_refresh_views() #> '{views,0,runs}')::text, '[]', 'no runs are listed unless they are asked for'
);
select is(pg_temp.keys(public.list_dashboard_refresh_alerts()), 'view alerts next', 'a page of alerts names the view first');

select * from finish();
rollback;
