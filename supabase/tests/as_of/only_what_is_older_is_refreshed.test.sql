begin;
\ir ../support/fixture.psql
select plan(15);

create function pg_temp.ask(as_of timestamptz) returns jsonb language sql as $$
  select public.request_dashboard_refresh_as_of('fixture.totals', as_of, 'eva')::jsonb
$$;
create function pg_temp.queued() returns bigint language sql as $$
  select count(*) from dashboard_refresh.runs where status = 'queued'
$$;

select throws_ok(
  $$select pg_temp.ask(clock_timestamp() + interval '1 minute')$$, 'DR010', null, 'nothing is as fresh as a time to come'
);
select throws_ok($$select pg_temp.ask(null)$$, 'DR010', null, 'a time has to be given');
select throws_ok($$select pg_temp.ask('infinity')$$, 'DR010', null, 'the end of time is to come');
select throws_ok(
  $$select dashboard_refresh.request_as_of('no.view', now())$$, 'DR001', null, 'an unknown view is not fresh'
);

select pg_temp.ask(now()) as answer \gset
select is(:'answer'::jsonb -> 'is_fresh', 'false', 'a view that was never refreshed is not fresh');
select is(:'answer'::jsonb #>> '{run,requested_by}', 'eva', 'the run that makes it fresh names who asked');
select is(
  pg_temp.ask(clock_timestamp()) #>> '{run,id}', :'answer'::jsonb #>> '{run,id}', 'a run that waits will do for the next caller'
);
select is(pg_temp.queued(), 1::bigint, 'so that there is one');
select dashboard_refresh.run((:'answer'::jsonb #>> '{run,id}')::uuid) \g /dev/null

select pg_temp.ask(now()) as answer \gset
select is(:'answer'::jsonb -> 'is_fresh', 'true', 'after the refresh the view is as fresh as it was asked for');
select is(:'answer'::jsonb -> 'run', 'null', 'no run is needed for that');
select is(pg_temp.queued(), 0::bigint, 'and none is entered');

-- Through a view that it reads.
create materialized view fixture.upper as select sum(amount) as amount from fixture.totals;
create unique index on fixture.upper (amount);
select dashboard_refresh.manage('fixture.upper', settings => '{"path": "database"}') \g /dev/null
select dashboard_refresh.run(dashboard_refresh.request('fixture.upper')) \g /dev/null
update dashboard_refresh.view_state set data_as_of = now() - interval '1 hour', verified_at = null, fingerprint = null where true;
delete from dashboard_refresh.runs where true;
select public.request_dashboard_refresh_as_of('fixture.upper', now(), 'eva')::jsonb as answer \gset
select results_eq(
  $$
    select views.view from dashboard_refresh.runs join dashboard_refresh.views on views.id = runs.view_id
    order by runs.requested_at
  $$,
  array['fixture.totals', 'fixture.upper'], 'what a view reads is refreshed before it'
);
select is(:'answer'::jsonb #>> '{run,view}', 'fixture.upper', 'the run is that of the view');

select dashboard_refresh.cancel((:'answer'::jsonb #>> '{run,id}')::uuid) \g /dev/null
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"active": false}') \g /dev/null
select throws_ok(
  $$select public.request_dashboard_refresh_as_of('fixture.upper', now())$$, 'DR006', null,
  'a view that reads one that is paused cannot become fresh'
);
select dashboard_refresh.reconfigure('fixture.upper', settings => '{"active": false}') \g /dev/null
select throws_ok(
  $$select public.request_dashboard_refresh_as_of('fixture.upper', now())$$, 'DR006', null, 'nor can one that is paused'
);

select * from finish();
rollback;
