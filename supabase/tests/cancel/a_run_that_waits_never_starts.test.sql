begin;
\ir ../support/fixture.psql
select plan(15);

select dashboard_refresh.request() as run_id \gset
create function pg_temp.of_run(member text) returns text language sql as $$
  select dashboard_refresh._run_json(runs) ->> member from dashboard_refresh.runs order by requested_at limit 1
$$;

select throws_ok(
  $$select dashboard_refresh.cancel('00000000-0000-4000-8000-000000000000')$$, 'DR008', null, 'an unknown run is no run'
);
select throws_ok(
  format($$select dashboard_refresh.cancel(%L, reason => repeat('x', 201))$$, :'run_id'), 'DR010', null,
  'a reason has at most 200 characters'
);
select throws_ok(
  format($$select dashboard_refresh.cancel(%L, reason => E'a\nb')$$, :'run_id'), 'DR010', null, 'a reason is one line'
);
select is(pg_temp.of_run('cancelling'), 'false', 'what was refused has left nothing');

select is(
  dashboard_refresh.cancel(:'run_id', 'eva', ' too heavy ') ->> 'status', 'cancelled',
  'a run that nobody works on is cancelled at once'
);
select is(
  pg_temp.of_run('cancellation')::jsonb - 'requested_at', '{"requested_by": "eva", "reason": "too heavy"}'::jsonb,
  'it says by whom and why'
);
select is(pg_temp.of_run('cancelling'), 'false', 'it is no longer cancelling');
select is(pg_temp.of_run('started_at'), null, 'it has not started');
select is(pg_temp.of_run('error'), null, 'it has no error');
select is(dashboard_refresh.run(:'run_id') ->> 'status', 'cancelled', 'it does not start later either');
select is(
  dashboard_refresh.cancel(:'run_id', 'ada', 'again') #>> '{cancellation,requested_by}', 'eva',
  'to cancel it again changes nothing'
);
select results_eq(
  'select consecutive_failures, open_alerts, data_as_of from dashboard_refresh.view_state',
  $$values (0, '{}'::text[], null::timestamptz)$$, 'it is no failure of the view'
);

-- Asked for while another run had the view: whoever has it next ends it.
select dashboard_refresh.request() as waiting_id \gset
insert into dashboard_refresh.run_cancellations (run_id, requested_by) values (:'waiting_id', 'eva');
select is(
  dashboard_refresh.run(dashboard_refresh.request()) ->> 'status', 'succeeded', 'another run of the view goes on'
);
select results_eq(
  format('select status, served_by from dashboard_refresh.runs where id = %L', :'waiting_id'),
  $$values ('cancelled', null::uuid)$$, 'the refresh of another run does not serve one that is wanted no more'
);
select throws_ok(
  $$
    select dashboard_refresh.cancel(runs.id) from dashboard_refresh.runs where runs.status = 'succeeded'
  $$,
  'DR018', null, 'a run that has succeeded cannot be cancelled'
);

select * from finish();
rollback;
