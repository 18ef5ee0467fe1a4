begin;
\ir ../support/fixture.psql
select plan(13);

-- In an order that is not theirs: what reads comes before what it reads.
create materialized view fixture.middle as select sum(amount) as amount from fixture.totals;
create unique index on fixture.middle (amount);
create view fixture.plain as select * from fixture.middle;
create materialized view fixture.last as select count(*) as number, max(amount) as amount from fixture.plain;
create unique index on fixture.last (number);
create materialized view fixture.apart as select count(*) as sellers from fixture.sales;
create unique index on fixture.apart (sellers);
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
select dashboard_refresh.manage(view, settings => '{"path": "database", "max_duty_cycle": 1}')
from unnest(array['fixture.last', 'fixture.middle', 'fixture.apart', 'fixture.totals']) as views (view) \g /dev/null
select pg_temp.ticks_are_due('infinity') \g /dev/null
select dashboard_refresh._note_look(clock_timestamp() + interval '1 minute') \g /dev/null

create temporary table asked (answer jsonb);
create function pg_temp.ask(force boolean default false) returns void language sql as $$
  delete from asked where true;
  insert into asked select public.refresh_all_dashboard_refreshes(force, 'eva')::jsonb
$$;
create function pg_temp.asked() returns text[] language sql as $$
  select array_agg(split_part(run ->> 'view', '.', 2)) from asked, jsonb_array_elements(answer -> 'runs') as runs (run)
$$;
create function pg_temp.id_of(view text) returns uuid language sql as $$
  select (run ->> 'id')::uuid from asked, jsonb_array_elements(answer -> 'runs') as runs (run)
  where run ->> 'view' = 'fixture.' || id_of.view
$$;
create function pg_temp.ledger() returns setof text language sql as $$
  select concat_ws(' ', views.view_name, runs.trigger, runs.status)
  from dashboard_refresh.runs join dashboard_refresh.views on views.id = runs.view_id
  order by runs.requested_at
$$;

select pg_temp.ask() \g /dev/null
select is(
  pg_temp.asked(), '{apart,totals,middle,last}',
  'each view comes after those that it reads, through plain views too, before anybody has refreshed it'
);
select is(
  (select distinct run ->> 'requested_by' from asked, jsonb_array_elements(answer -> 'runs') as runs (run)), 'eva',
  'the runs name who asked'
);
select is(
  public.run_dashboard_refresh(pg_temp.id_of('last')) ->> 'status', 'queued', 'a view whose turn has not come is not refreshed'
);
select is(
  (select status from dashboard_refresh.runs where id = pg_temp.id_of('totals')), 'succeeded',
  'to ask for it refreshes the view whose turn it is'
);
select public.run_dashboard_refresh(pg_temp.id_of('last')) \g /dev/null
select is(
  public.run_dashboard_refresh(pg_temp.id_of('last')) ->> 'status', 'succeeded', 'to ask again and again brings its turn'
);
select results_eq(
  'select pg_temp.ledger()',
  array['apart admin queued', 'totals admin succeeded', 'middle admin succeeded', 'last admin succeeded'],
  'a refresh for which a run waits causes no other'
);
select dashboard_refresh.rescue() \g /dev/null
select is(
  (select status from dashboard_refresh.runs where id = pg_temp.id_of('apart')), 'succeeded',
  'what nobody asks for is left to the rescue jobs'
);

-- A branch that fails.
delete from dashboard_refresh.runs where true;
drop index fixture.middle_amount_idx;
select dashboard_refresh.reconfigure('fixture.middle', settings => '{"concurrently": "always"}') \g /dev/null
select pg_temp.ask() \g /dev/null
select public.run_dashboard_refresh(pg_temp.id_of(view))
from unnest(array['apart', 'totals', 'middle', 'last']) as views (view) \g /dev/null
select results_eq(
  'select pg_temp.ledger()',
  array['apart admin succeeded', 'totals admin succeeded', 'middle admin failed', 'last admin failed'],
  'a view that fails takes along what reads it, and leaves the others'
);
select matches(
  (select error_message from dashboard_refresh.runs where id = pg_temp.id_of('last')),
  '^not refreshed, since fixture\.middle, which it reads, could not be: ', 'what was taken along says by what'
);
select is(
  (
    select consecutive_failures
    from dashboard_refresh.views join dashboard_refresh.view_state on view_id = id
    where view = 'fixture.last'
  ),
  0, 'which is no failure of its own'
);

select dashboard_refresh.reconfigure('fixture.apart', settings => '{"active": false}') \g /dev/null
select pg_temp.ask() \g /dev/null
select is(
  (select answer -> 'skipped' from asked),
  '[{"view": "fixture.apart", "code": "paused", "message": "fixture.apart is paused"}]', 'what is paused is skipped, and said'
);
select is(pg_temp.asked(), '{totals,middle,last}', 'the others are asked for');
select pg_temp.ask(true) \g /dev/null
select is(pg_temp.asked(), '{apart,totals,middle,last}', 'with force all are');

select * from finish();
rollback;
