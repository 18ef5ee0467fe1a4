begin;
\ir ../support/fixture.psql
select plan(10);

-- So that the test need not wait for it.
create or replace function dashboard_refresh._api_limit() returns interval language sql immutable as $$ select interval '200 milliseconds' $$;
create table fixture.pace as select 10 as seconds;
create materialized view fixture.slow as select pg_sleep(seconds)::text as slept from fixture.pace with no data;
select dashboard_refresh.manage('fixture.slow', settings => '{"path": "auto", "max_duty_cycle": 1}') \g /dev/null
delete from dashboard_refresh.views where view_name = 'totals';

select dashboard_refresh.request(trigger => 'admin') as run_id \gset
set local statement_timeout = '400ms';
select dashboard_refresh.run(:'run_id', 'edge') ->> 'status' as outcome \gset
set local statement_timeout = 0;
select is(:'outcome'::text, 'failed', 'a refresh that is cut by the API has failed');
select results_eq(
  'select consecutive_failures, open_alerts from dashboard_refresh.view_state', $$values (0, '{}'::text[])$$,
  'it is no failure of the view'
);
select results_eq(
  $$select trigger, path, status from dashboard_refresh.runs where id <> $$ || quote_literal(:'run_id'),
  $$values ('watchdog', 'database', 'queued')$$, 'a run in the database follows it'
);
update fixture.pace set seconds = 0;
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select results_eq(
  $$select status from dashboard_refresh.runs where trigger = 'watchdog'$$, array['succeeded'],
  'which a rescue job runs'
);

-- The next is not tried over the API any more.
select dashboard_refresh.request(trigger => 'admin') as run_id \gset
select results_eq(
  $$select path, status from dashboard_refresh.runs where id = $$ || quote_literal(:'run_id'), $$values ('database', 'queued')$$,
  'the next one that is asked for over the API is left to the rescue jobs'
);
select is(
  dashboard_refresh.run(:'run_id', 'edge') ->> 'status', 'queued', 'an API call does not run what is left to them'
);
select is(dashboard_refresh.run(:'run_id') ->> 'status', 'succeeded', 'a session in the database does');

-- Where the path was chosen, it is kept, and max_duration is the watchdog's.
update fixture.pace set seconds = 10;
create function pg_temp.cut() returns text language plpgsql as $$
begin
  return dashboard_refresh.run(dashboard_refresh.request(trigger => 'admin', force => true), 'edge') ->> 'status';
end;
$$;
select dashboard_refresh.reconfigure(settings => '{"path": "edge"}') \g /dev/null
set local statement_timeout = '400ms';
select pg_temp.cut() as outcome \gset
set local statement_timeout = 0;
select results_eq(
  'select consecutive_failures from dashboard_refresh.view_state', 'select 1', 'with path edge it is a failure'
);
select is(:'outcome'::text, 'failed', 'of a run that was tried');
select is_empty(
  $$select from dashboard_refresh.runs where status = 'queued'$$, 'which no run follows'
);

select * from finish();
rollback;
