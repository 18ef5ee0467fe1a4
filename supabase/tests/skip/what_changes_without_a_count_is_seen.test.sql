-- Each change is committed, as are the refreshes between them: of a transaction that has changed a source itself no
-- fingerprint is kept.
\ir ../support/sales.psql
set search_path = public, extensions;
select plan(19);

create function fixture.rate(amount integer) returns integer immutable language sql as 'select amount * 2';
create table fixture.parts (day date not null, amount integer not null) partition by range (day);
create table fixture.parts_2025 partition of fixture.parts for values from ('2025-01-01') to ('2026-01-01');
create table fixture.parts_2026 partition of fixture.parts for values from ('2026-01-01') to ('2027-01-01');
create view fixture.inner_view as select day, fixture.rate(amount) as rated from fixture.parts;
create view fixture.outer_view as select * from fixture.inner_view;
create materialized view fixture.deep as select day, sum(rated) as rated from fixture.outer_view group by day;
create unique index deep_day_idx on fixture.deep (day);
select dashboard_refresh.manage('fixture.deep', settings => '{"path": "database", "max_duty_cycle": 1, "scheduled": false}') \g /dev/null
select dashboard_refresh.tick('fixture.deep') \g /dev/null

create view pg_temp.state as
  select view_state.* from dashboard_refresh.view_state join dashboard_refresh.views on id = view_id where view = 'fixture.deep';
create function pg_temp.seen(statement text) returns boolean language plpgsql as $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
begin
  execute statement;
  select * into v_view from dashboard_refresh.views where view = 'fixture.deep';
  select * into v_state from pg_temp.state;
  return not dashboard_refresh._is_unchanged(v_view, v_state, (dashboard_refresh._statistics_horizon(clock_timestamp())).epoch);
end;
$$;

select is(pg_temp.seen('select 1'), false, 'where nothing has changed, nothing is seen');
select set_eq(
  $$select sources.relation::regclass::text from pg_temp.state, unnest(state.sources) as sources (relation)$$,
  array['fixture.parts'], 'the source is the table behind two plain views'
);
select set_eq(
  $$select s::regclass::text from pg_temp.state, dashboard_refresh._with_children(state.sources) as s$$,
  array['fixture.parts', 'fixture.parts_2025', 'fixture.parts_2026'], 'the partitions of the source are looked at too'
);

select ok(pg_temp.seen('truncate fixture.parts_2025'), 'a truncated partition is seen');
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(
  pg_temp.seen('alter table fixture.parts detach partition fixture.parts_2025'),
  'a detached partition is seen'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(
  pg_temp.seen($$alter table fixture.parts attach partition fixture.parts_2025 for values from ('2025-01-01') to ('2026-01-01')$$),
  'an attached partition is seen'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(
  pg_temp.seen($$create or replace function fixture.rate(amount integer) returns integer immutable language sql as 'select amount * 3'$$),
  'a replaced function is seen'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(
  pg_temp.seen('create or replace view fixture.inner_view as select day, fixture.rate(amount) + 1 as rated from fixture.parts'),
  'a replaced view in between is seen'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select is(
  pg_temp.seen($$create function fixture.called_by_others() returns integer immutable language sql as 'select 1'$$), false,
  'a new function that the view does not call is no change'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(
  pg_temp.seen('alter table fixture.parts add column note text default ''x'''),
  'a column added without a rewrite is seen'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(pg_temp.seen('alter table fixture.parts rename column note to remark'), 'a renamed column is seen');
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(
  pg_temp.seen('alter table fixture.parts enable row level security'),
  'row level security that is put on a source is seen'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
create type fixture.stage as enum ('new', 'won');
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select is(
  pg_temp.seen($$alter type fixture.stage rename value 'won' to 'sold'$$), false,
  'a renamed label of an enum that the view does not use is no change'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
set timezone = 'America/Mexico_City';
set datestyle = 'German';
select is(pg_temp.seen('select 1'), false, 'the settings of a session are no change');
reset timezone;
reset datestyle;

select ok(
  pg_temp.seen('cluster fixture.deep using deep_day_idx'),
  'a view that was rewritten by others counts as changed'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(pg_temp.seen('refresh materialized view fixture.deep with no data'), 'a view that was emptied is seen');
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select ok(
  pg_temp.seen($$
    drop materialized view fixture.deep;
    create materialized view fixture.deep as select day, sum(rated) as rated from fixture.outer_view group by day;
  $$),
  'a view that was dropped and created again is seen'
);
select dashboard_refresh.tick('fixture.deep') \g /dev/null
select is(pg_temp.seen('select 1'), false, 'after the refresh nothing is left to see');

update dashboard_refresh.view_state set fingerprint = 'of another time'
where view_id = (select id from dashboard_refresh.views where view = 'fixture.deep');
select ok(pg_temp.seen('select 1'), 'another fingerprint, as after a crash or a reset of the statistics, is a change');

select * from finish();
select dashboard_refresh.unmanage('fixture.deep') \g /dev/null
drop schema fixture cascade;
