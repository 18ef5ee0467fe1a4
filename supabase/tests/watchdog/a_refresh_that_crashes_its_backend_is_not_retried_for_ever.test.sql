begin;
\ir ../support/fixture.psql
select plan(5);

update dashboard_refresh.views set failure_limit = 3 where true;
create function pg_temp.look(minutes integer) returns uuid language sql as $$
  select dashboard_refresh._queue_rescue(views.id, clock_timestamp() + minutes * interval '1 minute') from dashboard_refresh.views
$$;

-- Whoever runs what the watchdog asks for dies: nobody calls run().
select dashboard_refresh.request(trigger => 'admin') \g /dev/null
select isnt(pg_temp.look(1), null, 'a lost run is to be made up for');
select isnt(pg_temp.look(2), null, 'when the run in its place is lost too, there is another');
select is(pg_temp.look(3), null, 'at the failure limit the watchdog rests');
select results_eq(
  $$select status, count(*) from dashboard_refresh.runs group by status$$, $$values ('lost', 3::bigint)$$,
  'each of the three is accounted for'
);
select isnt(pg_temp.look(9), null, 'when the suspension is over the watchdog tries again');

select * from finish();
rollback;
