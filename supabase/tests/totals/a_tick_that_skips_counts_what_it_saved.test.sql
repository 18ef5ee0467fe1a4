begin;
\ir ../support/fixture.psql
select plan(5);

create function pg_temp.saved() returns text language sql as $$
  select skipped_ticks || ' ' || seconds_saved from dashboard_refresh.view_state
$$;

select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'the first tick refreshes');
update dashboard_refresh.view_state
set last_duration = '2 seconds', data_as_of = now() - interval '2 minutes', last_finished_at = now() - interval '1 minute'
where true;
select is(pg_temp.saved(), '0 0', 'a tick that refreshes has saved nothing');
select is(
  dashboard_refresh._record_verified(view_state, now() - interval '5 seconds', 1, now())::text, '',
  'a tick finds the view unchanged'
)
from dashboard_refresh.view_state;
select is(pg_temp.saved(), '1 2.000000', 'it has saved a refresh, which takes as long as the last one did');
select dashboard_refresh._record_verified(view_state, now() - interval '30 seconds', 1, now()) from dashboard_refresh.view_state \g /dev/null
select is(pg_temp.saved(), '1 2.000000', 'one that learns nothing new does not count');

select * from finish();
rollback;
