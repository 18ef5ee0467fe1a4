begin;
\ir ../support/fixture.psql
select plan(42);

create function pg_temp.examined(view text, variadic path text[]) returns text language sql as $$
  select dashboard_refresh.examine(view) #>> path
$$;
create table fixture.parts (day date, region text, id integer, note json) partition by range (day);
create table fixture.parts_2026 partition of fixture.parts for values from ('2026-01-01') to ('2027-01-01');
insert into fixture.parts select '2026-01-01'::date + n % 90, 'r' || n / 90, n, '{}' from generate_series(0, 899) as n;
analyze fixture.parts;

-- A key of one column, of two, of none.
create materialized view fixture.one as select region, id, note from fixture.parts;
select is(
  pg_temp.examined('fixture.one', 'proposed_index', 'statement'),
  'create unique index if not exists one_id_key on fixture.one (id)', 'a column that is unique is proposed'
);
select is(pg_temp.examined('fixture.one', 'concurrently', 'possible'), 'false', 'without an index readers would wait');
select is(
  pg_temp.examined('fixture.one', 'concurrently', 'missing', '0', 'statement'),
  'create unique index if not exists one_id_key on fixture.one (id)', 'and what is missing is the index that is proposed'
);
select is(pg_temp.examined('fixture.one', 'rows'), '900', 'the rows of a small view are counted');
select is(pg_temp.examined('fixture.one', 'unique_indexes'), '[]', 'there is no unique index');
create view fixture.one_key as select 1 as taken;
alter view fixture.one_key rename to one_id_key;
select is(
  pg_temp.examined('fixture.one', 'proposed_index', 'statement'),
  'create unique index if not exists one_id_key1 on fixture.one (id)', 'under a name that is free'
);
drop view fixture.one_id_key;
select lives_ok(pg_temp.examined('fixture.one', 'proposed_index', 'statement'), 'the statement works');
select lives_ok($$refresh materialized view concurrently fixture.one$$, 'and with it a concurrent refresh does');
select is(pg_temp.examined('fixture.one', 'concurrently', 'possible'), 'true', 'which is said then');
select is(pg_temp.examined('fixture.one', 'proposed_index', 'statement'), null, 'and no other index is proposed');
select is(pg_temp.examined('fixture.one', 'unique_indexes', '0', 'usable'), 'true', 'as there is one that can be used');

create materialized view fixture.two as
  select region, day, count(*) as number, sum(id) as total from fixture.parts group by region, day;
