begin;
\ir ../support/fixture.psql
select plan(9);

update dashboard_refresh.views set failure_limit = 3 where true;
-- What a rescue leaves behind whose session dies in the middle of the refresh: its note, and the run as it was.
create function pg_temp.rescue_dies() returns void language sql as $$
  select dashboard_refresh._note_rescue(1, id) from dashboard_refresh.views
$$;
create function pg_temp.look(minutes integer) returns void language sql as $$
  select dashboard_refresh._record_died_rescues(clock_timestamp() + minutes * interval '1 minute');
  select dashboard_refresh._queue_rescue(views.id, clock_timestamp() + minutes * interval '1 minute') from dashboard_refresh.views
$$;
create function pg_temp.queued() returns bigint language sql as $$
  select count(*) from dashboard_refresh.runs where status = 'queued'
$$;

insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, error_message)
select id, 'cron', 'edge', 'lost', clock_timestamp(), clock_timestamp(), 'x' from dashboard_refresh.views;
select pg_temp.look(1) \g /dev/null
select is(pg_temp.queued(), 1::bigint, 'a lost run is to be made up for');
select pg_temp.look(2) \g /dev/null
select is(pg_temp.queued(), 1::bigint, 'a run that waits for its turn is not lost');
select pg_temp.rescue_dies() \g /dev/null
select pg_temp.look(3) \g /dev/null
select results_eq(
  $$select error_message from dashboard_refresh.runs where trigger = 'watchdog' and status = 'lost'$$,
  array['the session that refreshed the view ended in the middle of it'],
  'a run whose rescue died is lost, and says so'
);
select is(pg_temp.queued(), 1::bigint, 'when the run in its place is lost too, there is another');
select is_empty('select * from dashboard_refresh._noted_rescues()', 'a death is recorded once');
select pg_temp.rescue_dies(), pg_temp.look(4) \g /dev/null
select pg_temp.rescue_dies(), pg_temp.look(5) \g /dev/null
select is(pg_temp.queued(), 0::bigint, 'at the failure limit the watchdog rests');
select results_eq(
  $$select status, count(*) from dashboard_refresh.runs where trigger = 'watchdog' group by status$$,
  $$values ('lost', 3::bigint)$$,
  'each of the three is accounted for'
);
select pg_temp.look(11) \g /dev/null
select is(pg_temp.queued(), 1::bigint, 'when the suspension is over the watchdog tries again');

select dashboard_refresh._note_rescue(1, null) \g /dev/null
select pg_temp.look(12) \g /dev/null
select is(pg_temp.queued(), 1::bigint, 'a rescue that ended leaves nothing to be recorded');

select * from finish();
rollback;
