begin;
\ir ../support/fixture.psql
select plan(9);

create materialized view fixture.second as select count(*) as sellers from fixture.sales;
create unique index on fixture.second (sellers);
create materialized view fixture.third as select count(*) as sellers from fixture.sales;
create unique index on fixture.third (sellers);
select dashboard_refresh.manage(view, settings => '{"path": "database"}')
from unnest(array['fixture.second', 'fixture.third']) as views (view) \g /dev/null

create function pg_temp.leave(views text[], trigger text default 'watchdog') returns void language sql as $$
  insert into dashboard_refresh.runs (view_id, trigger, path)
  select id, leave.trigger, 'database' from dashboard_refresh.views where view_name = any (leave.views)
$$;
create function pg_temp.left_over() returns setof text language sql as $$
  select views.view_name from dashboard_refresh.runs join dashboard_refresh.views on views.id = runs.view_id
  where runs.status = 'queued' order by 1
$$;
create function pg_temp.as_of(view text, as_of timestamptz) returns void language sql as $$
  update dashboard_refresh.view_state set data_as_of = as_of
  from dashboard_refresh.views where views.id = view_state.view_id and views.view_name = as_of.view
$$;
-- So that nobody waits for the watchdog of this minute.
select dashboard_refresh._note_look(clock_timestamp() + interval '1 minute') \g /dev/null

select is(dashboard_refresh.rescue(), 0, 'where nothing is left there is nothing to do');

select pg_temp.leave('{totals,second,third}') \g /dev/null
select pg_temp.as_of('totals', now() - interval '1 minute'), pg_temp.as_of('second', now() - interval '9 minutes'),
  pg_temp.as_of('third', now() - interval '5 minutes') \g /dev/null
select is(dashboard_refresh.rescue(), 1, 'a view whose refreshes take nobody knows how long is the only one of its transaction');
select results_eq('select pg_temp.left_over()', array['third', 'totals'], 'the stalest view comes first');
select is(dashboard_refresh.rescue() + dashboard_refresh.rescue(), 2, 'the next firings take the others');
select is_empty('select pg_temp.left_over()', 'nothing is left then');

-- Now it is known of each that it takes no time.
select pg_temp.leave('{totals,second,third}') \g /dev/null
update dashboard_refresh.runs set finished_at = started_at + interval '50 seconds'
where view_id = (select id from dashboard_refresh.views where view_name = 'third') and status = 'succeeded';
update dashboard_refresh.view_state set data_as_of = now() - interval '1 minute' where true;
select pg_temp.as_of('totals', now() - interval '9 minutes') \g /dev/null
select is(dashboard_refresh.rescue(), 3, 'it goes on while it expects to be done within the minute');

select pg_temp.leave('{totals,second,third}') \g /dev/null
update dashboard_refresh.runs set finished_at = started_at + interval '65 seconds'
where view_id = (select id from dashboard_refresh.views where view_name = 'third') and status = 'succeeded';
update dashboard_refresh.view_state set data_as_of = now() - interval '1 minute' where true;
select pg_temp.as_of('third', now()) \g /dev/null
select is(dashboard_refresh.rescue(), 2, 'what takes longer than that is left to the next firing');
select results_eq('select pg_temp.left_over()', array['third'], 'the others do not wait for it');

select dashboard_refresh.request('fixture.totals') \g /dev/null
delete from dashboard_refresh.runs where status = 'queued' and trigger <> 'sql';
select is(dashboard_refresh.rescue(), 0, 'a run that somebody is to run himself is none of its business');

select * from finish();
rollback;