select is(
  pg_temp.examined('fixture.two', 'proposed_index', 'columns'), '["region","day"]',
  'what groups the rows is proposed rather than a sum that is unique by chance'
);
select is(pg_temp.examined('fixture.two', 'skip', 'possible'), 'true', 'of partitioned tables changes are seen');
select is(
  (dashboard_refresh.examine('fixture.two') #> '{sources,0}')::jsonb - 'analyzed_at',
  '{"name": "fixture.parts", "kind": "partitioned table", "rows": 900, "statistics": true}',
  'a source has the rows of all its partitions'
);

create materialized view fixture.doubled as select region from fixture.parts union all select region from fixture.parts;
select is(pg_temp.examined('fixture.doubled', 'proposed_index', 'statement'), null, 'where rows are double there is no key');
select matches(
  pg_temp.examined('fixture.doubled', 'proposed_index', 'reason'), 'tell all of its rows apart', 'and that is said'
);
create materialized view fixture.holes as select nullif(id, 7) as id from fixture.parts;
select is(pg_temp.examined('fixture.holes', 'proposed_index', 'statement'), null, 'a column with a null is no key');

-- Rows that do not tell.
create materialized view fixture.empty as select id from fixture.parts where id < 0;
select matches(pg_temp.examined('fixture.empty', 'proposed_index', 'reason'), 'no rows yet', 'an empty view does not tell');
create materialized view fixture.never as select id from fixture.parts with no data;
select matches(pg_temp.examined('fixture.never', 'proposed_index', 'reason'), 'no data yet', 'nor one without data');
select is(pg_temp.examined('fixture.never', 'populated'), 'false', 'which is not populated');
select is(pg_temp.examined('fixture.never', 'rows'), null, 'and has no number of rows');
select results_eq(
  $$select missing ->> 'what' from json_array_elements(dashboard_refresh.examine('fixture.never') #> '{concurrently,missing}') as list (missing)$$,
  $$values ('index'), ('populated')$$, 'two things are missing there'
);

-- Names, width, what cannot be skipped.
create materialized view fixture."Wide ñ" as
  select id, 1 as "A b" from fixture.parts;
select is(
  pg_temp.examined('fixture."Wide ñ"', 'proposed_index', 'statement'),
  'create unique index if not exists "Wide ñ_id_key" on fixture."Wide ñ" (id)', 'names are quoted'
);
do $$ begin
  execute (select 'create materialized view fixture.wide as select n as c0, ' || string_agg(format('n %% 7 as c%s', c), ', ')
    || ' from generate_series(1, 3000) as n' from generate_series(1, 199) as c);
end $$;
select is(pg_temp.examined('fixture.wide', 'proposed_index', 'columns'), '["c0"]', 'one of 200 columns is found');
create materialized view fixture.timed as select id, now() as at from fixture.parts;
select is(pg_temp.examined('fixture.timed', 'skip', 'possible'), 'false', 'what reads the clock is refreshed always');
select matches(pg_temp.examined('fixture.timed', 'skip', 'expression'), 'now', 'and the expression is named');

create unique index on fixture.two (region, day) where number > 0;
select is(pg_temp.examined('fixture.two', 'unique_indexes', '0', 'usable'), 'false', 'an index with a condition is of no use');
select is(
  pg_temp.examined('fixture.two', 'unique_indexes', '0', 'reason'), 'it has a condition', 'which is the reason given'
);

-- How long it takes.
select is(pg_temp.examined('fixture.one', 'measured'), null, 'nothing is measured unless asked for');
select ok(
  (dashboard_refresh.examine('fixture.one', true) #>> '{measured,duration_ms}')::numeric > 0, 'a refresh is timed'
);
insert into fixture.parts values ('2026-05-05', 'new', 5000, '{}');
select dashboard_refresh.examine('fixture.one', true) \g /dev/null
select is_empty($$select from fixture.one where id = 5000$$, 'and taken back');
select matches(
  dashboard_refresh.examine('fixture.two', true) #>> '{measured,reason}', 'keep readers waiting',
  'one that would block readers is not tried'
);
create function fixture.fails() returns integer language plpgsql immutable as $$ begin raise 'no luck'; end $$;
create materialized view fixture.failing as select id, 1 as one from fixture.parts;
create unique index on fixture.failing (id);
create function fixture.one_of(integer) returns integer language plpgsql as $$
  begin if $1 = 5000 then raise 'no luck'; end if; return 1; end $$;
drop materialized view fixture.failing;
delete from fixture.parts where id = 5000;
create materialized view fixture.failing as select id, fixture.one_of(id) as one from fixture.parts;
create unique index on fixture.failing (id);
insert into fixture.parts values ('2026-05-05', 'new', 5000, '{}');
select is(
  dashboard_refresh.examine('fixture.failing', true) #>> '{measured,reason}', 'the refresh failed: no luck',
  'one that fails says why'
);

-- The rights it takes.
select is(pg_temp.examined('fixture.one', 'may_refresh', 'possible'), 'true', 'the owner may refresh it');
create role examined_owner;
grant examined_owner to current_user;
grant usage, create on schema fixture to examined_owner;
alter materialized view fixture.doubled owner to examined_owner;
select is(pg_temp.examined('fixture.doubled', 'owner'), 'examined_owner', 'the owner is named');
select matches(
  pg_temp.examined('fixture.doubled', 'may_refresh', 'statement'), 'grant select on fixture.parts to examined_owner',
  'what its owner lacks is given by a statement'
);

-- The managed one, and what is none.
select is(pg_temp.examined('fixture.totals', 'managed'), 'true', 'a managed view is examined too');
select is(pg_temp.examined('fixture.totals', 'settings', 'path'), 'database', 'with its settings');
select is(pg_temp.examined('fixture.one', 'settings'), null, 'one that is not managed has none');
select throws_ok($$select dashboard_refresh.examine('fixture.sales')$$, 'DR003', null, 'a table is refused');
select throws_ok($$select dashboard_refresh.examine('fixture.nowhere')$$, 'DR003', null, 'so is what is not there');
select throws_ok($$select dashboard_refresh.examine(null)$$, 'DR010', null, 'and no name at all');

select * from finish();
rollback;
