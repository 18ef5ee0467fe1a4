begin;
\ir ../support/fixture.psql
\ir ../support/keys.psql
select plan(15);

drop index fixture.totals_seller_idx;
select pg_temp.has_failed(5, clock_timestamp() + interval '5 minutes') \g /dev/null
select dashboard_refresh._mark_running(id, gen_random_uuid()) from dashboard_refresh.views \g /dev/null
create temporary table answer as select public.read_dashboard_refresh_status() as it;

select is(
  (select pg_temp.keys(it) from answer),
  'view state paused pause suspended refreshing data_as_of verified_at staleness_seconds promise path job skip settings '
  'session_settings last_runs last_24_hours alerts problems version now',
  'status has its members in order'
);
select is((select pg_temp.keys(it #> path::text[]) from answer), members, format('so has its member %s', path))
from (
  values
    ('{suspended}', 'failures since kind retry_at hint'),
    ('{refreshing}', 'run_id pid since'),
    ('{promise}', 'max_staleness_seconds kept'),
    ('{path}', 'setting effective reason'),
    ('{job}', 'name id schedule active next_run_at last_fired_at'),
    ('{skip}', 'possible reason expression instead held_by sources'),
    ('{session_settings}', 'values since recorded_in'),
    ('{last_24_hours}', 'runs succeeded failed lost refreshes seconds_refreshing p95_duration_ms'),
    ('{alerts}', 'configured missing open since last'),
    ('{problems,0}', 'code severity message hint')
) as parts (path, members);
select is(
  (select pg_temp.keys(it -> 'settings') from answer),
  (select string_agg(name, ' ') from dashboard_refresh.settings()),
  'the settings are in the order of settings()'
);

select is(
  pg_temp.keys(dashboard_refresh.reconfigure(settings => '{"path": "auto"}')), 'view before after revision',
  'what reconfigure answers has its members in order'
);
select is(
  pg_temp.keys(dashboard_refresh.reconfigure(settings => '{"path": "database"}') -> 'after'),
  (select string_agg(name, ' ') from dashboard_refresh.settings()), 'reconfigure answers with the settings in the order of settings()'
);
select is(
  pg_temp.keys(dashboard_refresh.manage('fixture.new', expect_missing => true) -> 'after'),
  (select string_agg(name, ' ') from dashboard_refresh.settings()), 'manage answers with the settings in the order of settings()'
);

select * from finish();
rollback;
